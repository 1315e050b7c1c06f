/** The line in which the person answers their own running code, where the code asked. */
import { type FormEvent, type KeyboardEvent, useEffect, useRef, useState } from "react";
import { useMessages } from "../../hooks/messages";
import { texts } from "../../texts";
import { Button } from "../ui/Button";

interface InputLineProps {
  /** A line without its newline; `null` ends the input. */
  readonly onLine: (line: string | null) => void;
}

export function InputLine({ onLine }: InputLineProps) {
  const [line, setLine] = useState("");
  const field = useRef<HTMLInputElement>(null);
  const { announce } = useMessages();

  useEffect(() => {
    announce(texts.input.waits);
    // The focus is taken from nowhere, from the output around this line, or from the prompt whose code asks; never from
    // the editor or another field.
    const active = document.activeElement;
    const isPrompt = active instanceof HTMLElement && "runPrompt" in active.dataset;
    if (active === null || active === document.body || isPrompt || active.contains(field.current))
      field.current?.focus();
    field.current?.scrollIntoView({ block: "nearest" });
  }, [announce]);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    setLine("");
    onLine(line);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey && event.key.toLowerCase() === "d") {
      event.preventDefault();
      onLine(null);
    }
  };

  return (
    <form onSubmit={submit} className="-mx-1 my-1 font-sans whitespace-normal">
      <div className="flex items-center gap-2 rounded-md border border-rule-strong bg-raised pl-2 focus-within:border-focus">
        <span aria-hidden className="h-4 w-1 shrink-0 bg-accent" />
        <input
          ref={field}
          data-run-input
          aria-label={texts.input.label}
          value={line}
          onChange={(event) => setLine(event.currentTarget.value)}
          onKeyDown={onKeyDown}
          autoCapitalize="off"
          autoComplete="off"
          autoCorrect="off"
          spellCheck={false}
          className="h-8 min-w-0 flex-1 bg-transparent font-mono text-sm outline-none"
        />
        <Button type="submit" look="quiet" className="h-7">
          {texts.input.send}
        </Button>
        <Button look="quiet" className="mr-0.5 h-7" onClick={() => onLine(null)}>
          {texts.input.end}
        </Button>
      </div>
      <p className="mt-1 text-2xs text-ink-3">{texts.input.hint}</p>
    </form>
  );
}
