/** The room's outline while it opens, so that nothing jumps when it is there. */
import { texts } from "../../texts";
import { Mark } from "../ui/Wordmark";

/** Widths of the lines that stand for code, in percent. */
const LINES = [34, 52, 46, 0, 28, 61, 57, 40, 22];

export function OpeningScreen({ message = texts.room.opening }: { readonly message?: string }) {
  return (
    <main aria-busy="true" className="flex h-full flex-col bg-surface">
      <div className="flex h-14 shrink-0 items-center gap-3 border-b border-rule bg-panel px-3">
        <Mark />
        <div role="status">
          <h1 className="text-sm font-semibold">{message}</h1>
          <p className="text-xs text-ink-3">{texts.room.readingCopy}</p>
        </div>
      </div>
      <div aria-hidden className="flex flex-1">
        <div className="flex-3 border-r border-rule max-sm:border-0">
          <div className="h-11 border-b border-rule bg-panel" />
          <div className="space-y-3.5 p-6 pl-14">
            {LINES.map((width, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a fixed list
              <div key={index} className="lamp h-2 rounded-sm bg-hover" style={{ width: `${width}%` }} />
            ))}
          </div>
        </div>
        <div className="flex-2 max-sm:hidden">
          <div className="h-11 border-b border-rule bg-panel" />
        </div>
      </div>
    </main>
  );
}
