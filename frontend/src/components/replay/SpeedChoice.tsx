/** How fast the recording is played. */
import { ToggleGroup } from "radix-ui";
import { SPEEDS, type Speed } from "../../services/replay/player";
import { texts } from "../../texts";

interface SpeedChoiceProps {
  readonly speed: Speed;
  readonly onPick: (speed: Speed) => void;
}

export function SpeedChoice({ speed, onPick }: SpeedChoiceProps) {
  const pick = (value: string) => {
    const next = SPEEDS.find((known) => String(known) === value);
    if (next !== undefined) onPick(next);
  };
  return (
    <ToggleGroup.Root
      type="single"
      value={String(speed)}
      onValueChange={pick}
      aria-label={texts.replay.speed}
      className="flex rounded-md border border-rule bg-surface p-px"
    >
      {SPEEDS.map((known) => (
        <ToggleGroup.Item
          key={known}
          value={String(known)}
          aria-label={texts.replay.timesSpoken(known)}
          className="tabular h-7 min-w-8 rounded-sm px-1.5 font-mono text-xs text-ink-2 hover:text-ink data-[state=on]:bg-ink data-[state=on]:text-ink-inverse pointer-coarse:h-9 pointer-coarse:min-w-10"
        >
          {texts.replay.times(known)}
        </ToggleGroup.Item>
      ))}
    </ToggleGroup.Root>
  );
}
