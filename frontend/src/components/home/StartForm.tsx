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
}

interface StartFormProps {
  readonly languages: readonly LanguageEntry[];
  readonly rememberedName: string;
  /** Resolves to what went wrong, as a sentence; to `null` when the session is there. */
  readonly onStart: (wish: StartWish) => Promise<string | null>;
}

export function StartForm({ languages, rememberedName, onStart }: StartFormProps) {
  const [language, setLanguage] = useState<string | null>(null);
  const chosen = languages.find(({ id }) => id === language)?.id ?? languages[0]?.id ?? "";
  const [title, setTitle] = useState("");
  const [name, setName] = useState(rememberedName);
  const [nameProblem, setNameProblem] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [isStarting, setIsStarting] = useState(false);

  const start = async (event: FormEvent) => {
    event.preventDefault();
    const wish = { language: chosen, title: title.trim(), name: name.trim() };
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
