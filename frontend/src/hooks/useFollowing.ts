/** Whom this page follows: chosen by a click, or because a host gathered everybody. */
import type { EditorView } from "@codemirror/view";
import { type RefObject, useCallback, useEffect, useRef, useState } from "react";
import type { Participant, SharedText } from "../services/collab/types";
import { followParticipant } from "../services/editor/following";
import { texts } from "../texts";
import { useMessages } from "./messages";
import type { Room } from "./room";
import type { FileCarets } from "./useFileCarets";

export interface Following {
  readonly followed: Participant | null;
  follow(person: Participant): void;
  stop(): void;
}

interface FollowingOptions {
  readonly room: Room;
  /** The file that is shown. */
  readonly text: SharedText;
  readonly carets: FileCarets;
  /** Shows another file. */
  readonly open: (text: string) => void;
  readonly viewRef: RefObject<EditorView | null>;
  /** The code must be seen. */
  readonly bringCode: () => void;
}

export function useFollowing({ room, text, carets, open, viewRef, bringCode }: FollowingOptions): Following {
  const { snapshot } = room;
  const { toast } = useMessages();
  const [id, setId] = useState<string | null>(null);
  const stop = useCallback(() => setId(null), []);
  const follow = useCallback(
    (person: Participant) => {
      bringCode();
      setId(person.id);
    },
    [bringCode],
  );

  useEffect(() => {
    if (id === null) return;
    return followParticipant({ text, participantId: id, view: () => viewRef.current, onEnd: stop });
  }, [id, text, viewRef, stop]);

  // Where the caret is in this file too, it is followed here.
  const isHere = carets.get(text.name)?.some((person) => person.id === id) === true;
  const elsewhere = isHere
    ? undefined
    : [...carets].find(([, people]) => people.some((person) => person.id === id))?.[0];
  useEffect(() => {
    if (id !== null && elsewhere !== undefined) open(elsewhere);
  }, [id, elsewhere, open]);

  const followed = snapshot.participants.find((person) => person.id === id) ?? null;
  const gone = id === null || followed !== null ? undefined : snapshot.departed.find((person) => person.id === id);
  useEffect(() => {
    if (gone === undefined) return;
    toast(texts.people.followedLeft(gone.name));
    setId(null);
  }, [gone, toast]);

  const { gatheredBy, you } = snapshot;
  const heard = useRef(gatheredBy);
  useEffect(() => {
    if (gatheredBy === heard.current) return;
    heard.current = gatheredBy;
    if (gatheredBy === null) return;
    if (gatheredBy.host.id === you?.id) {
      toast(texts.people.gathered);
      return;
    }
    toast(texts.people.gatheredBy(gatheredBy.host.name));
    bringCode();
    setId(gatheredBy.host.id);
  }, [gatheredBy, you, toast, bringCode]);

  return { followed, follow, stop };
}
