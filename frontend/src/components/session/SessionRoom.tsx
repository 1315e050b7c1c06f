/** Keeps the room's client for as long as the page shows this session, and shows the face that the room has now. */
import { useEffect, useState } from "react";
import { useRoomOf } from "../../hooks/room";
import { chooseView } from "../../hooks/roomView";
import { usePageTitle } from "../../hooks/usePageTitle";
import { useRightsNews } from "../../hooks/useRightsNews";
import { createRoomClient } from "../../services/collab/roomClient";
import type { RoomClient } from "../../services/collab/types";
import { findLanguage, LANGUAGES } from "../../services/runtimes/registry";
import { EndedScreen } from "./EndedScreen";
import { OpeningScreen } from "./OpeningScreen";
import { RoomOutside } from "./RoomOutside";
import { RoomScreen } from "./RoomScreen";
import { UnknownLanguage } from "./UnknownLanguage";
import { WaitingScreen } from "./WaitingScreen";

interface SessionRoomProps {
  readonly sessionId: string;
  readonly name: string;
}

/** The client of this room; made in an effect, so that what was made is given back. */
function useRoomClient({ sessionId, name }: SessionRoomProps): RoomClient | null {
  const [client, setClient] = useState<RoomClient | null>(null);
  // The name of the moment is enough: the room itself tells it when it changes.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  useEffect(() => {
    const made = createRoomClient({ sessionId, name });
    setClient(made);
    return () => {
      made.dispose();
      setClient(null);
    };
  }, [sessionId]);
  return client;
}

export function RoomFace({ client }: { readonly client: RoomClient }) {
  const room = useRoomOf(client);
  const view = chooseView(room.snapshot);
  useRightsNews(room, view.kind);
  usePageTitle(room.snapshot.session?.title ?? "");
  if (view.kind === "opening") return <OpeningScreen />;
  if (view.kind === "waiting") return <WaitingScreen room={room} door={view.door} />;
  if (view.kind !== "open" && view.kind !== "ended") {
    return <RoomOutside room={room} view={view} languages={LANGUAGES} />;
  }
  const entry = findLanguage(view.session.language);
  if (entry === undefined) return <UnknownLanguage language={view.session.language} />;
  const shared = { room, entry, languages: LANGUAGES };
  return view.kind === "ended" ? <EndedScreen session={view.session} {...shared} /> : <RoomScreen {...shared} />;
}

export function SessionRoom(props: SessionRoomProps) {
  const client = useRoomClient(props);
  return client === null ? <OpeningScreen /> : <RoomFace client={client} />;
}
