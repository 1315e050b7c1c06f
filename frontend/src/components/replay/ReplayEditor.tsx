/** The read-only editor: made once, and told what to show. Document text goes past React. */
import { useEffect, useRef, useState } from "react";
import { useIsDark, useSettings } from "../../hooks/settings";
import { type ChangeMark, createReplayView, type ReplayView } from "../../services/editor/replayView";
import type { Frame } from "../../services/replay/recording";
import { texts } from "../../texts";

interface ReplayEditorProps {
  readonly frame: Frame;
  /** The name of the text that is shown. */
  readonly file: string;
  readonly language: string;
  readonly isPlaying: boolean;
}

function markOf({ change }: Frame, file: string): ChangeMark | null {
  if (change === null || change.text !== file) return null;
  const { from, to, author } = change;
  return { from, to, color: author?.color ?? null, name: author?.name ?? texts.replay.nobody };
}

export function ReplayEditor({ frame, file, language, isPlaying }: ReplayEditorProps) {
  const parent = useRef<HTMLDivElement>(null);
  const [view, setView] = useState<ReplayView | null>(null);
  const isDark = useIsDark();
  const { fontSize } = useSettings();
  const beginnings = useRef({ language, dark: isDark, fontSize, empty: texts.replay.empty });

  useEffect(() => {
    if (parent.current === null) return;
    const made = createReplayView(parent.current, beginnings.current);
    setView(made);
    return () => {
      made.dispose();
      setView(null);
    };
  }, []);
  useEffect(() => view?.setLanguage(language), [view, language]);
  useEffect(() => view?.setDark(isDark), [view, isDark]);
  useEffect(() => view?.setFontSize(fontSize), [view, fontSize]);
  useEffect(() => view?.show(frame.content(file), markOf(frame, file), isPlaying), [view, frame, file, isPlaying]);

  return <div ref={parent} data-replay-editor className="min-h-0 flex-1 overflow-hidden" />;
}
