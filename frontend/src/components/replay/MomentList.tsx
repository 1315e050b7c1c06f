/** What happened, in order: each line goes to its moment, and the list follows along. */
import { useEffect, useRef } from "react";
import { formatElapsed } from "../../hooks/format";
import type { Player } from "../../services/replay/player";
import type { Recording } from "../../services/replay/recording";
import { texts } from "../../texts";
import { describeMoment } from "./describeMoment";
import { MomentSign } from "./MomentSign";

interface MomentListProps {
  readonly recording: Recording;
  readonly player: Player;
  readonly position: number;
}

/** Brings a line into sight within its list, never moving the page. */
function bringIntoSight(list: HTMLElement, line: HTMLElement): void {
  const above = line.offsetTop - list.offsetTop;
  const below = above + line.offsetHeight - list.clientHeight;
  if (above < list.scrollTop) list.scrollTop = above;
  else if (below > list.scrollTop) list.scrollTop = below;
}

export function MomentList({ recording, player, position }: MomentListProps) {
  const list = useRef<HTMLOListElement>(null);
  const { moments, timeline } = recording;
  const current = moments.findLastIndex((moment) => moment.position <= position);

  // Also when the list gets its size later, from behind a tab. An observer is called once at its beginning.
  useEffect(() => {
    const box = list.current;
    const line = box?.children[current];
    if (box === null || !(line instanceof HTMLElement)) return;
    const observer = new ResizeObserver(() => bringIntoSight(box, line));
    observer.observe(box);
    return () => observer.disconnect();
  }, [current]);

  return (
    <section aria-label={texts.replay.moments} className="flex min-h-0 flex-2 flex-col border-t border-rule bg-surface">
      <h2 className="shrink-0 border-b border-rule bg-panel px-4 py-2 text-sm font-semibold">{texts.replay.moments}</h2>
      <ol ref={list} className="min-h-0 flex-1 overflow-y-auto py-1">
        {moments.map((moment, index) => (
          <li key={moment.position}>
            <button
              type="button"
              aria-current={index === current ? "step" : undefined}
              onClick={() => player.seekPosition(moment.position)}
              className={`group flex min-h-8 w-full items-center gap-2.5 px-4 text-left text-sm outline-offset-[-2px] hover:bg-hover aria-[current]:bg-hover pointer-coarse:min-h-11 ${index <= current ? "text-ink" : "text-ink-3"}`}
            >
              <span className="tabular w-12 shrink-0 font-mono text-2xs text-ink-3">
                {formatElapsed(moment.at - timeline.began)}
              </span>
              <MomentSign moment={moment} />
              <span className="min-w-0 truncate max-sm:py-1 max-sm:break-words max-sm:whitespace-normal">
                {describeMoment(moment)}
              </span>
            </button>
          </li>
        ))}
      </ol>
    </section>
  );
}
