/** Opens a session whose link or id somebody was given. */
import { type FormEvent, useState } from "react";
import { findSession, type PastedLink } from "../../hooks/sessionLink";
import { texts } from "../../texts";
import { Button } from "../ui/Button";
import { Field } from "../ui/Field";

export function OpenForm({ onOpen }: { readonly onOpen: (link: PastedLink) => void }) {
  const [pasted, setPasted] = useState("");
  const [problem, setProblem] = useState<string | null>(null);
  const open = (event: FormEvent) => {
    event.preventDefault();
    const link = findSession(pasted);
    if (link === null) setProblem(texts.home.openInvalid);
    else onOpen(link);
  };
  return (
    <form onSubmit={open} noValidate aria-label={texts.home.openHeading} className="flex items-start gap-2">
      <Field
        label={texts.home.openLabel}
        placeholder={texts.home.openPlaceholder}
        autoComplete="off"
        spellCheck={false}
        value={pasted}
        problem={problem}
        onChange={(event) => setPasted(event.currentTarget.value)}
        className="min-w-0 flex-1"
      />
      <Button type="submit" className="mt-[1.375rem] h-10 px-4">
        {texts.home.open}
      </Button>
    </form>
  );
}
