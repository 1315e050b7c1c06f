/** A choice of one among several, folded away until it is wanted. */
import { Check, ChevronDown } from "lucide-react";
import { Select } from "radix-ui";
import { type ReactNode, useState } from "react";

export interface ChoiceOption {
  readonly value: string;
  /** What the option and the closed field show. */
  readonly label: ReactNode;
  /** What typing finds, and what is shown where `label` is no plain text. */
  readonly text: string;
}

interface ChoiceProps {
  readonly name: string;
  readonly value: string;
  readonly options: readonly ChoiceOption[];
  readonly onChange: (value: string) => void;
  readonly disabled?: boolean;
  readonly footnote?: string;
  /** What the closed field shows instead of the chosen option's label. */
  readonly summary?: string;
  readonly className?: string;
}

export function Choice({
  name,
  value,
  options,
  onChange,
  disabled = false,
  footnote,
  summary,
  className = "",
}: ChoiceProps) {
  const [isOpen, setIsOpen] = useState(false);
  // A closed field that has a summary does without them.
  const drawn = isOpen || summary === undefined ? options : [];
  return (
    <Select.Root value={value} onValueChange={onChange} onOpenChange={setIsOpen} disabled={disabled}>
      <Select.Trigger
        aria-label={name}
        className={`inline-flex h-8 min-w-0 items-center gap-1.5 rounded-md px-2 text-sm font-medium text-ink hover:bg-hover disabled:text-ink-2 disabled:hover:bg-transparent pointer-coarse:h-10 ${className}`}
      >
        <span className="min-w-0 truncate">
          <Select.Value>{summary}</Select.Value>
        </span>
        <Select.Icon className={disabled ? "hidden" : "text-ink-3"}>
          <ChevronDown aria-hidden size={14} />
        </Select.Icon>
      </Select.Trigger>
      <Select.Portal>
        <Select.Content
          position="popper"
          sideOffset={4}
          collisionPadding={8}
          className="sheet z-50 max-h-(--radix-select-content-available-height) min-w-(--radix-select-trigger-width) overflow-hidden rounded-lg border border-rule bg-raised shadow-pop"
        >
          <Select.Viewport className="p-1">
            {drawn.map((option) => (
              <Select.Item
                key={option.value}
                value={option.value}
                textValue={option.text}
                className="flex h-8 items-center gap-2 rounded-md pr-3 pl-2 text-sm outline-none data-highlighted:bg-hover pointer-coarse:h-10"
              >
                <span className="w-4">
                  <Select.ItemIndicator>
                    <Check aria-hidden size={14} />
                  </Select.ItemIndicator>
                </span>
                <Select.ItemText>{option.label}</Select.ItemText>
              </Select.Item>
            ))}
          </Select.Viewport>
          {footnote !== undefined && <p className="border-t border-rule px-3 py-2 text-xs text-ink-3">{footnote}</p>}
        </Select.Content>
      </Select.Portal>
    </Select.Root>
  );
}
