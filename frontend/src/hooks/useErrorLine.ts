/** Marks in an editor where the newest run failed, whoever ran it, as long as the files are the code that ran. */
import type { EditorView } from "@codemirror/view";
import { useEffect } from "react";
import { programLoaded } from "../services/collab/programs";
import { markError } from "../services/editor/errorLine";
import type { LanguageEntry } from "../services/runtimes/contract";
import { placeOf } from "../services/runtimes/places";
import { useRoom } from "./room";
import { hashCode } from "./runner/runController";

export function useErrorLine(view: EditorView | null, entry: LanguageEntry, fileName: string): void {
  const { client, snapshot } = useRoom();
  const run = snapshot.runs.findLast((one) => one.text === `file/${entry.fileName}`);
  const error = run?.outcome === "failed" ? run.error : null;
  const runId = run?.id;
  const codeHash = run?.codeHash;
  // biome-ignore lint/correctness/useExhaustiveDependencies: each run's error is marked anew, also where it says the same
  useEffect(() => {
    const place = error === null ? null : placeOf(error, fileName);
    if (view === null || place === null) return;
    let isWanted = true;
    void programLoaded(client, entry).then(({ code, files }) => {
      if (isWanted && hashCode(code, files) === codeHash) markError(view, place);
    });
    return () => {
      isWanted = false;
      markError(view, null);
    };
  }, [view, client, entry, fileName, runId, error, codeHash]);
}
