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

/** What stands, and where the newest edits are if the server has not got them. */
function standing(text: string, { saved, keptLocally }: RoomSnapshot): string {
  return saved === "unsent" ? `${text} — ${t.onlyHere(keptLocally)}` : text;
}

/** What to show of the connection at the time `now` (milliseconds); `online` is the browser's own belief. */
export function describeStatus(snapshot: RoomSnapshot, now: number, online: boolean): StatusLine {
  const { connection, saved } = snapshot;
  switch (connection.kind) {
    case "closed":
      return whole("bad", standing(t.closed, snapshot), true);
    case "waiting":
      return whileWaiting(snapshot, connection.retryAt, now, online);
    case "connecting":
      return whole("attention", connection.attempt > 0 ? t.reconnecting : t.connecting);
    case "live":
      if (hasEnded(snapshot)) return whole(saved === "unsent" ? "attention" : "quiet", standing(t.ended, snapshot));
      if (saved === "trouble") return whole("bad", t.trouble);
      if (saved === "saved") return whole("good", t.saved);
      return whole("quiet", saved === "saving" ? t.saving : t.sending);
  }
}

/** Whether what was typed is safe, and where: the answer to Ctrl/Cmd+S. */
export function answerSave(snapshot: RoomSnapshot): string {
  const { connection, saved, keptLocally } = snapshot;
  switch (saved) {
    case "trouble":
      return keptLocally ? t.answerTrouble : t.answerTroubleLost;
    case "saved":
      return connection.kind === "live" ? t.answerSaved : t.answerSavedAway;
    case "saving":
      return t.answerSaving;
    case "unsent":
      if (hasEnded(snapshot)) return keptLocally ? t.answerEndedKept : t.answerEndedLost;
      if (connection.kind === "closed") return keptLocally ? t.answerClosedKept : t.answerClosedLost;
      return keptLocally ? t.answerKept : t.answerLost;
  }
}

function hasEnded({ session }: RoomSnapshot): boolean {
  return session?.status === "ended";
}
