/** The controls: the timeline, play and steps, speed, and where one is. */
import { Pause, Play, StepBack, StepForward } from "lucide-react";
import { formatClock, formatCount, formatDuration, formatElapsed } from "../../hooks/format";
import { usePlayer } from "../../hooks/useReplay";
import type { Player } from "../../services/replay/player";
import type { Recording } from "../../services/replay/recording";
import { MAX_PAUSE_MS, SHORT_PAUSE_MS } from "../../services/replay/timeline";
import { texts } from "../../texts";
import { Button } from "../ui/Button";
import { IconButton } from "../ui/IconButton";
import { Scrubber } from "./Scrubber";
import { SpeedChoice } from "./SpeedChoice";

interface TransportProps {
  readonly recording: Recording;
  readonly player: Player;
}

export function Transport({ recording, player }: TransportProps) {
  const { timeline } = recording;
  const { time, position, isPlaying, speed } = usePlayer(player);
  const real = timeline.realAt(time);
  const pause = timeline.pauseAt(time);
  const PlayIcon = isPlaying ? Pause : Play;
  return (
    <section
      aria-label={texts.replay.controls}
      className="shrink-0 border-t border-rule bg-panel px-4 pt-2.5 pb-2.5 max-sm:px-3"
    >
      <Scrubber recording={recording} player={player} time={time} />
      <div className="mt-2 flex flex-wrap items-center gap-x-4 gap-y-1.5">
        <div className="flex items-center gap-1">
          <IconButton
            icon={StepBack}
            name={texts.replay.back}
            disabled={position === 0}
            onClick={() => player.step(-1)}
          />
          <Button look="strong" className="min-w-22" aria-keyshortcuts="Space K" onClick={() => player.toggle()}>
            <PlayIcon aria-hidden size={14} fill="currentColor" strokeWidth={1} />
            {isPlaying ? texts.replay.pause : texts.replay.play}
          </Button>
          <IconButton
            icon={StepForward}
            name={texts.replay.forward}
            disabled={position === timeline.count}
            onClick={() => player.step(1)}
          />
        </div>
        <SpeedChoice speed={speed} onPick={(next) => player.setSpeed(next)} />
        <p className="tabular flex items-baseline gap-3 font-mono text-xs text-ink-2">
          <span>
            <span className="font-medium text-ink">{formatElapsed(real - timeline.began)}</span>
            {" / "}
            {formatElapsed(timeline.ended - timeline.began)}
          </span>
          <time dateTime={new Date(real).toISOString()}>{formatClock(new Date(real))}</time>
          <span data-position={position} className="max-md:hidden">
            {texts.replay.entry(formatCount(position), formatCount(timeline.count))}
          </span>
        </p>
        <p className="text-xs text-ink-3 max-xl:hidden">{texts.replay.keys}</p>
        <p className="ml-auto text-xs text-ink-3 max-sm:ml-0">
          {pause === null ? (
            timeline.pauses.length > 0 && texts.replay.pauses(`${MAX_PAUSE_MS / 1000} s`, `${SHORT_PAUSE_MS / 1000} s`)
          ) : (
            <span className="font-medium text-attention">{texts.replay.pausing(formatDuration(pause.lasted))}</span>
          )}
        </p>
      </div>
    </section>
  );
}
