/** A whole page that says one thing: what is the matter, and where to go. */
import type { ReactNode } from "react";
import { Link } from "react-router";
import { texts } from "../../texts";
import { Wordmark } from "./Wordmark";

interface StatePageProps {
  /** A word or number in the margin, as on an instrument's display. */
  readonly code: string;
  readonly title: string;
  readonly explain: string;
  readonly actions?: ReactNode;
  /** What is under way meanwhile, such as the next try. */
  readonly footnote?: ReactNode;
}

export function StatePage({ code, title, explain, actions, footnote }: StatePageProps) {
  return (
    <div className="flex min-h-full flex-col bg-ground">
      <header className="px-6 py-5 sm:px-10">
        <Link to="/" aria-label={texts.room.goHome} className="inline-flex min-h-8 items-center rounded-sm">
          <Wordmark className="text-base" />
        </Link>
      </header>
      <main className="mx-auto flex w-full max-w-3xl flex-1 flex-col justify-center px-6 pb-32 sm:px-10">
        <p className="mb-5 flex items-center gap-3 font-mono text-xs text-ink-2">
          <span aria-hidden className="h-3.5 w-1.5 bg-accent" />
          {code}
        </p>
        <h1 className="text-display font-semibold text-balance">{title}</h1>
        <p className="mt-5 max-w-xl text-base text-ink-2 text-pretty">{explain}</p>
        <div className="mt-8 flex flex-wrap items-center gap-3 border-t border-rule pt-6">
          {actions}
          <Link
            to="/"
            className={`inline-flex h-11 items-center rounded-md px-4 text-base font-medium ${actions == null ? "bg-ink text-ink-inverse hover:bg-ink-2" : "text-ink-2 hover:bg-hover hover:text-ink"}`}
          >
            {texts.pages.home}
          </Link>
          {footnote !== undefined && <p className="tabular ml-auto font-mono text-xs text-ink-2">{footnote}</p>}
        </div>
      </main>
    </div>
  );
}
