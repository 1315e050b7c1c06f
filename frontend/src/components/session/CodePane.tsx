/** The pane of the code: its file, its language, whether it can run, and the editor. */
import type { EditorView } from "@codemirror/view";
import type { RefObject } from "react";
import { useRoom } from "../../hooks/room";
import type { Runner } from "../../hooks/runner/useRunner";
import type { Loading } from "../../hooks/useFormatting";
import { useHelp } from "../../hooks/useHelp";
import { NARROW, useMediaQuery } from "../../hooks/useMediaQuery";
import type { LanguageHelp } from "../../services/help/languageHelp";
import type { LanguageEntry } from "../../services/runtimes/contract";
import { texts } from "../../texts";
import { CodeEditor } from "./CodeEditor";
import { FileBar, type FileBarProps, NewFileButton } from "./FileBar";
import { HelpState } from "./HelpState";
import { LanguageSwitch } from "./LanguageSwitch";
import { LoadingBar } from "./LoadingBar";
import { RunControl } from "./RunControl";
import { RuntimeState } from "./RuntimeState";

interface CodePaneProps extends FileBarProps {
  readonly entry: LanguageEntry;
  readonly runner: Runner;
  readonly onRun: () => void;
  readonly onSave: () => void;
  readonly onFormat: () => void;
  /** How far the formatter has loaded, while it does. */
  readonly formatterLoading: Loading | null;
  readonly viewRef: RefObject<EditorView | null>;
  readonly helpRef: RefObject<LanguageHelp | null>;
  readonly onView: (view: EditorView) => void;
}

export function CodePane({
  entry,
  files,
  carets,
  runner,
  onRun,
  onSave,
  onFormat,
  formatterLoading,
  viewRef,
  helpRef,
  onView,
}: CodePaneProps) {
  const { canEdit, canRun } = useRoom();
  const help = useHelp();
  const isNarrow = useMediaQuery(NARROW);
  const hasTabs = files.list.length > 1;
  return (
    <section aria-label={texts.room.codeTab} className="flex h-full min-h-0 flex-col bg-surface">
      <div className="flex h-11 shrink-0 items-center gap-3 border-b border-rule bg-panel pr-2 pl-4">
        <h2 className={hasTabs ? "sr-only" : "shrink-0 font-mono text-sm font-medium"}>{files.active.name}</h2>
        {!hasTabs && canEdit && <NewFileButton files={files} />}
        <LanguageSwitch entry={entry} />
        <div className="ml-auto flex min-w-0 items-center gap-3">
          <HelpState status={help.status} onRetry={() => helpRef.current?.retry()} />
          {formatterLoading !== null && <LoadingBar doing={texts.help.format.loading} loading={formatterLoading} />}
          {canEdit ? (
            <RuntimeState runner={runner} entry={entry} />
          ) : (
            <span className="text-xs text-ink-3">{texts.room.readOnly}</span>
          )}
          {canRun && entry.load !== null && !isNarrow && <RunControl runner={runner} />}
        </div>
      </div>
      {hasTabs && <FileBar files={files} carets={carets} />}
      <CodeEditor
        entry={entry}
        files={files}
        onRun={onRun}
        onSave={onSave}
        onFormat={onFormat}
        onHelp={help.onHelp}
        isRunAwaited={runner.state.kind === "preparing"}
        viewRef={viewRef}
        helpRef={helpRef}
        onView={onView}
      />
    </section>
  );
}
