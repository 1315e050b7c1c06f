/** What happened, under the timeline: shortened pauses as gaps in the line, moments as signs. */
import { memo } from "react";
import type { Recording } from "../../services/replay/recording";
import { MomentSign } from "./MomentSign";

/** Marked on the line; the rest is in the list alone. */
const MARKED: ReadonlySet<string> = new Set(["started", "joined", "language", "said", "ended", "missing"]);

export const ScrubberMarks = memo(function ScrubberMarks({ recording }: { readonly recording: Recording }) {
  const { timeline, moments } = recording;
  const place = (played: number) => `${(timeline.duration === 0 ? 1 : played / timeline.duration) * 100}%`;
  return (
    <span aria-hidden>
      {timeline.pauses.map(({ from, to }) => (
        <span
          key={from}
          className="absolute top-5 h-1 border-x border-ink bg-panel opacity-80"
          style={{ left: place(from), width: place(to - from) }}
        />
      ))}
      {moments
        .filter(({ kind }) => MARKED.has(kind))
        .map((moment) => (
          <span
            key={moment.position}
            data-mark={moment.kind}
            className="absolute top-7 flex -translate-x-1/2 flex-col items-center"
            style={{ left: place(moment.played) }}
          >
            <MomentSign moment={moment} />
          </span>
        ))}
    </span>
  );
});
