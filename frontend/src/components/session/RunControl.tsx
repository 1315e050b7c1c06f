/** Run and Stop: the one loud button of the room. */
import { Footprints, Play, Square } from "lucide-react";
import type { MouseEvent } from "react";
import type { Runner } from "../../hooks/runner/useRunner";
import { isMac } from "../../services/platform";
import { texts } from "../../texts";
import { Button } from "../ui/Button";
import { Hint } from "../ui/Hint";
import { IconButton } from "../ui/IconButton";

/** Keeps the caret where it is: pressing Run by pointer must not take the focus out of the editor. */
function keepFocus(event: MouseEvent): void {
  event.preventDefault();
}

/** Run and Stop take each other's place: the second half of a double click is meant for what was there before. */
function once(press: () => void) {
  return ({ detail }: MouseEvent): void => {
    if (detail !== 2) press();
  };
}

export function RunControl({ runner }: { readonly runner: Runner }) {
  if (runner.state.kind !== "idle") {
    const isPreparing = runner.state.kind === "preparing";
    return (
      <Button look="strong" className="min-w-22" onMouseDown={keepFocus} onClick={once(runner.stop)}>
        <Square aria-hidden size={11} fill="currentColor" strokeWidth={0} />
        {texts.run.stop}
        {isPreparing && <span className="sr-only">({texts.run.preparing})</span>}
      </Button>
    );
  }
  return (
    <div className="flex shrink-0 items-center gap-1">
      {runner.runWithSteps !== null && (
        <IconButton
          icon={Footprints}
          name={texts.steps.run}
          onMouseDown={keepFocus}
          onClick={once(runner.runWithSteps)}
        />
      )}
      <Hint text={`${texts.run.run} ${texts.run.shortcutSpoken(isMac)}`}>
        <Button
          look="accent"
          className="min-w-22"
          aria-keyshortcuts={isMac ? "Meta+Enter" : "Control+Enter"}
          onMouseDown={keepFocus}
          onClick={once(runner.run)}
        >
          <Play aria-hidden size={12} fill="currentColor" strokeWidth={0} />
          {texts.run.run}
          <kbd aria-hidden className="font-mono text-2xs font-normal opacity-75 max-sm:hidden">
            {texts.run.shortcut(isMac)}
          </kbd>
        </Button>
      </Hint>
    </div>
  );
}
