/** Marks in an editor where the newest run of its file failed, whoever ran it, as long as the file is the code that ran. */
import type { EditorView } from "@codemirror/view";
import { useEffect } from "react";
import type { SharedText } from "../services/collab/types";
import { markError } from "../services/editor/errorLine";
import { placeOf } from "../services/runtimes/places";
import { useRoom } from "./room";
import { hashCode } from "./runner/runController";

export function useErrorLine(view: EditorView | null, text: SharedText, fileName: string): void {
  const { snapshot } = useRoom();
  const run = snapshot.runs.findLast((one) => one.text === text.name);
  const error = run?.outcome === "failed" ? run.error : null;
  const runId = run?.id;
  const codeHash = run?.codeHash;
  // biome-ignore lint/correctness/useExhaustiveDependencies: each run's error is marked anew, also where it says the same
  useEffect(() => {
    const place = error === null ? null : placeOf(error, fileName);
    if (view === null || place === null) return;
    let isWanted = true;
    void text.loaded.then(() => {
      if (isWanted && hashCode(text.content.toString()) === codeHash) markError(view, place);
    });
    return () => {
      isWanted = false;
      markError(view, null);
    };
  }, [view, text, fileName, runId, error, codeHash]);
}
