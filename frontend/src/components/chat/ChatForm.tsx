/** Where a line of the chat is written. What cannot be sent yet stays in the field. */
import { type FormEvent, type KeyboardEvent, useId, useState } from "react";
import { useRoom } from "../../hooks/room";
import { texts } from "../../texts";
import { Button } from "../ui/Button";

export function ChatForm() {
  const { snapshot, propose } = useRoom();
  const [text, setText] = useState("");
  const id = useId();
  const isLive = snapshot.connection.kind === "live";
  const canSend = isLive && text.trim() !== "";
  const send = () => {
    if (!canSend) return;
    propose({ type: "chat", text: text.trim() });
    setText("");
  };
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    send();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    send();
  };
  return (
    <form onSubmit={onSubmit} className="shrink-0 border-t border-rule p-3">
      <label htmlFor={id} className="mb-1 block text-xs font-medium text-ink-2">
        {texts.chat.field}
      </label>
      <textarea
        id={id}
        data-chat-field
        // It stands in the panel that was asked for a moment ago.
        // biome-ignore lint/a11y/noAutofocus: see above
        autoFocus
        rows={2}
        value={text}
        maxLength={snapshot.limits.chatLength}
        placeholder={texts.chat.placeholder}
        aria-describedby={`${id}-hint`}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={onKeyDown}
        className="field-sizing-content max-h-40 w-full resize-none rounded-md border border-rule-strong bg-surface px-2.5 py-1.5 text-sm pointer-coarse:text-base"
      />
      <div className="mt-1.5 flex items-center justify-between gap-3">
        <p id={`${id}-hint`} className="text-xs text-ink-3">
          {isLive ? texts.chat.hint : texts.chat.notLive}
        </p>
        <Button type="submit" look="strong" disabled={!canSend}>
          {texts.chat.send}
        </Button>
      </div>
    </form>
  );
}
