/** The chat: what was said, newest below, and where one says something. */
import type { EditorView } from "@codemirror/view";
import { X } from "lucide-react";
import { type KeyboardEvent, type RefObject, useLayoutEffect, useRef } from "react";
import { formatClock } from "../../hooks/format";
import { useMessages } from "../../hooks/messages";
import { useRoom } from "../../hooks/room";
import type { ChatState } from "../../hooks/useChat";
import type { ChatLine } from "../../services/collab/types";
import { insertComment } from "../../services/editor/insertComment";
import { texts } from "../../texts";
import { Avatar } from "../session/Avatar";
import { IconButton } from "../ui/IconButton";
import { ChatForm } from "./ChatForm";

interface LineProps {
  readonly line: ChatLine;
  /** Puts it into the code; `null` where that is not offered. */
  readonly onInsert: ((line: ChatLine) => void) | null;
}

function Line({ line, onInsert }: LineProps) {
  const { at, by, text } = line;
  return (
    <li className="px-4 py-2">
      <div className="flex items-center gap-2 text-xs">
        <Avatar person={by} size="small" />
        <span className="min-w-0 truncate font-medium">{by.name}</span>
        <time dateTime={at} className="tabular shrink-0 text-ink-3">
          {formatClock(new Date(at))}
        </time>
      </div>
      <p className="mt-1 pl-7 text-sm break-words whitespace-pre-wrap">{text}</p>
      {onInsert !== null && (
        <button
          type="button"
          aria-label={texts.chat.insertOf(by.name)}
          onClick={() => onInsert(line)}
          className="mt-0.5 ml-7 min-h-6 rounded-sm text-xs font-medium text-ink-2 underline decoration-rule-strong underline-offset-2 hover:text-ink pointer-coarse:min-h-10"
        >
          {texts.chat.insert}
        </button>
      )}
    </li>
  );
}

interface LinesProps {
  readonly viewRef: RefObject<EditorView | null>;
  /** Whether nothing can be said here, so that the lines are what opens. */
  readonly alone: boolean;
}

function Lines({ viewRef, alone }: LinesProps) {
  const { snapshot, canEdit } = useRoom();
  const { announce } = useMessages();
  const { chat, session } = snapshot;
  const hasEnded = session?.status === "ended";
  const box = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each new line asks to be seen
  useLayoutEffect(() => {
    if (box.current !== null) box.current.scrollTop = box.current.scrollHeight;
  }, [chat]);
  useLayoutEffect(() => {
    if (alone) box.current?.focus();
  }, [alone]);
  const insert = ({ text }: ChatLine) => {
    if (viewRef.current === null) return;
    insertComment(viewRef.current, text);
    announce(texts.chat.inserted);
  };
  return (
    <div
      ref={box}
      role="log"
      {...(alone ? { "data-chat-field": "" } : {})}
      aria-label={texts.chat.lines}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
      tabIndex={0}
      className="min-h-0 flex-1 overflow-y-auto py-1 outline-offset-[-2px]"
    >
      {chat.length === 0 && (
        <p className="px-4 py-3 text-sm text-ink-3">{hasEnded ? texts.chat.emptyAtEnd : texts.chat.empty}</p>
      )}
      <ol>
        {chat.map((line) => (
          <Line
            key={`${line.at} ${line.by.id} ${line.text}`}
            line={line}
            onInsert={canEdit && line.by.role === "host" ? insert : null}
          />
        ))}
      </ol>
    </div>
  );
}

interface ChatPanelProps {
  readonly chat: ChatState;
  readonly viewRef: RefObject<EditorView | null>;
}

export function ChatPanel({ chat, viewRef }: ChatPanelProps) {
  const { snapshot } = useRoom();
  const role = snapshot.you?.role;
  const canSay = snapshot.session?.status !== "ended" && (role === "host" || role === "candidate");
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Escape" || event.nativeEvent.isComposing) return;
    event.stopPropagation();
    chat.close();
  };
  return (
    <aside
      aria-label={texts.chat.heading}
      onKeyDown={onKeyDown}
      className="flex min-h-0 flex-col border-l border-rule bg-panel max-[900px]:absolute max-[900px]:inset-0 max-[900px]:z-30 max-[900px]:border-l-0 min-[901px]:w-80 min-[901px]:shrink-0"
    >
      <div className="flex h-11 shrink-0 items-center justify-between border-b border-rule pr-2 pl-4">
        <h2 className="text-sm font-medium">{texts.chat.heading}</h2>
        <IconButton icon={X} name={texts.chat.close} onClick={chat.close} />
      </div>
      <Lines viewRef={viewRef} alone={!canSay} />
      {canSay && <ChatForm />}
    </aside>
  );
}
