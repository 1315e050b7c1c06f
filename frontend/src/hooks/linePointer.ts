/** For components that name lines of the file beside them: how to show one there. */
import { createContext, useContext } from "react";

export interface LinePointer {
  /** The file whose lines can be shown, as programs call it. */
  readonly fileName: string;
  /** Takes the person to the line, counted from 1, or to the last one where the text has become shorter. */
  showLine(line: number): void;
  /**
   * Marks the line that a step is about to execute, null for none. False where the file is no longer the code with this
   * hash: then nothing is marked.
   */
  markStep(line: number | null, codeHash: string): boolean;
}

/** Null where there is no editor to go to. */
export const LinePointerContext = createContext<LinePointer | null>(null);

export function useLinePointer(): LinePointer | null {
  return useContext(LinePointerContext);
}
