/** The prompt behind a run that has ended: what is evaluated in its variables, seen by everybody as a part of the run. */
import { type FormEvent, type KeyboardEvent, useEffect, useRef, useState } from "react";
import { texts } from "../../texts";
import { Button } from "../ui/Button";
import { indentOf, isWhole } from "./promptText";

interface PromptLineProps {
  readonly onCode: (code: string) => void;
  /** Whether what was evaluated is under way. */
  readonly isBusy: boolean;
}

/** What was evaluated before, gone through by Up and Down. */
function useHistory(): { readonly add: (code: string) => void; readonly move: (by: number) => string | null } {
  const said = useRef<string[]>([]);
  const at = useRef(0);
  return {
    add: (code) => {
      said.current.push(code);
      at.current = said.current.length;
    },
    move: (by) => {
      const next = at.current + by;
      if (next < 0 || next > said.current.length) return null;
      at.current = next;
      return said.current[next] ?? "";
    },
  };
}

export function PromptLine({ onCode, isBusy }: PromptLineProps) {
  const [code, setCode] = useState("");
  const { add, move } = useHistory();
  const field = useRef<HTMLTextAreaElement>(null);

  // Who answered the code's question in between is back at the prompt when it has ended.
  const wasBusy = useRef(false);
  useEffect(() => {
    const active = document.activeElement;
    const isNear = active === document.body || active?.contains(field.current) === true;
    if (wasBusy.current && !isBusy && isNear) field.current?.focus();
    wasBusy.current = isBusy;
  }, [isBusy]);

  const evaluate = () => {
    const said = code.trimEnd();
    if (said === "" || isBusy) return;
    add(said);
    setCode("");
    onCode(said);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    evaluate();
  };
  const breakLine = (area: HTMLTextAreaElement) => {
    const indented = `\n${indentOf(code.slice(0, area.selectionStart))}`;
    area.setRangeText(indented, area.selectionStart, area.selectionEnd, "end");
    setCode(area.value);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    const area = event.currentTarget;
    const isAtEnd = area.selectionStart === code.length;
    if (event.key === "Enter" && !event.nativeEvent.isComposing) {
      event.preventDefault();
      if (event.ctrlKey || event.metaKey) event.stopPropagation();
      if (event.ctrlKey || event.metaKey || (!event.shiftKey && isAtEnd && isWhole(code))) evaluate();
      else breakLine(area);
    } else if ((event.key === "ArrowUp" || event.key === "ArrowDown") && !code.includes("\n")) {
      const other = move(event.key === "ArrowUp" ? -1 : 1);
      if (other === null) return;
      event.preventDefault();
      setCode(other);
    }
  };

  return (
    <form onSubmit={submit} className="-mx-1 mt-2 font-sans whitespace-normal">
      <div className="flex items-start gap-2 rounded-md border border-rule-strong bg-raised pl-2 focus-within:border-focus">
        <span aria-hidden className="py-1.5 font-mono text-sm text-ink-3 select-none">
          {">>>"}
        </span>
        <textarea
          ref={field}
          data-run-prompt
          readOnly={isBusy}
          aria-busy={isBusy}
          aria-label={texts.prompt.label}
          value={code}
          rows={code.split("\n").length}
          onChange={(event) => setCode(event.currentTarget.value)}
          onKeyDown={onKeyDown}
          autoCapitalize="off"
          autoComplete="off"
          autoCorrect="off"
          spellCheck={false}
          className="block min-h-8 min-w-0 flex-1 resize-none bg-transparent py-1.5 font-mono text-sm leading-5 outline-none"
        />
        <Button type="submit" look="quiet" className="m-0.5 h-7">
          {texts.prompt.evaluate}
        </Button>
      </div>
      <p className="mt-1 text-2xs text-ink-3">{texts.prompt.hint}</p>
    </form>
  );
}
