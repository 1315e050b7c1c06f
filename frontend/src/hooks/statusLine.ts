/** The one truthful sentence about connection and saving. */
import type { RoomSnapshot } from "../services/collab/types";
import { texts } from "../texts";

export type Tone = "good" | "quiet" | "attention" | "bad";

export interface StatusLine {
  readonly tone: Tone;
  readonly text: string;
  /** Whether "Try now" helps. */
  readonly canRetry: boolean;
}

const t = texts.saved;

function whole(tone: Tone, text: string, canRetry = false): StatusLine {
  return { tone, text, canRetry };
}

function whileWaiting(snapshot: RoomSnapshot, retryAt: number, now: number, online: boolean): StatusLine {
  if (!online) return whole("attention", snapshot.keptLocally ? t.offlineKept : t.offlineLost, true);
  const retry = t.retryIn(Math.max(1, Math.ceil((retryAt - now) / 1000)));
  if (snapshot.saved !== "unsent") return whole("attention", retry, true);
  return whole("attention", `${snapshot.keptLocally ? t.offlineKept : t.offlineLost} · ${retry}`, true);
}

/** What to show of the connection at the time `now` (milliseconds); `online` is the browser's own belief. */
export function describeStatus(snapshot: RoomSnapshot, now: number, online: boolean): StatusLine {
  const { connection, saved } = snapshot;
  switch (connection.kind) {
    case "closed":
      return whole("bad", t.closed, true);
    case "waiting":
      return whileWaiting(snapshot, connection.retryAt, now, online);
    case "connecting":
      return whole("attention", connection.attempt > 0 ? t.reconnecting : t.connecting);
    case "live":
      if (snapshot.session?.status === "ended") return whole("quiet", t.ended);
      if (saved === "trouble") return whole("bad", t.trouble);
      if (saved === "saved") return whole("good", t.saved);
      return whole("quiet", saved === "saving" ? t.saving : t.sending);
  }
}

/** The answer to Ctrl/Cmd+S: whether what was typed is safe, and where. */
export function answerSave(snapshot: RoomSnapshot): string {
  if (snapshot.saved === "trouble") return t.answerTrouble;
  if (snapshot.connection.kind === "live") return snapshot.saved === "saved" ? t.answerSaved : t.answerSaving;
  return snapshot.keptLocally ? t.answerKept : t.answerLost;
}
