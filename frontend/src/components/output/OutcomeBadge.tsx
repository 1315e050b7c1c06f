/** How a run stands: a shape, a word and a colour that say the same. */
import { Check, CircleSlash, Square, X } from "lucide-react";
import type { RunOutcome } from "../../services/collab/types";
import { texts } from "../../texts";

const LOOKS: Record<RunOutcome, { readonly icon: typeof Check | null; readonly look: string }> = {
  running: { icon: null, look: "text-ink" },
  succeeded: { icon: Check, look: "text-good" },
  failed: { icon: X, look: "text-bad" },
  stopped: { icon: Square, look: "text-ink-2" },
  lost: { icon: CircleSlash, look: "text-attention" },
};

export function OutcomeBadge({ outcome }: { readonly outcome: RunOutcome }) {
  const { icon: Icon, look } = LOOKS[outcome];
  return (
    <span data-outcome={outcome} className={`inline-flex shrink-0 items-center gap-1.5 text-xs font-medium ${look}`}>
      {Icon === null ? (
        <span aria-hidden className="lamp size-2 rounded-full bg-accent ring-1 ring-accent-line" />
      ) : (
        <Icon aria-hidden size={13} strokeWidth={2.5} />
      )}
      {texts.run.outcome[outcome]}
    </span>
  );
}
