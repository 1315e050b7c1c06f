/** The page that was run here, above what it wrote. */
import { Maximize, X } from "lucide-react";
import type { ReactNode } from "react";
import { usePreview } from "../../hooks/usePreview";
import { useSplit } from "../../hooks/useSplit";
import { texts } from "../../texts";
import { IconButton } from "../ui/IconButton";

const LINE = { name: "preview", percent: 55, label: () => texts.preview.resize };

/** Shows the page above `children`, as long as there is one. Its place stays where it is: a frame that is moved loads anew. */
export function WithPreview({ children }: { readonly children: ReactNode }) {
  const { page, offer } = usePreview();
  const { container, percent, handle } = useSplit(true, LINE);
  return (
    <div ref={container} className="flex min-h-0 flex-1 flex-col">
      <section
        aria-label={texts.preview.heading}
        hidden={page === null}
        style={{ flexBasis: `${percent}%` }}
        className="flex min-h-0 shrink grow-0 flex-col [&[hidden]]:hidden"
      >
        <div className="flex h-9 shrink-0 items-center gap-2 border-b border-rule bg-panel pr-2 pl-4">
          <span className="text-xs text-ink-2">{texts.preview.heading}</span>
          <span className="min-w-0 truncate text-xs font-medium" data-preview-title>
            {page?.title === "" ? texts.preview.untitled : page?.title}
          </span>
          <span className="ml-auto flex shrink-0 items-center">
            <IconButton
              icon={Maximize}
              name={texts.preview.fullScreen}
              onClick={({ currentTarget }) => void currentTarget.closest("section")?.requestFullscreen()}
            />
            <IconButton icon={X} name={texts.preview.close} onClick={() => page?.close()} />
          </span>
        </div>
        <div ref={offer} className="min-h-0 flex-1 bg-white [&>iframe]:size-full [&>iframe]:border-0" />
      </section>
      {page !== null && (
        <div
          {...handle}
          className="relative z-10 h-px shrink-0 cursor-row-resize touch-none bg-rule outline-offset-0 hover:bg-rule-strong"
        >
          <span aria-hidden className="absolute inset-x-0 -inset-y-1.5 pointer-coarse:-inset-y-3" />
        </div>
      )}
      <div className="flex min-h-0 flex-1 flex-col">{children}</div>
    </div>
  );
}
