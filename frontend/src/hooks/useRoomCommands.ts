/** What can be done in the room, for the list of commands. */
import { openSearchPanel } from "@codemirror/search";
import type { EditorView } from "@codemirror/view";
import type { RefObject } from "react";
import { hasHelp, type LanguageHelp } from "../services/help/languageHelp";
import type { LanguageEntry } from "../services/runtimes/contract";
import { texts } from "../texts";
import { type Command, useCommands } from "./commands";
import { downloadText } from "./download";
import { KEYS } from "./keyNames";
import type { Room } from "./room";
import type { Runner } from "./runner/useRunner";
import { takeAlong } from "./takeAlong";
import type { Files } from "./useFiles";

interface RoomCommands {
  readonly room: Room;
  readonly entry: LanguageEntry;
  readonly files: Files;
  readonly languages: readonly LanguageEntry[];
  readonly runner: Runner;
  readonly viewRef: RefObject<EditorView | null>;
  readonly onRun: () => void;
  readonly onSave: () => void;
  readonly onFormat: () => void;
  readonly helpRef: RefObject<LanguageHelp | null>;
}

const HELP_KEYS = {
  explain: () => KEYS.explain,
  next: () => KEYS.problems[0],
  previous: () => KEYS.problems[1],
} as const;

/** The dialog belongs to its button. */
const pressNewFile = () => document.querySelector<HTMLElement>("[data-new-file]")?.click();

export function useRoomCommands(wish: RoomCommands): void {
  const { room, entry, files, languages, runner, viewRef, helpRef, onRun, onSave, onFormat } = wish;
  const { commands: t } = texts.palette;
  const { canRun, canEdit, client, propose } = room;
  const find = () => {
    const view = viewRef.current;
    if (view !== null) openSearchPanel(view);
  };
  const { runWithSteps } = runner;
  const stepped = runWithSteps === null ? [] : [{ id: "run-with-steps", label: t.runWithSteps, run: runWithSteps }];
  const questions = (["explain", "next", "previous"] as const).map((question) => ({
    id: `help-${question}`,
    label: texts.help[question],
    keys: HELP_KEYS[question](),
    run: () => helpRef.current?.ask(question),
  }));
  const running: readonly Command[] =
    runner.state.kind === "idle"
      ? [{ id: "run", label: t.run, keys: KEYS.run, run: onRun }, ...stepped]
      : [{ id: "stop", label: t.stop, run: () => runner.stop() }];
  const { label, take } = takeAlong(room, entry);
  const all = files.list.length > 1 ? [{ id: "download-all", label, run: take }] : [];
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
    ...(canEdit ? [{ id: "format", label: texts.help.format.command, keys: KEYS.format, run: onFormat }] : []),
    ...(files.canChange ? [{ id: "new-file", label: texts.files.add, run: pressNewFile }] : []),
    ...files.list
      .filter((file) => file !== files.active)
      .map(({ text, name }) => ({ id: `file-${text}`, label: texts.files.open(name), run: () => files.open(text) })),
    ...(hasHelp(entry.id) && room.locked.help === null ? questions : []),
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
      label: texts.room.download(files.active.name),
      run: () => downloadText(files.active.name, client.text(files.active.text).content.toString()),
    },
    ...all,
  ]);
}
