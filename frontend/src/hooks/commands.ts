/** What can be done at the moment, by name: each part of the page offers its own, and the list of commands shows them all. */
import { createContext, useContext, useEffect, useLayoutEffect, useRef } from "react";

export interface Command {
  /** Unique among all commands. */
  readonly id: string;
  readonly label: string;
  /** The keys that do the same. */
  readonly keys?: string;
  readonly run: () => void;
}

export interface CommandBook {
  /** Offers commands; they are asked for when the list is opened. What is returned takes them back. */
  offer(commands: () => readonly Command[]): () => void;
  /** Everything that is offered now. */
  all(): readonly Command[];
}

export function createCommandBook(): CommandBook {
  const offers = new Set<() => readonly Command[]>();
  return {
    offer(commands) {
      offers.add(commands);
      return () => offers.delete(commands);
    },
    all: () => [...offers].flatMap((commands) => commands()),
  };
}

export const CommandsContext = createContext<CommandBook | null>(null);

/** Offers these commands for as long as the component is there. */
export function useCommands(commands: readonly Command[]): void {
  const book = useContext(CommandsContext);
  const current = useRef(commands);
  useLayoutEffect(() => {
    current.current = commands;
  });
  useEffect(() => book?.offer(() => current.current), [book]);
}
