/** Code and output: side by side, one above the other, or behind tabs, by the width there is; the panes themselves stay. */
import { type KeyboardEvent, type ReactNode, useEffect, useState } from "react";
import { NARROW, STACKED, useMediaQuery } from "../../hooks/useMediaQuery";
import { useSplit } from "../../hooks/useSplit";
import { texts } from "../../texts";

type PaneName = "code" | "output";

interface PanesProps {
  readonly code: ReactNode;
  readonly output: ReactNode;
  /** What stands beside the tabs where the width is narrow. */
  readonly beside: ReactNode;
  /** Whether a run of one's own is under way, so that the output wants to be looked at. */
  readonly outputCalls: boolean;
  /** Grows each time that the code wants to be looked at. */
  readonly codeCalls?: number;
}

interface TabsProps {
  readonly active: PaneName;
  readonly onPick: (pane: PaneName) => void;
  readonly outputCalls: boolean;
  readonly beside: ReactNode;
}

function PaneTabs({ active, onPick, outputCalls, beside }: TabsProps) {
  const other: PaneName = active === "code" ? "output" : "code";
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
    onPick(other);
    document.getElementById(`tab-${other}`)?.focus();
  };
  const tab = (name: PaneName, label: string) => (
    <button
      type="button"
      role="tab"
      id={`tab-${name}`}
      aria-selected={active === name}
      aria-controls={`pane-${name}`}
      tabIndex={active === name ? 0 : -1}
      onClick={() => onPick(name)}
      className="relative h-12 px-3 text-sm font-medium text-ink-2 outline-offset-[-4px] after:absolute after:inset-x-3 after:bottom-0 after:h-0.5 after:bg-transparent aria-selected:text-ink aria-selected:after:bg-accent"
    >
      {label}
      {name === "output" && outputCalls && active === "code" && (
        <span
          aria-hidden
          className="lamp absolute top-3 right-0.5 size-1.5 rounded-full bg-accent ring-1 ring-accent-line"
        />
      )}
    </button>
  );
  return (
    <div className="flex shrink-0 items-center justify-between border-b border-rule bg-panel pr-3">
      <div role="tablist" aria-label={texts.room.panes} onKeyDown={onKeyDown} className="flex">
        {tab("code", texts.room.codeTab)}
        {tab("output", texts.room.outputTab)}
      </div>
      {beside}
    </div>
  );
}

export function Panes({ code, output, beside, outputCalls, codeCalls = 0 }: PanesProps) {
  const isNarrow = useMediaQuery(NARROW);
  const isStacked = useMediaQuery(STACKED);
  const { container, percent, handle } = useSplit(isStacked);
  const [active, setActive] = useState<PaneName>("code");

  const [heardCalls, setHeardCalls] = useState(codeCalls);
  if (codeCalls !== heardCalls) {
    setHeardCalls(codeCalls);
    setActive("code");
  }

  // Behind tabs, who presses Run wants to see what comes of it.
  useEffect(() => {
    if (outputCalls) setActive("output");
  }, [outputCalls]);

  const pane = (name: PaneName, content: ReactNode, size: string) => (
    <div
      id={`pane-${name}`}
      {...(isNarrow ? { role: "tabpanel", "aria-labelledby": `tab-${name}` } : {})}
      hidden={isNarrow && active !== name}
      style={isNarrow ? undefined : { flexBasis: size }}
      className={`min-h-0 min-w-0 ${isNarrow ? "flex-1 basis-0" : "shrink grow-0"}`}
    >
      {content}
    </div>
  );

  return (
    <div className="flex min-h-0 min-w-0 flex-1 flex-col">
      {isNarrow && <PaneTabs active={active} onPick={setActive} outputCalls={outputCalls} beside={beside} />}
      <div ref={container} className={`flex min-h-0 flex-1 ${isStacked ? "flex-col" : ""}`}>
        {pane("code", code, `${percent}%`)}
        {!isNarrow && (
          <div
            {...handle}
            className={`group relative z-10 shrink-0 touch-none bg-rule outline-offset-0 hover:bg-rule-strong ${isStacked ? "h-px cursor-row-resize" : "w-px cursor-col-resize"}`}
          >
            <span
              aria-hidden
              className={`absolute ${isStacked ? "inset-x-0 -inset-y-1.5 pointer-coarse:-inset-y-3" : "inset-y-0 -inset-x-1.5 pointer-coarse:-inset-x-3"}`}
            />
          </div>
        )}
        {pane("output", output, `${100 - percent}%`)}
      </div>
    </div>
  );
}
