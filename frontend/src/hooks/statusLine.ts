/** The one truthful sentence about connection and saving. */
import { isAskedToWait } from "../services/collab/closeCodes";
import type { CloseReason, RoomSnapshot } from "../services/collab/types";
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

interface Wait {
  readonly retryAt: number;
  readonly reason: CloseReason;
}

function whileWaiting(snapshot: RoomSnapshot, { retryAt, reason }: Wait, now: number, online: boolean): StatusLine {
  const { saved, keptLocally } = snapshot;
  if (!online) return whole("attention", keptLocally ? t.offlineKept : t.offlineLost, true);
  const retry = t.retryIn(Math.max(1, Math.ceil((retryAt - now) / 1000)));
  const parts = isAskedToWait(reason) ? [texts.closed[reason].title] : [];
  if (saved === "unsent" && parts.length > 0) parts.push(keptLocally ? t.keptHere : t.keptNowhere);
  else if (saved === "unsent") parts.push(keptLocally ? t.offlineKept : t.offlineLost);
  return whole("attention", [...parts, retry].join(" · "), true);
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
      return whileWaiting(snapshot, connection, now, online);
    case "connecting":
      return whole("attention", connection.attempt > 0 ? t.reconnecting : t.connecting);
    case "live":
      if (hasEnded(snapshot)) return whole(saved === "unsent" ? "attention" : "quiet", standing(t.ended, snapshot));
      if (saved === "trouble" || saved === "paused" || saved === "damaged") return whole("bad", t[saved]);
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
    case "paused":
      return keptLocally ? t.answerPaused : t.answerPausedLost;
    case "damaged":
      return keptLocally ? t.answerDamaged : t.answerDamagedLost;
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
