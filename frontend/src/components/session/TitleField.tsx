/** The session's title; the host edits it where it stands. */
import { type KeyboardEvent, useRef, useState } from "react";
import { useRoom } from "../../hooks/room";
import { texts } from "../../texts";

interface TitleInputProps {
  readonly title: string;
  readonly maxLength: number;
  readonly onDone: (title: string | null) => void;
}

function TitleInput({ title, maxLength, onDone }: TitleInputProps) {
  const [value, setValue] = useState(title);
  // Enter and Escape also blur the field when it goes; only the first of them counts.
  const isDone = useRef(false);
  const finish = (result: string | null) => {
    if (isDone.current) return;
    isDone.current = true;
    onDone(result);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Enter") finish(value.trim());
    if (event.key === "Escape") finish(null);
  };
  return (
    <input
      aria-label={texts.room.title}
      // biome-ignore lint/a11y/noAutofocus: the person has just pressed the title to edit it
      autoFocus
      value={value}
      maxLength={maxLength}
      onFocus={(event) => event.currentTarget.select()}
      onChange={(event) => setValue(event.currentTarget.value)}
      onKeyDown={onKeyDown}
      onBlur={() => finish(value.trim())}
      className="-mx-1.5 h-6 w-full max-w-md rounded-sm bg-raised px-1.5 text-sm font-semibold outline-1 outline-rule-strong"
    />
  );
}

export function TitleField() {
  const { snapshot, isHost, canEdit, propose } = useRoom();
  const [isEditing, setIsEditing] = useState(false);
  const title = snapshot.session?.title ?? "";
  const shown = title === "" ? texts.untitled : title;

  if (!isHost || !canEdit) return <h1 className="truncate text-sm font-semibold tracking-[-0.01em]">{shown}</h1>;
  if (isEditing) {
    const done = (next: string | null) => {
      setIsEditing(false);
      if (next !== null && next !== title) propose({ type: "titled", title: next });
    };
    return <TitleInput title={title} maxLength={snapshot.limits.titleLength} onDone={done} />;
  }
  return (
    <h1 className="flex min-w-0 text-sm font-semibold tracking-[-0.01em]">
      <button
        type="button"
        aria-label={texts.room.editTitle(shown)}
        onClick={() => setIsEditing(true)}
        className="-mx-1.5 h-6 min-w-0 truncate rounded-sm px-1.5 text-left hover:bg-hover"
      >
        {shown}
      </button>
    </h1>
  );
}
