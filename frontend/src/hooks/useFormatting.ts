/** Formats the code on demand, and says how that went. */
import type { EditorView } from "@codemirror/view";
import { type RefObject, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { languageOfFile } from "../services/editor/fileLanguage";
import { Formatter, hasFormatter } from "../services/format/formatter";
import { type Formatting, formatView } from "../services/format/formatView";
import type { LanguageEntry } from "../services/runtimes/contract";
import { texts } from "../texts";
import { useMessages } from "./messages";

function sayFormatting(formatting: Formatting): string {
  const t = texts.help.format;
  return formatting.kind === "unreadable" ? t.unreadable(formatting.line) : t[formatting.kind];
}

/** How far something has loaded. */
export interface Loading {
  readonly loadedBytes: number;
  readonly totalBytes: number;
}

interface FormattingState {
  readonly format: () => void;
  /** How far the formatter has loaded, while it does. */
  readonly loading: Loading | null;
}

export function useFormatting(
  entry: LanguageEntry,
  fileName: string,
  viewRef: RefObject<EditorView | null>,
): FormattingState {
  const { toast } = useMessages();
  const formatter = useMemo(() => new Formatter(), []);
  const [loading, setLoading] = useState<Loading | null>(null);
  const isBusy = useRef(false);
  useEffect(() => () => formatter.dispose(), [formatter]);

  const language = languageOfFile(entry.id, fileName);
  // What is no program is called by its name.
  const label = language === entry.id ? entry.label : fileName;
  const perform = useCallback(
    async (view: EditorView): Promise<string> => {
      if (!hasFormatter(language)) return texts.help.format.none(label);
      if (view.state.readOnly) return texts.help.format.notAllowed;
      try {
        await formatter.load(language, (loadedBytes, totalBytes) => setLoading({ loadedBytes, totalBytes }));
        return sayFormatting(await formatView(formatter, view, { language, fileName }));
      } catch {
        return texts.help.format.unavailable;
      } finally {
        setLoading(null);
      }
    },
    [formatter, language, fileName, label],
  );
  const format = useCallback(() => {
    const view = viewRef.current;
    if (view === null || isBusy.current) return;
    isBusy.current = true;
    void perform(view).then((said) => {
      isBusy.current = false;
      toast(said);
    });
  }, [viewRef, perform, toast]);
  return { format, loading };
}
