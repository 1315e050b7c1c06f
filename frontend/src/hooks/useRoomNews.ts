/** Tells what others do in the room: who comes and goes is spoken, a switched language and a refusal are shown. */
import { useEffect, useRef } from "react";
import type { Participant } from "../services/collab/types";
import type { LanguageEntry } from "../services/runtimes/contract";
import { texts } from "../texts";
import { useMessages } from "./messages";
import { refusalSentence } from "./refusals";
import type { Room } from "./room";

function useComings({ snapshot }: Room): void {
  const { announce } = useMessages();
  const before = useRef<readonly Participant[]>([]);
  const { participants, you } = snapshot;
  useEffect(() => {
    const was = before.current;
    // An empty list is a lost connection, not a room that everybody left.
    if (participants.length === 0) return;
    before.current = participants;
    if (was.length === 0) return;
    const missing = (list: readonly Participant[], person: Participant) =>
      person.id !== you?.id && !list.some(({ id }) => id === person.id);
    for (const person of participants) if (missing(was, person)) announce(texts.room.joined(person.name));
    for (const person of was) if (missing(participants, person)) announce(texts.room.left(person.name));
  }, [participants, you, announce]);
}

/** A new file is spoken, as its tab is seen; one that goes may be the one that is read. */
function useFileNews({ snapshot }: Room): void {
  const { toast, announce } = useMessages();
  const before = useRef(snapshot.files);
  const { files } = snapshot;
  useEffect(() => {
    const was = before.current;
    before.current = files;
    const missing = (list: typeof files, text: string) => !list.some((file) => file.text === text);
    for (const { text, name } of files) if (missing(was, text)) announce(texts.files.added(name));
    for (const { text, name } of was) if (missing(files, text)) toast(texts.files.removed(name));
  }, [files, toast, announce]);
}

function useLanguageSwitches({ snapshot }: Room, entry: LanguageEntry): void {
  const { toast } = useMessages();
  const shown = useRef(entry.id);
  useEffect(() => {
    if (shown.current === entry.id) return;
    shown.current = entry.id;
    const by = snapshot.languageBy;
    const who = by === null ? null : by.id === snapshot.you?.id ? texts.output.you : by.name;
    toast(texts.room.languageSwitched(who, entry.label));
  }, [entry, snapshot, toast]);
}

/** Said once: where WebSockets are blocked they mostly stay so. */
function useDetour({ snapshot }: Room): void {
  const { toast } = useMessages();
  const said = useRef(false);
  const { connection } = snapshot;
  const overHttp = connection.kind === "live" && connection.overHttp;
  useEffect(() => {
    if (!overHttp || said.current) return;
    said.current = true;
    toast(texts.saved.overHttpExplained);
  }, [overHttp, toast]);
}

function useNotices({ client, snapshot }: Room): void {
  const { toast } = useMessages();
  const { notice } = snapshot;
  useEffect(() => {
    if (notice === null) return;
    toast(refusalSentence(notice));
    client.dismissNotice();
  }, [notice, client, toast]);
}

export function useRoomNews(room: Room, entry: LanguageEntry): void {
  useComings(room);
  useLanguageSwitches(room, entry);
  useFileNews(room);
  useNotices(room);
  useDetour(room);
}
