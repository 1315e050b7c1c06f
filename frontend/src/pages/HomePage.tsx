/** The start page: what this is, a session in one press, the ones of before. */
import { useState } from "react";
import { useNavigate } from "react-router";
import { ApiError, createSession } from "../api";
import { SettingsButton } from "../components/dialogs/SettingsButton";
import { OpenForm } from "../components/home/OpenForm";
import { RecentSessions } from "../components/home/RecentSessions";
import { Scene } from "../components/home/Scene";
import { StartForm, type StartWish } from "../components/home/StartForm";
import { Wordmark } from "../components/ui/Wordmark";
import { identity } from "../hooks/identity";
import { useOfferedLanguages } from "../hooks/languages";
import { refusalSentence } from "../hooks/refusals";
import { type PastedLink, sessionPath } from "../hooks/sessionLink";
import { usePageTitle } from "../hooks/usePageTitle";
import { forgetSession, recentSessions } from "../services/collab/recentSessions";
import { LANGUAGES } from "../services/runtimes/registry";
import { texts } from "../texts";

export function HomePage() {
  const navigate = useNavigate();
  const [token, setToken] = useState(() => identity.token());
  const [recent, setRecent] = useState(() => recentSessions());
  const offered = useOfferedLanguages();
  usePageTitle("");

  const start = async ({ name, token: shown, title, ...wish }: StartWish): Promise<string | null> => {
    identity.rememberName(name);
    try {
      const { session, hostKey } = await createSession(title === "" ? wish : { ...wish, title }, shown);
      if (shown !== undefined) identity.rememberToken(shown);
      identity.rememberHostKey(session.id, hostKey);
      await navigate(sessionPath(session.id));
      return null;
    } catch (error) {
      if (error instanceof ApiError && error.code === "TOKEN_REQUIRED") {
        setToken(shown ?? "");
        return shown === undefined ? texts.starting.tokenMissing : texts.starting.tokenWrong;
      }
      return error instanceof ApiError ? texts.home.refused(refusalSentence(error)) : texts.home.serverAway;
    }
  };
  const open = ({ id, hostKey }: PastedLink) => {
    if (hostKey !== null) identity.offerHostKey(id, hostKey);
    void navigate(sessionPath(id));
  };
  const forget = (id: string) => {
    forgetSession(id);
    setRecent(recentSessions());
  };

  return (
    <div className="min-h-full bg-ground">
      <div className="mx-auto flex w-full max-w-6xl flex-col px-6 sm:px-10">
        <header className="flex items-center py-5">
          <Wordmark className="text-lg" />
          <SettingsButton className="ml-auto" />
        </header>
        <main className="grid gap-x-16 gap-y-12 pt-6 pb-20 lg:grid-cols-[minmax(0,1fr)_22rem] lg:pt-14">
          <div>
            <h1 className="max-w-2xl text-display font-semibold text-balance">{texts.home.claim}</h1>
            <p className="mt-5 max-w-xl text-base text-ink-2 text-pretty">{texts.home.explain}</p>
            <Scene />
          </div>
          <section
            aria-labelledby="start"
            className="self-start rounded-lg border border-rule bg-panel p-6 max-lg:row-start-2 lg:row-span-2"
          >
            <h2 id="start" className="mb-5 text-lg font-semibold tracking-[-0.015em]">
              {texts.home.startHeading}
            </h2>
            <StartForm languages={offered} rememberedName={identity.name()} token={token} onStart={start} />
            <div className="mt-6 border-t border-rule pt-5">
              <OpenForm onOpen={open} />
            </div>
          </section>
          <RecentSessions sessions={recent} languages={LANGUAGES} onForget={forget} />
        </main>
      </div>
    </div>
  );
}
