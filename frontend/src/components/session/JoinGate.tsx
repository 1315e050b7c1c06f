/** Looks the session up before it asks for a name, so that nobody introduces themselves to a wrong link. */
import { useEffect, useState } from "react";
import { ApiError, getSession, type SessionRecord } from "../../api";
import { usePageTitle } from "../../hooks/usePageTitle";
import { texts } from "../../texts";
import { Button } from "../ui/Button";
import { StatePage } from "../ui/StatePage";
import { JoinScreen } from "./JoinScreen";
import { OpeningScreen } from "./OpeningScreen";

type Lookup =
  | { readonly kind: "looking" }
  | { readonly kind: "found"; readonly session: SessionRecord }
  | { readonly kind: "notFound" }
  | { readonly kind: "away" };

/** Until the room has told its own; the server checks again. */
const MAX_NAME_LENGTH = 60;

async function lookUp(id: string): Promise<Lookup> {
  try {
    return { kind: "found", session: await getSession(id) };
  } catch (error) {
    return error instanceof ApiError && error.status === 404 ? { kind: "notFound" } : { kind: "away" };
  }
}

interface JoinGateProps {
  readonly sessionId: string;
  readonly onJoin: (name: string) => void;
}

export function JoinGate({ sessionId, onJoin }: JoinGateProps) {
  const [lookup, setLookup] = useState<Lookup>({ kind: "looking" });
  const [tries, setTries] = useState(0);
  usePageTitle(lookup.kind === "found" ? lookup.session.title : "");

  // biome-ignore lint/correctness/useExhaustiveDependencies: each try looks anew
  useEffect(() => {
    let isCurrent = true;
    setLookup({ kind: "looking" });
    void lookUp(sessionId).then((found) => {
      if (isCurrent) setLookup(found);
    });
    return () => {
      isCurrent = false;
    };
  }, [sessionId, tries]);

  switch (lookup.kind) {
    case "looking":
      return <OpeningScreen message={texts.join.looking} />;
    case "notFound":
      return <StatePage {...texts.pages.notFound} />;
    case "found":
      return <JoinScreen title={lookup.session.title} maxNameLength={MAX_NAME_LENGTH} onJoin={onJoin} />;
    case "away":
      return (
        <StatePage
          {...texts.pages.away}
          actions={
            <Button look="strong" size="large" onClick={() => setTries(tries + 1)}>
              {texts.pages.tryNow}
            </Button>
          }
        />
      );
  }
}
