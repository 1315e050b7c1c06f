/** The sessions that this browser knows, newest first. */
import { X } from "lucide-react";
import { Link } from "react-router";
import { formatAgo } from "../../hooks/format";
import { sessionPath } from "../../hooks/sessionLink";
import { useNow } from "../../hooks/useNow";
import type { RecentSession } from "../../services/collab/recentSessions";
import type { LanguageEntry } from "../../services/runtimes/contract";
import { texts } from "../../texts";
import { IconButton } from "../ui/IconButton";

/** How often the relative times are renewed. */
const TICK_MS = 30_000;

interface RecentSessionsProps {
  readonly sessions: readonly RecentSession[];
  readonly languages: readonly LanguageEntry[];
  readonly onForget: (id: string) => void;
}

export function RecentSessions({ sessions, languages, onForget }: RecentSessionsProps) {
  const now = useNow(TICK_MS);
  const labelOf = (language: string) => languages.find(({ id }) => id === language)?.label ?? language;
  return (
    <section aria-labelledby="recent">
      <h2 id="recent" className="border-b border-ink pb-2 text-sm font-semibold">
        {texts.home.recent}
      </h2>
      {sessions.length === 0 && <p className="py-4 text-sm text-ink-2">{texts.home.noRecent}</p>}
      <ul>
        {sessions.map(({ id, title, language, lastOpenedAt }) => {
          const shown = title === "" ? texts.untitled : title;
          return (
            <li key={id} className="group flex items-center border-b border-rule">
              <Link
                to={sessionPath(id)}
                className="flex min-w-0 flex-1 items-baseline gap-4 py-2.5 outline-offset-[-2px] hover:bg-hover sm:px-2"
              >
                <span className="min-w-0 flex-1 truncate text-base font-medium">{shown}</span>
                <span className="w-20 shrink-0 text-xs text-ink-2 max-sm:hidden">{labelOf(language)}</span>
                <span className="w-20 shrink-0 font-mono text-2xs text-ink-3 max-md:hidden">{id.slice(0, 8)}</span>
                <time
                  dateTime={new Date(lastOpenedAt).toISOString()}
                  className="tabular w-28 shrink-0 text-right text-xs text-ink-2"
                >
                  {formatAgo(new Date(lastOpenedAt), now)}
                </time>
              </Link>
              <IconButton icon={X} name={texts.home.forget(shown)} onClick={() => onForget(id)} className="ml-1" />
            </li>
          );
        })}
      </ul>
    </section>
  );
}
