/** What people say to each other beside the code. */
import { plural } from "../plural";

const form = plural("en");

export const chat = {
  chat: {
    heading: "Chat",
    open: "Open the chat",
    close: "Close the chat",
    unread: (count: number) => `${count} unread ${form(count, { one: "line", other: "lines" })}`,
    lines: "What was said",
    empty: "Nothing was said yet. Lines stay with the session and are part of its replay.",
    emptyAtEnd: "Nothing was said in this session.",
    field: "Your line",
    placeholder: "To everybody in the room",
    send: "Send",
    hint: "Enter sends · Shift+Enter begins a new line",
    notLive: "There is no connection: what you write stays here until it is back.",
    insert: "Insert as comment",
    insertOf: (name: string) => `Insert as comment: ${name}'s line`,
    inserted: "Inserted into the code above the caret's line",
    said: (name: string, text: string) => `${name} says: ${text}`,
    shortcut: "Chat: open, go there, close",
  },
};
