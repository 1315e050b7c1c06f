/** Lines of input written before the run, for code that is fed rather than asked. */
import { ChevronRight } from "lucide-react";
import { Collapsible } from "radix-ui";
import { useId, useState } from "react";
import { texts } from "../../texts";

interface PreparedInputProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** Whether this browser cannot ask while code runs, so that this is the only way. */
  readonly isNeeded: boolean;
}

function countLines(value: string): number {
  return value === "" ? 0 : value.replace(/\n$/, "").split("\n").length;
}

export function PreparedInput({ value, onChange, isNeeded }: PreparedInputProps) {
  const [isOpen, setIsOpen] = useState(false);
  const id = useId();
  const lines = countLines(value);
  return (
    <Collapsible.Root open={isOpen || isNeeded} onOpenChange={setIsOpen} className="shrink-0 border-t border-rule">
      <Collapsible.Trigger
        disabled={isNeeded}
        className="group flex h-9 w-full items-center gap-1.5 px-3 text-xs font-medium text-ink-2 outline-offset-[-2px] hover:text-ink pointer-coarse:h-11"
      >
        <ChevronRight aria-hidden size={14} className="transition-transform group-data-[state=open]:rotate-90" />
        {texts.input.prepared}
        {lines > 0 && (
          <span className="tabular ml-auto pr-1 font-mono text-2xs text-ink-3">{texts.input.preparedLines(lines)}</span>
        )}
      </Collapsible.Trigger>
      <Collapsible.Content className="px-4 pb-3">
        <textarea
          aria-label={texts.input.prepared}
          aria-describedby={id}
          value={value}
          onChange={(event) => onChange(event.currentTarget.value)}
          rows={3}
          spellCheck={false}
          className="block w-full resize-y rounded-md border border-rule-strong bg-surface px-2 py-1.5 font-mono text-sm"
        />
        <p id={id} className="mt-1 text-2xs text-ink-3">
          {isNeeded ? texts.input.preparedNeeded : texts.input.preparedExplain}
        </p>
      </Collapsible.Content>
    </Collapsible.Root>
  );
}
