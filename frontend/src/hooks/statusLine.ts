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

function whole(tone: Tone, text: string, canRetry = false): StatusLine {
  return { tone, text, canRetry };
}

interface Wait {
  readonly retryAt: number;
  readonly reason: CloseReason;
}

function whileWaiting(snapshot: RoomSnapshot, { retryAt, reason }: Wait, now: number, online: boolean): StatusLine {
  const { saved, keptLocally } = snapshot;
  if (!online) return whole("attention", keptLocally ? texts.saved.offlineKept : texts.saved.offlineLost, true);
  const retry = texts.saved.retryIn(Math.max(1, Math.ceil((retryAt - now) / 1000)));
  const parts = isAskedToWait(reason) ? [texts.closed[reason].title] : [];
  if (saved === "unsent" && parts.length > 0) parts.push(keptLocally ? texts.saved.keptHere : texts.saved.keptNowhere);
  else if (saved === "unsent") parts.push(keptLocally ? texts.saved.offlineKept : texts.saved.offlineLost);
  return whole("attention", [...parts, retry].join(" · "), true);
}

/** What stands, and where the newest edits are if the server has not got them. */
function standing(text: string, { saved, keptLocally }: RoomSnapshot): string {
  return saved === "unsent" ? `${text} — ${texts.saved.onlyHere(keptLocally)}` : text;
}

/** What stands, and that it goes the slower way where it does. */
function over(text: string, overHttp: boolean): string {
  return overHttp ? `${text} · ${texts.saved.overHttp}` : text;
}

/** What to show of the connection at the time `now` (milliseconds); `online` is the browser's own belief. */
export function describeStatus(snapshot: RoomSnapshot, now: number, online: boolean): StatusLine {
  const { connection, saved } = snapshot;
  switch (connection.kind) {
    case "closed":
      return whole("bad", standing(texts.saved.closed, snapshot), true);
    case "waiting":
      return whileWaiting(snapshot, connection, now, online);
    case "connecting":
      return whole("attention", connection.attempt > 0 ? texts.saved.reconnecting : texts.saved.connecting);
    case "live":
      if (hasEnded(snapshot))
        return whole(saved === "unsent" ? "attention" : "quiet", standing(texts.saved.ended, snapshot));
      if (saved === "trouble" || saved === "paused" || saved === "damaged") return whole("bad", texts.saved[saved]);
      if (saved === "saved") return whole("good", over(texts.saved.saved, connection.overHttp));
      return whole("quiet", over(texts.saved[saved], connection.overHttp));
  }
}

/** Whether what was typed is safe, and where: the answer to Ctrl/Cmd+S. */
export function answerSave(snapshot: RoomSnapshot): string {
  const { connection, saved, keptLocally } = snapshot;
  switch (saved) {
    case "trouble":
      return keptLocally ? texts.saved.answerTrouble : texts.saved.answerTroubleLost;
    case "paused":
      return keptLocally ? texts.saved.answerPaused : texts.saved.answerPausedLost;
    case "damaged":
      return keptLocally ? texts.saved.answerDamaged : texts.saved.answerDamagedLost;
    case "saved":
      return connection.kind === "live" ? texts.saved.answerSaved : texts.saved.answerSavedAway;
    case "loading":
      return texts.saved.answerLoading;
    case "saving":
      return texts.saved.answerSaving;
    case "unsent":
      if (hasEnded(snapshot)) return keptLocally ? texts.saved.answerEndedKept : texts.saved.answerEndedLost;
      if (connection.kind === "closed")
        return keptLocally ? texts.saved.answerClosedKept : texts.saved.answerClosedLost;
      return keptLocally ? texts.saved.answerKept : texts.saved.answerLost;
  }
}

function hasEnded({ session }: RoomSnapshot): boolean {
  return session?.status === "ended";
}
