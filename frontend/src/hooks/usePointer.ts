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
import type { LinePointer, StepPlace } from "./linePointer";
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
  /** Grows with each editor that is shown: what was to be marked is marked there. */
  const [shownViews, setShownViews] = useState(0);
  /** The line to be shown as soon as its file is. */
  const awaited = useRef<number | null>(null);
  /** Where a step's line is marked. */
  const marked = useRef<EditorView | null>(null);
  const { list, active, open } = files;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another editor is another pointer
  const pointer = useMemo<LinePointer>(() => {
    const isProgram = (codeHash: string): boolean => {
      const { code, files: others } = programOf(client, entry);
      return hashCode(code, others) === codeHash;
    };
    const fileOf = ({ file }: StepPlace) => list.find(({ name, isEntry }) => (file === null ? isEntry : name === file));
    return {
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
      markStep: (place: StepPlace | null, codeHash: string) => {
        const isSame = place !== null && isProgram(codeHash);
        const view = isSame && fileOf(place) === active ? viewRef.current : null;
        if (marked.current !== null && marked.current !== view) markStep(marked.current, null);
        if (place !== null && view !== null) markStep(view, place.line);
        marked.current = view;
        return isSame;
      },
      openStep: (place: StepPlace, codeHash: string) => {
        const file = fileOf(place);
        if (file !== undefined && viewRef.current?.hasFocus !== true && isProgram(codeHash)) open(file.text);
      },
    };
  }, [viewRef, list, active, open, client, entry, shownViews]);
  const onView = useCallback((view: EditorView) => {
    const line = awaited.current;
    awaited.current = null;
    // A new editor takes its text in a moment.
    queueMicrotask(() => {
      if (line !== null) showLine(view, line);
      setShownViews((count) => count + 1);
    });
  }, []);
  const bringCode = useCallback(() => setCalls((count) => count + 1), []);
  return { pointer, onView, bringCode, calls };
}
