/** A picture or a table that a run has shown. Both are drawn from values: nothing of it is HTML of somebody else's. */
import type { Display, TableDisplay } from "../../services/collab/displays";
import { texts } from "../../texts";

function Table({ columns, rows, note }: TableDisplay) {
  const { table, rowsOf } = texts.output;
  return (
    <section
      aria-label={`${table}, ${rowsOf(rows.length, columns.length)}`}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
      tabIndex={0}
      className="max-h-96 w-fit max-w-full overflow-auto rounded-md border border-rule"
    >
      <table className="w-full border-collapse whitespace-pre">
        <thead className="sticky top-0 bg-panel">
          <tr>
            {columns.map((column, at) => {
              const look = "border-b border-rule px-2.5 py-1 text-right font-semibold";
              // A column without a name, as that of an index, has no head to be read out.
              return column === "" ? (
                // biome-ignore lint/suspicious/noArrayIndexKey: a table never changes
                <td key={at} className={look} />
              ) : (
                // biome-ignore lint/suspicious/noArrayIndexKey: a table never changes
                <th key={at} scope="col" className={look}>
                  {column}
                </th>
              );
            })}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, line) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a table never changes
            <tr key={line} className="odd:bg-surface even:bg-panel">
              {row.map((cell, at) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a table never changes
                <td key={at} className="px-2.5 py-0.5 text-right">
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {note !== "" && <p className="px-2.5 py-1 font-sans text-2xs text-ink-2">{note}</p>}
    </section>
  );
}

export function DisplayView({ display }: { readonly display: Display }) {
  switch (display.kind) {
    case "image":
      return (
        <img
          src={`data:image/png;base64,${display.png}`}
          width={display.width}
          height={display.height}
          alt={display.alt}
          className="my-1 h-auto max-w-full rounded-md border border-rule bg-white"
        />
      );
    case "table":
      return (
        <div className="my-1">
          <Table {...display} />
        </div>
      );
    case "dropped":
      return <p className="my-1 font-sans text-xs text-attention">{texts.output.dropped}</p>;
    case "trace":
      // Its steps are looked at above the output.
      return null;
  }
}
