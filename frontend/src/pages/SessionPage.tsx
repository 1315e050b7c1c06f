/** The page of one session: asks for a name where none is known, then opens the room. */
import { useState } from "react";
import { useParams } from "react-router";
import { JoinGate } from "../components/session/JoinGate";
import { SessionRoom } from "../components/session/SessionRoom";
import { identity } from "../hooks/identity";
import { takeHostKey } from "../hooks/sessionLink";

export function SessionPage() {
  const { id = "" } = useParams();
  // Before the room's client is made, which shows the key to the server.
  useState(() => {
    const hostKey = takeHostKey();
    if (hostKey !== null) identity.offerHostKey(id, hostKey);
  });
  const [name, setName] = useState(() => identity.name());
  const join = (wish: string) => {
    identity.rememberName(wish);
    setName(wish);
  };
  if (name === "") return <JoinGate key={id} sessionId={id} onJoin={join} />;
  return <SessionRoom key={id} sessionId={id} name={name} />;
}
