/** The files of the language as tabs above the editor: which one is shown, and who is in the others. */
import type { KeyboardEvent } from "react";
import type { FileCarets } from "../../hooks/useFileCarets";
import type { Files, RoomFile } from "../../hooks/useFiles";
import { useTabInSight } from "../../hooks/useTabInSight";
import type { Participant } from "../../services/collab/types";
import { texts } from "../../texts";
import { paletteVariable } from "./Avatar";

/** The element that the tabs are of. */
export const FILE_PANEL = "file-panel";
/** The element that names it. */
export const fileTabId = ({ text }: RoomFile): string => `tab-${text}`;

interface FileTabsProps {
  readonly files: Files;
  readonly carets: FileCarets;
  /** F2 and Delete on a file that somebody has created; absent where nothing can be changed. */
  readonly onRename?: (() => void) | undefined;
  readonly onRemove?: (() => void) | undefined;
}

const NOBODY: readonly Participant[] = [];
const MAX_DOTS = 3;

function Dots({ people }: { readonly people: readonly Participant[] }) {
  if (people.length === 0) return null;
  return (
    <span aria-hidden className="flex gap-0.5">
      {people.slice(0, MAX_DOTS).map(({ id, color }) => (
        <span
          key={id}
          data-caret-of={id}
          style={{ background: paletteVariable(color) }}
          className="size-2 rounded-full forced-colors:bg-[CanvasText]!"
        />
      ))}
    </span>
  );
}

export function FileTabs({ files, carets, onRename, onRemove }: FileTabsProps) {
  const { list, active, open } = files;
  const { row, chosen } = useTabInSight<HTMLDivElement>(`${active.text} ${active.name}`);

  const onKeyDown = (event: KeyboardEvent) => {
    const at = list.indexOf(active);
    const last = list.length - 1;
    const wish = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: last }[event.key];
    if (wish !== undefined) {
      event.preventDefault();
      const next = list[wish > last ? 0 : wish < 0 ? last : wish] ?? active;
      open(next.text);
      document.getElementById(fileTabId(next))?.focus();
    }
    if (active.isEntry) return;
    if (event.key === "F2") onRename?.();
    if (event.key === "Delete") onRemove?.();
  };

  return (
    <div
      ref={row}
      role="tablist"
      aria-label={texts.files.list}
      className="flex min-w-0 overflow-x-auto"
      onKeyDown={onKeyDown}
    >
      {list.map((file) => {
        const isShown = file === active;
        // Of the file that is shown the carets themselves are seen.
        const people = isShown ? NOBODY : (carets.get(file.text) ?? NOBODY);
        const here = people.length > 0 ? texts.files.here(people.map(({ name }) => name)) : null;
        return (
          <button
            key={file.text}
            ref={isShown ? chosen : null}
            id={fileTabId(file)}
            type="button"
            role="tab"
            aria-selected={isShown}
            {...(here === null ? {} : { title: here, "aria-label": `${file.name}, ${here}` })}
            aria-controls={FILE_PANEL}
            tabIndex={isShown ? 0 : -1}
            onClick={() => open(file.text)}
            onDoubleClick={file.isEntry ? undefined : onRename}
            className={`flex h-9 shrink-0 items-center gap-1.5 border-b-2 px-3 font-mono text-xs whitespace-nowrap outline-offset-[-2px] pointer-coarse:h-11 ${
              isShown
                ? "border-accent font-medium text-ink"
                : "border-transparent text-ink-2 hover:bg-hover hover:text-ink"
            }`}
          >
            {file.name}
            <Dots people={people} />
          </button>
        );
      })}
    </div>
  );
}
