/** Takes the person to lines of the room's files, from wherever they are named. */
import type { EditorView } from "@codemirror/view";
import { type RefObject, useCallback, useMemo, useRef, useState } from "react";
import { flushSync } from "react-dom";
import { programOf } from "../services/collab/programs";
import type { RoomClient } from "../services/collab/types";
import { showLine } from "../services/editor/showLine";
import { markStep } from "../services/editor/stepLine";
import type { LanguageEntry } from "../services/runtimes/contract";
import type { NamedPlace } from "../services/runtimes/places";
import type { LinePointer } from "./linePointer";
import { hashCode } from "./runner/runController";
import type { Files } from "./useFiles";

interface PointerOptions {
  readonly viewRef: RefObject<EditorView | null>;
  readonly files: Files;
  readonly entry: LanguageEntry;
  readonly client: RoomClient;
}

export interface Pointing {
  readonly pointer: LinePointer;
  /** The editor of another file is shown. */
  readonly onView: (view: EditorView) => void;
  readonly bringCode: () => void;
  /** Grows with each time that the code must be brought forward. */
  readonly calls: number;
}

export function usePointer({ viewRef, files, entry, client }: PointerOptions): Pointing {
  const [calls, setCalls] = useState(0);
  /** The line to be shown as soon as its file is. */
  const awaited = useRef<number | null>(null);
  const { list, active, open } = files;
  const pointer = useMemo<LinePointer>(
    () => ({
      fileNames: list.map(({ name }) => name),
      showLine: ({ fileName, line }: NamedPlace) => {
        const file = list.find(({ name }) => name === fileName) ?? active;
        if (file !== active) awaited.current = line;
        // Behind a tab the editor cannot take the focus: it has to be shown before.
        flushSync(() => {
          setCalls((count) => count + 1);
          open(file.text);
        });
        if (file === active && viewRef.current !== null) showLine(viewRef.current, line);
      },
      markStep: (line: number | null, codeHash: string) => {
        const { code, files: others } = programOf(client, entry);
        const isSame = line !== null && hashCode(code, others) === codeHash;
        // Only the entry file is told step by step.
        if (active.isEntry && viewRef.current !== null) markStep(viewRef.current, isSame ? line : null);
        return isSame;
      },
    }),
    [viewRef, list, active, open, client, entry],
  );
  const onView = useCallback((view: EditorView) => {
    const line = awaited.current;
    awaited.current = null;
    // A new editor takes its text in a moment.
    if (line !== null) queueMicrotask(() => showLine(view, line));
  }, []);
  const bringCode = useCallback(() => setCalls((count) => count + 1), []);
  return { pointer, onView, bringCode, calls };
}
