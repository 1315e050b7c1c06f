/** A choice among many languages, found by typing; says of each what it costs to run, or that it does not run here. */
import { Check, ChevronDown } from "lucide-react";
import { Popover } from "radix-ui";
import { type KeyboardEvent, useId, useState } from "react";
import { formatMegabytes } from "../../hooks/format";
import { findLanguages } from "../../hooks/languages";
import { isLarge, type LanguageEntry } from "../../services/runtimes/contract";
import { texts } from "../../texts";

interface LanguageMenuProps {
  readonly languages: readonly LanguageEntry[];
  readonly value: string;
  readonly onChange: (language: string) => void;
  readonly disabled?: boolean;
  readonly footnote?: string;
  readonly className?: string;
}

const cost = ({ load, downloadBytes }: LanguageEntry): string => {
  if (load === null) return texts.room.languageNotRun;
  return isLarge(downloadBytes) ? texts.room.languageSize(formatMegabytes(downloadBytes)) : "";
};

interface OptionProps {
  readonly id: string;
  readonly entry: LanguageEntry;
  readonly isChosen: boolean;
  readonly isActive: boolean;
  readonly onPoint: () => void;
  readonly onChoose: () => void;
}

function Option({ id, entry, isChosen, isActive, onPoint, onChoose }: OptionProps) {
  return (
    // The keys are heard by the search field, which keeps the focus.
    // biome-ignore lint/a11y/useKeyWithClickEvents: see above
    // biome-ignore lint/a11y/useFocusableInteractive: see above
    <div
      id={id}
      role="option"
      aria-selected={isChosen}
      aria-label={[entry.label, cost(entry)].filter(Boolean).join(", ")}
      ref={(element) => {
        if (isActive) element?.scrollIntoView?.({ block: "nearest" });
      }}
      onPointerMove={onPoint}
      onClick={onChoose}
      className={`flex h-8 cursor-default items-center gap-2 rounded-md pr-3 pl-2 text-sm pointer-coarse:h-10 ${isActive ? "bg-hover" : ""}`}
    >
      <span className="w-4 shrink-0">{isChosen && <Check aria-hidden size={14} />}</span>
      <span className="min-w-0 flex-1 truncate">{entry.label}</span>{" "}
      <span className="shrink-0 text-2xs text-ink-3">{cost(entry)}</span>
      <span
        aria-hidden
        // A picture of the kind of file, and no part of the name by which somebody would call for it.
        data-ending={entry.fileName.slice(entry.fileName.lastIndexOf("."))}
        className="w-12 shrink-0 text-right font-mono text-2xs text-ink-3 before:content-[attr(data-ending)]"
      />
    </div>
  );
}

type ListProps = Pick<LanguageMenuProps, "languages" | "value" | "onChange" | "footnote">;

/** What the menu holds while it is open: what was typed, and which language the keys stand on. */
function LanguageList({ languages, value, onChange, footnote }: ListProps) {
  const [sought, setSought] = useState("");
  const found = findLanguages(languages, sought);
  const [active, setActive] = useState(value);
  const at = Math.max(
    0,
    found.findIndex(({ id }) => id === active),
  );
  const list = useId();
  const optionId = (id: string): string => `${list}-${id}`;
  const current = found[at];

  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      const next = found[Math.min(Math.max(at + step, 0), found.length - 1)];
      if (next !== undefined) setActive(next.id);
    } else if (event.key === "Enter" && current !== undefined) {
      event.preventDefault();
      onChange(current.id);
    }
  };

  return (
    <>
      <input
        type="search"
        aria-label={texts.room.languageSearch}
        placeholder={texts.room.languageSearch}
        aria-controls={list}
        aria-activedescendant={current === undefined ? undefined : optionId(current.id)}
        value={sought}
        onChange={(event) => {
          setSought(event.currentTarget.value);
          setActive("");
        }}
        onKeyDown={onKeyDown}
        className="h-9 w-full border-b border-rule bg-transparent px-3 text-sm outline-none placeholder:text-ink-3 pointer-coarse:h-11"
      />
      <div id={list} role="listbox" aria-label={texts.room.language} className="min-h-0 flex-1 overflow-y-auto p-1">
        {found.map((entry, place) => (
          <Option
            key={entry.id}
            id={optionId(entry.id)}
            entry={entry}
            isChosen={entry.id === value}
            isActive={place === at}
            onPoint={() => setActive(entry.id)}
            onChoose={() => onChange(entry.id)}
          />
        ))}
      </div>
      {found.length === 0 && <p className="px-3 pb-3 text-sm text-ink-2">{texts.room.languageNone(sought)}</p>}
      {footnote !== undefined && <p className="border-t border-rule px-3 py-2 text-xs text-ink-3">{footnote}</p>}
    </>
  );
}

export function LanguageMenu({
  languages,
  value,
  onChange,
  disabled = false,
  footnote,
  className = "",
}: LanguageMenuProps) {
  const [isOpen, setIsOpen] = useState(false);
  const content = useId();
  const choose = (language: string) => {
    setIsOpen(false);
    if (language !== value) onChange(language);
  };
  return (
    <Popover.Root open={isOpen} onOpenChange={setIsOpen}>
      <Popover.Trigger
        role="combobox"
        aria-label={texts.room.language}
        aria-haspopup="listbox"
        aria-controls={content}
        disabled={disabled}
        className={`inline-flex h-8 min-w-0 items-center gap-1.5 rounded-md px-2 text-sm font-medium text-ink hover:bg-hover disabled:text-ink-2 disabled:hover:bg-transparent pointer-coarse:h-10 ${className}`}
      >
        <span className="min-w-0 truncate">{languages.find(({ id }) => id === value)?.label ?? value}</span>
        <ChevronDown aria-hidden size={14} className={disabled ? "hidden" : "shrink-0 text-ink-3"} />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          id={content}
          align="start"
          sideOffset={4}
          collisionPadding={8}
          aria-label={texts.room.language}
          className="sheet z-50 flex max-h-(--radix-popover-content-available-height) w-76 flex-col overflow-hidden rounded-lg border border-rule bg-raised shadow-pop"
        >
          <LanguageList
            languages={languages}
            value={value}
            onChange={choose}
            {...(footnote === undefined ? {} : { footnote })}
          />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
