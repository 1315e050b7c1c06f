/** Opens the chat, and says how much of it is unread. */
import { MessageSquare } from "lucide-react";
import type { ChatState } from "../../hooks/useChat";
import { texts } from "../../texts";
import { IconButton } from "../ui/IconButton";

export function ChatButton({ chat }: { readonly chat: ChatState }) {
  const name = chat.isOpen ? texts.chat.close : texts.chat.open;
  return (
    <span className="relative flex">
      <IconButton
        icon={MessageSquare}
        name={chat.unread === 0 ? name : `${name}, ${texts.chat.unread(chat.unread)}`}
        aria-expanded={chat.isOpen}
        data-chat-button
        onClick={chat.isOpen ? chat.close : chat.open}
      />
      {chat.unread > 0 && (
        <span
          aria-hidden
          data-unread={chat.unread}
          className="tabular pointer-events-none absolute -top-1 -right-1 min-w-4.5 rounded-full bg-ink px-1 text-center text-2xs font-semibold text-ink-inverse"
        >
          {chat.unread}
        </span>
      )}
    </span>
  );
}
