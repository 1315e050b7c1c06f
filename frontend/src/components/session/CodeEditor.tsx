/** The editors of the room's files, one for each that was opened; those that are not shown keep caret, scroll and history. */
import type { EditorView } from "@codemirror/view";
import { type RefObject, useRef, useState } from "react";
import { useRoom } from "../../hooks/room";
import type { Files, RoomFile } from "../../hooks/useFiles";
import { languageOfFile } from "../../services/editor/fileLanguage";
import type { LanguageHelp } from "../../services/help/languageHelp";
import type { LanguageEntry } from "../../services/runtimes/contract";
import { FILE_PANEL, fileTabId } from "./FileTabs";
import { type EditorSurroundings, TextEditor } from "./TextEditor";

interface CodeEditorProps extends EditorSurroundings {
  readonly entry: LanguageEntry;
  readonly files: Files;
  /** Where the view of the moment is put, for whoever wants to scroll it. */
  readonly viewRef: RefObject<EditorView | null>;
  /** Help of this editor, for who asks it by a command. */
  readonly helpRef?: RefObject<LanguageHelp | null>;
  /** The editor of another file is shown, or the same one's for the first time. */
  readonly onView?: ((view: EditorView) => void) | undefined;
}

/** The files that this person has opened, in the order of the tabs: the others need no editor yet. */
function useOpened({ list, active }: Files): readonly RoomFile[] {
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set());
  if (!opened.has(active.text)) setOpened(new Set([...opened, active.text]));
  return list.filter(({ text }) => text === active.text || opened.has(text));
}

export function CodeEditor({ entry, files, viewRef, helpRef, onView, ...keys }: CodeEditorProps) {
  const { client } = useRoom();
  const hadFocus = useRef(false);
  const opened = useOpened(files);
  const { active, list } = files;
  const panel = list.length > 1 ? { role: "tabpanel", "aria-labelledby": fileTabId(active) } : {};
  return (
    <div id={FILE_PANEL} {...panel} className="relative min-h-0 flex-1 overflow-hidden">
      {opened.map((file) => {
        const text = client.text(file.text);
        const isShown = file === active;
        // Hidden by sight alone, so that it stays scrolled. Another text, or the same one read anew, gets a view of its own.
        return (
          <div key={text.doc.guid} inert={!isShown} className={`absolute inset-0 ${isShown ? "" : "invisible"}`}>
            <TextEditor
              text={text}
              language={languageOfFile(entry.id, file.name)}
              fileName={file.name}
              entry={entry}
              isShown={isShown}
              viewRef={viewRef}
              helpRef={helpRef}
              hadFocus={hadFocus}
              onView={onView}
              {...keys}
            />
          </div>
        );
      })}
    </div>
  );
}
