/** The pane of the code at a moment: its files, who typed last, and the text with the place that was changed. */
import { useState } from "react";
import { usePlayerFact } from "../../hooks/useReplay";
import { useTabInSight } from "../../hooks/useTabInSight";
import { filesOfLanguage } from "../../services/collab/files";
import { languageOfFile } from "../../services/editor/fileLanguage";
import type { Player } from "../../services/replay/player";
import type { Frame, Recording } from "../../services/replay/recording";
import { LANGUAGES } from "../../services/runtimes/registry";
import { texts } from "../../texts";
import { Avatar } from "../session/Avatar";
import { ReplayEditor } from "./ReplayEditor";

interface ReplayCodeProps {
  readonly recording: Recording;
  readonly player: Player;
  readonly frame: Frame;
}

interface ShownFile {
  readonly text: string;
  readonly name: string;
  readonly language: string;
}

/** The entry files in which anybody ever wrote, that of the moment's language among them, and what was created by then. */
function filesOf(recording: Recording, frame: Frame): readonly ShownFile[] {
  const entries = LANGUAGES.map(({ id, fileName }) => ({ text: `file/${fileName}`, name: fileName, language: id }));
  const shown = entries.filter(({ text, language }) => language === frame.language || recording.texts.includes(text));
  return [...shown, ...filesOfLanguage(frame.files, frame.language)];
}

/** The file of the moment's language that was changed last, unless another was picked since the language changed. */
function useFile(recording: Recording, frame: Frame) {
  const { language, change } = frame;
  const [picked, setPicked] = useState<{ text: string; during: string } | null>(null);
  const files = filesOf(recording, frame);
  const ofLanguage = files.filter((file) => file.language === language);
  const current = ofLanguage.find(({ text }) => text === change?.text) ?? ofLanguage[0] ?? files[0];
  const chosen = picked?.during === language ? files.find(({ text }) => text === picked.text) : undefined;
  // Who picks what is shown anyway goes along with it again.
  const pick = (text: string) => setPicked(text === current?.text ? null : { text, during: language });
  return { file: chosen ?? current, files, pick };
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
  const { row, chosen } = useTabInSight<HTMLFieldSetElement>(`${file?.text} ${file?.name}`);
  const isPlaying = usePlayerFact(player, (snapshot) => snapshot.isPlaying);
  const text = file?.text ?? "";
  const language = file === undefined ? frame.language : languageOfFile(file.language, file.name);
  return (
    <section aria-label={texts.replay.code} className="flex h-full min-h-0 flex-col bg-surface">
      <div className="flex h-11 shrink-0 items-center gap-3 border-b border-rule bg-panel px-4">
        {files.length === 1 ? (
          <h2 className="font-mono text-sm font-medium">{file?.name}</h2>
        ) : (
          <fieldset
            ref={row}
            aria-label={texts.replay.files}
            className="-ml-2 flex h-full min-w-0 gap-1 overflow-x-auto"
          >
            {files.map((one) => (
              <button
                key={one.text}
                ref={one === file ? chosen : null}
                type="button"
                aria-pressed={one === file}
                onClick={() => pick(one.text)}
                className="relative shrink-0 px-2 font-mono text-sm text-ink-2 outline-offset-[-4px] after:absolute after:inset-x-2 after:bottom-0 after:h-0.5 hover:text-ink aria-pressed:font-medium aria-pressed:text-ink aria-pressed:after:bg-accent"
              >
                {one.name}
              </button>
            ))}
          </fieldset>
        )}
        <TypedBy frame={frame} />
      </div>
      <ReplayEditor frame={frame} file={text} language={language} isPlaying={isPlaying} />
    </section>
  );
}
