/** What can be done in the room, for the list of commands. */
import { openSearchPanel } from "@codemirror/search";
import type { EditorView } from "@codemirror/view";
import type { RefObject } from "react";
import type { LanguageEntry } from "../services/runtimes/contract";
import { texts } from "../texts";
import { type Command, useCommands } from "./commands";
import { downloadText } from "./download";
import { KEYS } from "./keyNames";
import type { Room } from "./room";
import type { Runner } from "./runner/useRunner";

interface RoomCommands {
  readonly room: Room;
  readonly entry: LanguageEntry;
  readonly languages: readonly LanguageEntry[];
  readonly runner: Runner;
  readonly viewRef: RefObject<EditorView | null>;
  readonly onRun: () => void;
  readonly onSave: () => void;
}

export function useRoomCommands({ room, entry, languages, runner, viewRef, onRun, onSave }: RoomCommands): void {
  const { commands: t } = texts.palette;
  const { canRun, canEdit, client, propose } = room;
  const find = () => {
    const view = viewRef.current;
    if (view !== null) openSearchPanel(view);
  };
  const { runWithSteps } = runner;
  const stepped = runWithSteps === null ? [] : [{ id: "run-with-steps", label: t.runWithSteps, run: runWithSteps }];
  const running: readonly Command[] =
    runner.state.kind === "idle"
      ? [{ id: "run", label: t.run, keys: KEYS.run, run: onRun }, ...stepped]
      : [{ id: "stop", label: t.stop, run: () => runner.stop() }];
  const switches: readonly Command[] = languages
    .filter(({ id }) => id !== entry.id)
    .map(({ id, label }) => ({
      id: `language-${id}`,
      label: t.codeLanguage(label),
      run: () => propose({ type: "language", language: id }),
    }));
  useCommands([
    ...(canRun ? running : []),
    { id: "save", label: t.save, keys: KEYS.save, run: onSave },
    { id: "find", label: t.find, keys: KEYS.find, run: find },
    { id: "focus-editor", label: t.focusEditor, run: () => viewRef.current?.focus() },
    {
      id: "focus-output",
      label: t.focusOutput,
      run: () => document.querySelector<HTMLElement>("[data-run-output]")?.focus(),
    },
    ...(canEdit ? switches : []),
    {
      id: "download",
      label: texts.room.download(entry.fileName),
      run: () => downloadText(entry.fileName, client.text(`file/${entry.fileName}`).content.toString()),
    },
  ]);
}
