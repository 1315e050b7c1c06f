/** For components that name lines of the file beside them: how to show one there. */
import { createContext, useContext } from "react";
import type { NamedPlace } from "../services/runtimes/places";

/** Where a step is; no file stands for the one that was run. */
export interface StepPlace {
  readonly file: string | null;
  readonly line: number;
}

export interface LinePointer {
  /** The files whose lines can be shown, as programs call them. */
  readonly fileNames: readonly string[];
  /** Takes the person to the line, or to the last one where the text has become shorter. */
  showLine(place: NamedPlace): void;
  /**
   * Marks the line that a step is about to execute, where its file is shown; null for none. False where the files are no longer
   * the code with this hash: then nothing is marked.
   */
  markStep(place: StepPlace | null, codeHash: string): boolean;
  /** Shows the file of a step, unless this person is writing in another, or the files are no longer that code. */
  openStep(place: StepPlace, codeHash: string): void;
}

/** Null where there is no editor to go to. */
export const LinePointerContext = createContext<LinePointer | null>(null);

export function useLinePointer(): LinePointer | null {
  return useContext(LinePointerContext);
}
