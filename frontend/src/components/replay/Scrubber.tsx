/** The timeline that is dragged: who typed when, what happened, which pauses are shortened, and the place one is at. */
import { type KeyboardEvent, memo, type PointerEvent } from "react";
import { formatClock, formatElapsed } from "../../hooks/format";
import type { Player } from "../../services/replay/player";
import type { Recording } from "../../services/replay/recording";
import { texts } from "../../texts";
import { paletteVariable } from "../session/Avatar";
import { ScrubberMarks } from "./ScrubberMarks";

/** Steps by keys, as shares of the whole. */
const STEP = 0.01;
const LARGE_STEP = 0.1;
/** Height of the picture of typing, in its own units. */
const PICTURE_HEIGHT = 20;

interface ScrubberProps {
  readonly recording: Recording;
  readonly player: Player;
  readonly time: number;
}

const Picture = memo(function Picture({ recording }: { readonly recording: Recording }) {
  const { activity } = recording;
  return (
    <svg
      aria-hidden="true"
      viewBox={`0 0 ${activity.length} ${PICTURE_HEIGHT}`}
      preserveAspectRatio="none"
      className="absolute inset-x-0 top-0 h-5 w-full"
    >
      {activity.map(({ share, by }, index) => {
        if (share === 0) return null;
        const author = recording.author(by);
        const height = Math.max(2, Math.sqrt(share) * PICTURE_HEIGHT);
        const fill = author === null ? "var(--ink-3)" : paletteVariable(author.color);
        // biome-ignore lint/suspicious/noArrayIndexKey: a recording does not change
        return <rect key={index} x={index} y={PICTURE_HEIGHT - height} width={0.8} height={height} fill={fill} />;
      })}
    </svg>
  );
});

export function Scrubber({ recording, player, time }: ScrubberProps) {
  const { timeline } = recording;
  const { duration } = timeline;
  const share = duration === 0 ? 1 : time / duration;
  const real = timeline.realAt(time);

  const seekTo = (event: PointerEvent<HTMLElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    player.seekTime(((event.clientX - box.left) / box.width) * duration);
  };
  const onPointerDown = (event: PointerEvent<HTMLElement>) => {
    event.currentTarget.setPointerCapture(event.pointerId);
    seekTo(event);
  };
  const onPointerMove = (event: PointerEvent<HTMLElement>) => {
    if (event.currentTarget.hasPointerCapture(event.pointerId)) seekTo(event);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const moves: Readonly<Record<string, number>> = {
      ArrowLeft: time - STEP * duration,
      ArrowDown: time - STEP * duration,
      ArrowRight: time + STEP * duration,
      ArrowUp: time + STEP * duration,
      PageDown: time - LARGE_STEP * duration,
      PageUp: time + LARGE_STEP * duration,
      Home: 0,
      End: duration,
    };
    const next = moves[event.key];
    if (next === undefined) return;
    event.preventDefault();
    player.seekTime(next);
  };

  return (
    <div
      role="slider"
      tabIndex={0}
      aria-label={texts.replay.timeline}
      aria-valuemin={0}
      aria-valuemax={Math.round(duration)}
      aria-valuenow={Math.round(time)}
      aria-valuetext={texts.replay.place(
        formatElapsed(real - timeline.began),
        formatElapsed(timeline.ended - timeline.began),
        formatClock(new Date(real)),
      )}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onKeyDown={onKeyDown}
      className="relative mx-2 h-11 cursor-pointer touch-none rounded-sm select-none"
    >
      <Picture recording={recording} />
      <span aria-hidden className="absolute inset-x-0 top-5 h-1 bg-pressed" />
      <span aria-hidden className="absolute top-5 left-0 h-1 bg-ink" style={{ width: `${share * 100}%` }} />
      <ScrubberMarks recording={recording} />
      <span
        aria-hidden
        className="absolute top-0 h-8 w-1 -translate-x-1/2 rounded-sm bg-accent ring-1 ring-accent-line"
        style={{ left: `${share * 100}%` }}
      />
    </div>
  );
}
