/** The chat beside the code: open or not, and what of it is unread. */
import { useCallback, useEffect, useRef, useState } from "react";
import { string } from "../api/shape";
import { browserStore } from "../services/collab/browserStore";
import { texts } from "../texts";
import { useCommands } from "./commands";
import { isApart, KEYS } from "./keyNames";
import { useMessages } from "./messages";
import type { Room } from "./room";

export interface ChatState {
  readonly isOpen: boolean;
  readonly unread: number;
  open(): void;
  close(): void;
}

const FIELD = "[data-chat-field]";
const BUTTON = "[data-chat-button]";

function focusOn(selector: string): void {
  document.querySelector<HTMLElement>(selector)?.focus();
}

/** Until when this browser has seen the lines of the session; the time of the last line seen. */
function useSeen(sessionId: string, last: string, isOpen: boolean): string {
  const key = `chatSeen/${sessionId}`;
  const [seen, setSeen] = useState(() => browserStore.read(key, string, ""));
  useEffect(() => {
    if (!isOpen || last === "") return;
    setSeen(last);
    browserStore.write(key, last);
  }, [key, last, isOpen]);
  return seen;
}

export function useChat({ client, snapshot }: Room): ChatState {
  const { chat, you } = snapshot;
  const { announce } = useMessages();
  const [isOpen, setIsOpen] = useState(false);
  const last = chat.at(-1);
  const seen = useSeen(client.sessionId, last?.at ?? "", isOpen);
  const unread = isOpen ? 0 : chat.filter(({ at, by }) => at > seen && by.id !== you?.id).length;

  const open = useCallback(() => {
    setIsOpen(true);
    focusOn(FIELD);
  }, []);
  const close = useCallback(() => {
    setIsOpen(false);
    focusOn(BUTTON);
  }, []);

  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || !isApart(event, "c")) return;
      event.preventDefault();
      if (isOpen && document.activeElement?.matches(FIELD)) close();
      else open();
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, [isOpen, open, close]);
  useCommands([
    { id: "chat", label: isOpen ? texts.chat.close : texts.chat.open, keys: KEYS.chat, run: isOpen ? close : open },
  ]);

  // Behind the closed panel nothing else would say it; the open one is a live region itself.
  const heard = useRef(last);
  useEffect(() => {
    if (last === heard.current) return;
    heard.current = last;
    if (last !== undefined && !isOpen && last.by.id !== you?.id) announce(texts.chat.said(last.by.name, last.text));
  }, [last, isOpen, you, announce]);

  return { isOpen, unread, open, close };
}
