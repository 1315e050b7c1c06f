/** A session as it was recorded: everything about any of its positions. */
import { filesOfLanguage } from "../collab/files";
import type { ProgramTexts } from "../collab/programs";
import { authorIn, EMPTY_VIEW, folded, type RoomView } from "../collab/roomView";
import type { Participant, Run, SessionFile } from "../collab/types";
import { type Bar, measureActivity } from "./activity";
import type { EventEntry, ReplayEntry } from "./entries";
import { describeEvent, type Moment } from "./moments";
import { SNAPSHOT_EVERY, type TextChange, TextReplay } from "./textReplay";
import { Timeline } from "./timeline";

/** Stretches of the picture along the timeline. */
const ACTIVITY_BARS = 160;

/** What the log does not tell: how the session is called, and the language that it has now. */
export interface RecordingHead {
  readonly title: string;
  readonly language: string;
  /** Language by the name of its entry file's text. */
  readonly languageOfText: (text: string) => string | undefined;
}

/** The last change of a text and who made it. */
export interface AuthoredChange extends TextChange {
  readonly author: Participant | null;
}

/** The session at one position. */
export interface Frame {
  readonly position: number;
  readonly language: string;
  /** Oldest first, with the output as it was. */
  readonly runs: readonly Run[];
  readonly change: AuthoredChange | null;
  /** What there was beside the entry files. */
  readonly files: readonly SessionFile[];
  /** The content of a text. */
  readonly content: (text: string) => string;
}

export class Recording {
  readonly title: string;
  readonly timeline: Timeline;
  readonly moments: readonly Moment[];
  /** How much was typed along the playing time, in {@link ACTIVITY_BARS} stretches. */
  readonly activity: readonly Bar[];
  /** Names of the texts that anybody wrote in, in the order of the first change. */
  readonly texts: readonly string[];
  /** The first position at which there is something to see; `null` where nothing was typed or run. */
  readonly firstSight: number | null;
  readonly #entries: readonly ReplayEntry[];
  readonly #texts: TextReplay;
  /** The room at the positions 0, {@link SNAPSHOT_EVERY}, … */
  readonly #rooms: RoomView[] = [];
  #lastRoom: RoomView = EMPTY_VIEW;

  constructor(log: readonly ReplayEntry[], head: RecordingHead) {
    const entries = untilEnd(log);
    this.title = head.title;
    this.#entries = entries;
    this.#texts = new TextReplay(entries);
    this.timeline = new Timeline(entries.map(({ at }) => at));
    this.activity = measureActivity(entries, this.timeline, ACTIVITY_BARS);
    this.texts = [...new Set(entries.flatMap((entry) => (entry.kind === "text" ? [entry.text] : [])))];
    const first = entries.findIndex(
      (entry) => entry.kind === "text" || (entry.kind === "event" && entry.event.type === "run_started"),
    );
    this.firstSight = first === -1 ? null : first + 1;
    this.moments = this.#walk(firstLanguage(entries, head));
  }

  /** Who has this id, as they were called last; `null` where nobody is named. */
  author(by: string | null): Participant | null {
    return authorIn(this.#lastRoom, by);
  }

  /** The session at a position from 0 to the number of entries. */
  frameAt(position: number): Frame {
    const room = this.#roomAt(position);
    const change = this.#texts.changeAt(position);
    return {
      position,
      language: room.session?.language ?? "",
      runs: this.#runsOf(room, position),
      files: room.files,
      change: change && { ...change, author: authorIn(room, change.by) },
      content: (text) => this.#texts.contentAt(text, position),
    };
  }

  /** What a run was started with, its text and the files beside it as they were then; null where the log does not hold that. */
  programOf(run: Run): ProgramTexts | null {
    const before = this.#entries.findIndex(
      (entry) => entry.kind === "event" && entry.event.type === "run_started" && entry.event.run === run.id,
    );
    if (before === -1) return null;
    const contentOf = (text: string): string => this.#texts.contentAt(text, before);
    const files = filesOfLanguage(this.#roomAt(before).files, run.language);
    return { code: contentOf(run.text), files: files.map(({ name, text }) => ({ name, text: contentOf(text) })) };
  }

  /** Folds everything once: keeps a room every so often, and collects the moments. */
  #walk(language: string): readonly Moment[] {
    const moments: Moment[] = [];
    const session = { id: "", title: "", language, status: "open", createdAt: "", endedAt: null } as const;
    let room: RoomView = { ...EMPTY_VIEW, session };
    this.#rooms.push(room);
    this.#entries.forEach((entry, index) => {
      const position = index + 1;
      if (entry.kind === "event") {
        const moment = this.#momentOf(entry, position, room);
        room = folded(room, entry.event);
        if (moment !== null) moments.push(moment);
      } else if (entry.kind === "missing") {
        const { at, first, seq } = entry;
        const played = this.timeline.playedAt(position);
        moments.push({ kind: "missing", entries: seq - first + 1, position, at, played, by: null });
      }
      if (position % SNAPSHOT_EVERY === 0) this.#rooms.push(room);
    });
    this.#lastRoom = room;
    return moments;
  }

  #momentOf({ at, by, event }: EventEntry, position: number, before: RoomView): Moment | null {
    const detail = describeEvent(event);
    if (detail === null) return null;
    return { ...detail, position, at, played: this.timeline.playedAt(position), by: whoOf(event, by, before) };
  }

  #roomAt(position: number): RoomView {
    const nearest = Math.floor(position / SNAPSHOT_EVERY);
    let room = this.#rooms[nearest] ?? EMPTY_VIEW;
    for (const entry of this.#entries.slice(nearest * SNAPSHOT_EVERY, position)) {
      if (entry.kind === "event") room = folded(room, entry.event);
    }
    return room;
  }

  /** A run under way has lasted until now: until the position's own time, not the reader's. */
  #runsOf(room: RoomView, position: number): readonly Run[] {
    const now = this.timeline.realAt(this.timeline.playedAt(position));
    return room.runs.map((run) =>
      run.outcome === "running" ? { ...run, durationMs: Math.max(0, now - Date.parse(run.startedAt)) } : run,
    );
  }
}

function whoOf(event: EventEntry["event"], by: string | null, before: RoomView): Participant | null {
  if (event.type === "joined") return event.participant;
  if (event.type === "left") return before.known.get(event.participantId) ?? null;
  return authorIn(before, by);
}

/** Nothing can change once a session has ended; who only comes to read it later would make the recording days long. */
function untilEnd(log: readonly ReplayEntry[]): readonly ReplayEntry[] {
  const end = log.findIndex((entry) => entry.kind === "event" && entry.event.type === "ended");
  return end === -1 ? log : log.slice(0, end + 1);
}

/** The log begins after the session was created: its first language shows in what was written before the first switch. */
function firstLanguage(entries: readonly ReplayEntry[], head: RecordingHead): string {
  for (const entry of entries) {
    if (entry.kind === "missing") continue;
    if (entry.kind === "text") {
      const known = head.languageOfText(entry.text);
      if (known !== undefined) return known;
      continue;
    }
    if (entry.event.type === "file_created") return entry.event.language;
    if (entry.event.type === "run_started") return entry.event.language;
    if (entry.event.type === "language") return entry.event.language;
  }
  return head.language;
}
