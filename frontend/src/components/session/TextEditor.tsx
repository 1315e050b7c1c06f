/** The editor of one text. Document text goes between CodeMirror and Yjs; React never holds it. */
import type { EditorView } from "@codemirror/view";
import CodeMirror from "@uiw/react-codemirror";
import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from "react";
import { besideFiles } from "../../hooks/besideFiles";
import { useMessages } from "../../hooks/messages";
import { useRoom } from "../../hooks/room";
import { useIsDark, useSettings } from "../../hooks/settings";
import { useErrorLine } from "../../hooks/useErrorLine";
import { useInterfaceLanguage } from "../../hooks/useInterfaceLanguage";
import { lockedFor } from "../../services/collab/rights";
import type { SharedText } from "../../services/collab/types";
import { createExtensions, type EditorSetup, reactCodeMirrorProps } from "../../services/editor/extensions";
import { hideCursor } from "../../services/editor/ownCursor";
import type { HelpStatus, LanguageHelp } from "../../services/help/languageHelp";
import type { LanguageEntry } from "../../services/runtimes/contract";
import { texts } from "../../texts";

export interface EditorKeys {
  readonly onRun: () => void;
  readonly onSave: () => void;
  readonly onFormat: () => void;
  readonly onHelp: (status: HelpStatus) => void;
}

/** What the editors of all files are told. */
export interface EditorSurroundings extends EditorKeys {
  /** Whether somebody waits for a run: what is only useful waits for that, too. */
  readonly isRunAwaited: boolean;
}

interface TextEditorProps extends EditorSurroundings {
  readonly text: SharedText;
  readonly language: string;
  readonly fileName: string;
  readonly viewRef: RefObject<EditorView | null>;
  readonly helpRef: RefObject<LanguageHelp | null> | undefined;
  readonly entry: LanguageEntry;
  readonly isShown: boolean;
  readonly onView: ((view: EditorView) => void) | undefined;
  /** Whether the caret was in the editor that this one takes the place of. */
  readonly hadFocus: RefObject<boolean>;
}

/** The extensions of one text, made and given back with the component; the keys may change without a new view. */
function useSetup({
  text,
  language,
  fileName,
  entry,
  onRun,
  onSave,
  onFormat,
  onHelp,
}: TextEditorProps): EditorSetup | null {
  const { client, canEdit } = useRoom();
  const { toast, announce } = useMessages();
  const isDark = useIsDark();
  const preferences = useSettings();
  const [setup, setSetup] = useState<EditorSetup | null>(null);
  const keys = useRef<EditorKeys>({ onRun, onSave, onFormat, onHelp });
  const beside = besideFiles(client, entry, text);
  const beginnings = useRef({ language, fileName, beside, readOnly: !canEdit, dark: isDark, preferences });
  useLayoutEffect(() => {
    keys.current = { onRun, onSave, onFormat, onHelp };
  });
  useLayoutEffect(() => {
    const made = createExtensions({
      text,
      ...beginnings.current,
      limits: () => client.snapshot().limits,
      onLimit: () => toast(texts.room.tooLong),
      isPasteLocked: () => lockedFor(client.snapshot().rights, client.snapshot().you, "paste") !== null,
      onPasteRefused: () => toast(texts.locks.noPaste),
      onRun: () => keys.current.onRun(),
      onSave: () => keys.current.onSave(),
      onFormat: () => keys.current.onFormat(),
      onHelp: (status) => keys.current.onHelp(status),
      onEscape: () => announce(texts.editor.leaving),
    });
    setSetup(made);
    return () => {
      made.dispose();
      setSetup(null);
    };
  }, [text, client, toast, announce]);
  return setup;
}

export function TextEditor(props: TextEditorProps) {
  const { text, language, fileName, entry, isShown, viewRef, helpRef, hadFocus, onView, isRunAwaited } = props;
  const { canEdit, locked } = useRoom();
  const setup = useSetup(props);
  const [view, setView] = useState<EditorView | null>(null);
  const isDark = useIsDark();
  const preferences = useSettings();
  const spoken = useInterfaceLanguage();
  useErrorLine(view, entry, fileName);

  useEffect(() => {
    if (view === null || setup === null) return;
    setup.setLanguage(view, language);
    setup.setReadOnly(view, !canEdit);
    setup.setHelpAllowed(view, locked.help === null);
    setup.setDark(view, isDark);
  }, [setup, view, language, canEdit, isDark, locked.help]);

  useEffect(() => setup?.setHelpHeld(isRunAwaited), [setup, isRunAwaited]);

  useEffect(() => {
    if (view !== null) setup?.setPreferences(view, preferences);
  }, [setup, view, preferences]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the words are those of the language spoken now
  useEffect(() => {
    if (view === null || setup === null) return;
    setup.setWords(view);
    setup.setLanguage(view, language);
  }, [setup, view, language, spoken]);

  useLayoutEffect(() => {
    if (view === null || setup === null || !isShown) return;
    viewRef.current = view;
    if (helpRef !== undefined) helpRef.current = setup.help;
    if (hadFocus.current) view.focus();
    onView?.(view);
    return () => {
      hadFocus.current = view.hasFocus;
      viewRef.current = null;
      if (helpRef !== undefined) helpRef.current = null;
      // Who is elsewhere now has no caret here.
      hideCursor(text);
    };
  }, [view, setup, text, isShown, viewRef, helpRef, hadFocus, onView]);

  if (setup === null) return null;
  return (
    <CodeMirror
      {...reactCodeMirrorProps}
      className="h-full"
      placeholder={texts.room.empty}
      extensions={setup.extensions}
      onCreateEditor={setView}
    />
  );
}
