/** Starts a session: one press is enough, title and language may be chosen. */
import { ArrowRight } from "lucide-react";
import { type FormEvent, useState } from "react";
import type { LanguageEntry } from "../../services/runtimes/contract";
import { texts } from "../../texts";
import { Button } from "../ui/Button";
import { Field } from "../ui/Field";
import { LanguageMenu } from "../ui/LanguageMenu";

/** The server's own bounds (backend/app/limits.py); it checks again. */
const MAX_NAME_LENGTH = 60;
const MAX_TITLE_LENGTH = 120;

export interface StartWish {
  readonly language: string;
  readonly title: string;
  readonly name: string;
  readonly prepare?: true;
  readonly lobby?: true;
  readonly token?: string;
}

interface StartFormProps {
  readonly languages: readonly LanguageEntry[];
  readonly rememberedName: string;
  /** The token that this browser knows; `null` while the server has not asked for one. */
  readonly token?: string | null;
  /** Resolves to what went wrong, as a sentence; to `null` when the session is there. */
  readonly onStart: (wish: StartWish) => Promise<string | null>;
}

interface OptionProps {
  readonly label: string;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
}

function Option({ label, checked, onChange }: OptionProps) {
  return (
    <label className="flex items-start gap-2.5 py-1 text-sm text-ink-2">
      <input
        type="checkbox"
        checked={checked}
        onChange={(event) => onChange(event.currentTarget.checked)}
        className="mt-0.5 size-4 shrink-0 accent-(--color-accent)"
      />
      {label}
    </label>
  );
}

export function StartForm({ languages, rememberedName, token: known = null, onStart }: StartFormProps) {
  const [language, setLanguage] = useState<string | null>(null);
  const chosen = languages.find(({ id }) => id === language)?.id ?? languages[0]?.id ?? "";
  const [title, setTitle] = useState("");
  const [name, setName] = useState(rememberedName);
  const [prepare, setPrepare] = useState(false);
  const [lobby, setLobby] = useState(false);
  const [token, setToken] = useState<string | null>(null);
  const [nameProblem, setNameProblem] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [isStarting, setIsStarting] = useState(false);

  const start = async (event: FormEvent) => {
    event.preventDefault();
    const wish = {
      ...{ language: chosen, title: title.trim(), name: name.trim() },
      ...(prepare ? { prepare } : {}),
      ...(lobby ? { lobby } : {}),
      ...(known === null ? {} : { token: (token ?? known).trim() }),
    };
    setNameProblem(wish.name === "" ? texts.home.nameMissing : null);
    if (wish.name === "" || isStarting) return;
    setIsStarting(true);
    setProblem(null);
    setProblem(await onStart(wish));
    setIsStarting(false);
  };

  return (
    <form onSubmit={start} noValidate aria-label={texts.home.startHeading} className="space-y-4">
      <div>
        <p aria-hidden className="mb-1 text-xs font-medium text-ink-2">
          {texts.room.language}
        </p>
        <LanguageMenu
          languages={languages}
          value={chosen}
          onChange={setLanguage}
          className="h-10 w-full justify-between border border-rule-strong bg-raised px-3 text-base"
        />
      </div>
      <Field
        label={texts.home.yourName}
        placeholder={texts.home.yourNamePlaceholder}
        autoComplete="nickname"
        value={name}
        maxLength={MAX_NAME_LENGTH}
        problem={nameProblem}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Field
        label={texts.home.sessionTitle}
        aside={texts.home.optional}
        placeholder={texts.home.sessionTitlePlaceholder}
        autoComplete="off"
        value={title}
        maxLength={MAX_TITLE_LENGTH}
        onChange={(event) => setTitle(event.currentTarget.value)}
      />
      {known !== null && (
        <div>
          <Field
            label={texts.starting.token}
            type="password"
            autoComplete="off"
            value={token ?? known}
            onChange={(event) => setToken(event.currentTarget.value)}
          />
          <p className="mt-1.5 text-xs text-ink-3">{texts.starting.tokenExplain}</p>
        </div>
      )}
      <details>
        <summary className="cursor-pointer rounded-sm py-1 text-sm text-ink-2 hover:text-ink pointer-coarse:py-2">
          {texts.starting.more}
        </summary>
        <div className="mt-2">
          <Option label={texts.starting.prepare} checked={prepare} onChange={setPrepare} />
          <Option label={texts.starting.lobby} checked={lobby} onChange={setLobby} />
        </div>
      </details>
      <Button type="submit" look="accent" size="large" className="w-full" disabled={isStarting}>
        {isStarting ? texts.home.starting : texts.home.start}
        {!isStarting && <ArrowRight aria-hidden size={17} strokeWidth={2} />}
      </Button>
      {problem !== null && (
        <p role="alert" className="border-l-2 border-bad bg-bad-wash px-3 py-2 text-sm text-bad">
          {problem}
        </p>
      )}
    </form>
  );
}
