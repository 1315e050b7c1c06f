/** While one's own run goes on: the way to look at what others have run since, and back. Neither ends it. */
import type { ShownRun } from "../../hooks/useShownRun";
import { texts } from "../../texts";
import { Button } from "../ui/Button";

interface OwnRunGoesOnProps {
  readonly shown: ShownRun;
  readonly ownId: string;
}

export function OwnRunGoesOn({ shown, ownId }: OwnRunGoesOnProps) {
  const t = texts.output;
  const { newerOfOthers: newer, isElsewhere, pick } = shown;
  if (newer === null && !isElsewhere) return null;
  const [says, does, target] = isElsewhere
    ? [t.ownGoesOn, t.backToOwn, ownId]
    : [t.othersRan(newer?.by.name ?? ""), t.lookAtIt, newer?.id ?? ownId];
  return (
    <div className="flex min-h-9 shrink-0 items-center gap-3 border-b border-rule bg-panel py-1 pr-2 pl-4">
      <p className="min-w-0 text-xs text-ink-2">{says}</p>
      <Button className="ml-auto h-7 shrink-0 pointer-coarse:h-9" onClick={() => pick(target)}>
        {does}
      </Button>
    </div>
  );
}
