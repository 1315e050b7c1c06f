/** What can be asked of help by key and by command. Who provides it is loaded later than who asks. */
import { Facet } from "@codemirror/state";
import type { Command } from "@codemirror/view";

export interface HelpCommands {
  /** Shows what is known of the place of the caret. */
  readonly explain: Command;
  /** To the next place where something is wrong. */
  readonly next: Command;
  readonly previous: Command;
}

export type HelpQuestion = keyof HelpCommands;

/** Empty until help is there. */
export const helpCommands = Facet.define<HelpCommands>();
