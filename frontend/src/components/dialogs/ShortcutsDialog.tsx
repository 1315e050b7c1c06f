/** The page's keys, and what they do. */
import { KEYS } from "../../hooks/keyNames";
import { texts } from "../../texts";
import { Kbd } from "../ui/Kbd";
import { Sheet } from "../ui/Sheet";

type Line = readonly [keys: readonly string[], does: string];

function KeyTable({ heading, lines }: { readonly heading: string; readonly lines: readonly Line[] }) {
  return (
    <table className="mb-5 w-full text-sm last:mb-0">
      <caption className="mb-1 text-left text-xs font-medium text-ink-2">{heading}</caption>
      <thead className="sr-only">
        <tr>
          <th scope="col">{texts.shortcuts.keys}</th>
          <th scope="col">{texts.shortcuts.does}</th>
        </tr>
      </thead>
      <tbody>
        {lines.map(([keys, does]) => (
          <tr key={does} className="border-t border-rule">
            <td className="w-44 py-1.5 pr-3 align-top whitespace-nowrap max-sm:w-36">
              {keys.map((key) => (
                <Kbd key={key} keys={key} className="mr-1.5" />
              ))}
            </td>
            <td className="py-1.5">{does}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

interface DialogProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
}

export function ShortcutsDialog(props: DialogProps) {
  const t = texts.shortcuts;
  return (
    <Sheet {...props} heading={t.open} explain={t.explain} close={t.close}>
      <KeyTable
        heading={t.inRoom}
        lines={[
          [[KEYS.run], t.run],
          [[KEYS.save], t.save],
          [[KEYS.palette], t.palette],
          [[KEYS.chat], texts.chat.shortcut],
          [["?"], t.sheet],
        ]}
      />
      <KeyTable
        heading={t.inEditor}
        lines={[
          [[KEYS.escape, KEYS.tab], t.leave],
          [[KEYS.undo], t.undo],
          [[KEYS.redo], t.redo],
          [[KEYS.find], t.find],
          [[KEYS.format], texts.help.format.key],
          [[KEYS.comment], t.comment],
          [[KEYS.complete], t.complete],
          [[KEYS.explain], texts.help.explain],
          [[KEYS.signature], texts.help.signature],
          [KEYS.problems, texts.help.nextAndPrevious],
          [[KEYS.tab, KEYS.backTab], t.indent],
          [[KEYS.moveLine], t.moveLine],
        ]}
      />
      <KeyTable
        heading={t.inReplay}
        lines={[
          [[KEYS.space], t.play],
          [[",", "."], t.step],
        ]}
      />
    </Sheet>
  );
}
