/** Chooses which of the runs is shown; the newest unless somebody wants an earlier one. */
import { formatClock } from "../../hooks/format";
import type { Run } from "../../services/collab/types";
import { texts } from "../../texts";
import { Choice } from "../ui/Choice";

interface RunPickerProps {
  readonly runs: readonly Run[];
  readonly shown: Run;
  readonly onPick: (id: string) => void;
}

export function RunPicker({ runs, shown, onPick }: RunPickerProps) {
  const newest = runs.at(-1);
  const options = runs
    .map((run, index) => {
      const parts = [
        `#${index + 1}`,
        run.by.name,
        formatClock(new Date(run.startedAt)),
        texts.run.outcome[run.outcome],
      ];
      if (run.id === newest?.id) parts.push(texts.output.newest);
      return { value: run.id, label: parts.join(" · "), text: parts.join(" ") };
    })
    .reverse();
  const place = runs.findIndex((run) => run.id === shown.id) + 1;
  return (
    <Choice
      name={texts.output.pick}
      value={shown.id}
      options={options}
      onChange={onPick}
      summary={texts.output.place(place, runs.length)}
      className="text-xs text-ink-2"
    />
  );
}
