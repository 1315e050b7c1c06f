/** Asks for a name before the room opens. */
import { type FormEvent, useState } from "react";
import { Link } from "react-router";
import { texts } from "../../texts";
import { SettingsButton } from "../dialogs/SettingsButton";
import { Button } from "../ui/Button";
import { Field } from "../ui/Field";
import { Wordmark } from "../ui/Wordmark";

interface JoinScreenProps {
  readonly title: string;
  readonly maxNameLength: number;
  readonly onJoin: (name: string) => void;
}

export function JoinScreen({ title, maxNameLength, onJoin }: JoinScreenProps) {
  const [name, setName] = useState("");
  const [problem, setProblem] = useState<string | null>(null);
  const join = (event: FormEvent) => {
    event.preventDefault();
    const wish = name.trim();
    if (wish === "") setProblem(texts.home.nameMissing);
    else onJoin(wish);
  };
  return (
    <div className="flex min-h-full flex-col bg-ground">
      <header className="flex items-center justify-between px-6 py-5 sm:px-10">
        <Link to="/" aria-label={texts.room.goHome} className="rounded-sm">
          <Wordmark className="text-base" />
        </Link>
        <SettingsButton />
      </header>
      <main className="mx-auto flex w-full max-w-md flex-1 flex-col justify-center px-6 pb-32">
        <p className="text-sm text-ink-2">{texts.join.heading}</p>
        <h1 className="mt-1 text-xl font-semibold tracking-[-0.02em] text-balance break-words">
          {title === "" ? texts.untitled : title}
        </h1>
        <form onSubmit={join} noValidate className="mt-7 border-t border-rule pt-6">
          <Field
            label={texts.home.yourName}
            placeholder={texts.home.yourNamePlaceholder}
            autoComplete="nickname"
            autoFocus
            value={name}
            maxLength={maxNameLength}
            problem={problem}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <p className="mt-2 text-xs text-ink-3">{texts.join.explain}</p>
          <Button type="submit" look="accent" size="large" className="mt-6 w-full">
            {texts.join.join}
          </Button>
        </form>
      </main>
    </div>
  );
}
