/** Vim's keys. Loaded when somebody chooses them. Undo is the shared text's: it takes back one's own edits only. */
import type { Extension } from "@codemirror/state";
import { EditorView, ViewPlugin } from "@codemirror/view";
import { CodeMirror, getCM, vim } from "@replit/codemirror-vim";
import { bringBack, endUndoStep, setUndoPause, takeBack } from "./binding";

// The package asks CodeMirror's history, which a shared text has not.
CodeMirror.commands.undo = (editor) => void takeBack(editor.cm6);
CodeMirror.commands.redo = (editor) => void bringBack(editor.cm6);

/** Longer than anybody stays in insert mode. */
const ONE_STEP_MS = 24 * 3_600_000;

/** What Vim calls one change is one step of undo: all that one insert mode typed, and each command by itself. */
const stepsOfVim = ViewPlugin.define((view) => {
  const editor = getCM(view);
  const end = () => {
    if (editor?.state.vim?.insertMode !== true) endUndoStep(view);
  };
  const begin = () => endUndoStep(view);
  setUndoPause(view, ONE_STEP_MS);
  editor?.on("vim-command-done", end);
  editor?.on("vim-mode-change", begin);
  return {
    destroy() {
      setUndoPause(view, null);
      editor?.off("vim-command-done", end);
      editor?.off("vim-mode-change", begin);
    },
  };
});

const looks = EditorView.theme({
  ".cm-vim-panel": { padding: "2px 16px", minHeight: "1.6em", fontFamily: "var(--font-mono)", color: "var(--ink-2)" },
  ".cm-vim-panel input": { color: "var(--ink)" },
  "&.cm-focused .cm-fat-cursor": { background: "var(--editor-caret)", color: "var(--editor-background) !important" },
  "&:not(.cm-focused) .cm-fat-cursor": { outline: "solid 1px var(--editor-caret)" },
});

/** Its status line asks the plugin of the keys while it is made: that has to be there already, or every panel crashes. */
export const steps: readonly Extension[] = [vim(), [vim({ status: true }), stepsOfVim, looks]];
