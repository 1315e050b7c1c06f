/** The pane of the code at a moment: its files, who typed last, and the text with the place that was changed. */
import { useState } from "react";
import { usePlayerFact } from "../../hooks/useReplay";
import type { Player } from "../../services/replay/player";
import type { Frame, Recording } from "../../services/replay/recording";
import { findLanguage, LANGUAGES } from "../../services/runtimes/registry";
import { texts } from "../../texts";
import { Avatar } from "../session/Avatar";
import { ReplayEditor } from "./ReplayEditor";

interface ReplayCodeProps {
  readonly recording: Recording;
  readonly player: Player;
  readonly frame: Frame;
}

const nameOf = (text: string) => text.replace(/^file\//, "");

/** The file of the moment's language, unless another was picked since the language changed. */
function useFile(recording: Recording, frame: Frame) {
  const fileName = findLanguage(frame.language)?.fileName;
  const current = fileName === undefined ? (recording.texts[0] ?? "") : `file/${fileName}`;
  const [picked, setPicked] = useState<{ text: string; during: string } | null>(null);
  const file = picked !== null && picked.during === current ? picked.text : current;
  const files = recording.texts.includes(current) ? recording.texts : [current, ...recording.texts];
  return { file, files, pick: (text: string) => setPicked({ text, during: current }) };
}

function TypedBy({ frame }: { readonly frame: Frame }) {
  if (frame.change === null) return null;
  const { author } = frame.change;
  return (
    <p data-typed-by className="ml-auto flex min-w-0 items-center gap-2 text-xs text-ink-2">
      <span className="max-sm:sr-only">{texts.replay.typedBy}</span>
      {author !== null && <Avatar person={author} size="small" />}
      <span className="truncate font-medium text-ink">{author?.name ?? texts.replay.nobody}</span>
    </p>
  );
}

export function ReplayCode({ recording, player, frame }: ReplayCodeProps) {
  const { file, files, pick } = useFile(recording, frame);
  const isPlaying = usePlayerFact(player, (snapshot) => snapshot.isPlaying);
  const language = LANGUAGES.find(({ fileName }) => `file/${fileName}` === file)?.id ?? frame.language;
  return (
    <section aria-label={texts.replay.code} className="flex h-full min-h-0 flex-col bg-surface">
      <div className="flex h-11 shrink-0 items-center gap-3 border-b border-rule bg-panel px-4">
        {files.length === 1 ? (
          <h2 className="font-mono text-sm font-medium">{nameOf(file)}</h2>
        ) : (
          <fieldset aria-label={texts.replay.files} className="-ml-2 flex h-full gap-1">
            {files.map((text) => (
              <button
                key={text}
                type="button"
                aria-pressed={text === file}
                onClick={() => pick(text)}
                className="relative px-2 font-mono text-sm text-ink-2 outline-offset-[-4px] after:absolute after:inset-x-2 after:bottom-0 after:h-0.5 hover:text-ink aria-pressed:font-medium aria-pressed:text-ink aria-pressed:after:bg-accent"
              >
                {nameOf(text)}
              </button>
            ))}
          </fieldset>
        )}
        <TypedBy frame={frame} />
      </div>
      <ReplayEditor frame={frame} file={file} language={language} isPlaying={isPlaying} />
    </section>
  );
}
