/** Rooms that stand still: fixed snapshots of every state, for looking at the page without a server. */

import { NO_RIGHTS } from "../../src/services/collab/rights";
import { textAlone } from "../../src/services/collab/testing/textAlone";
import type {
  CloseReason,
  Participant,
  RoomClient,
  RoomSnapshot,
  Run,
  SharedText,
} from "../../src/services/collab/types";
import { writeCursor } from "../../src/services/editor/cursors";

const NOW = Date.now();
const ago = (seconds: number): string => new Date(NOW - seconds * 1000).toISOString();

export const ada: Participant = { id: "p1", name: "Ines Okafor", color: "c4", role: "host" };
const lin: Participant = { id: "p2", name: "Tomas Lindqvist", color: "c1", role: "candidate" };
const oz: Participant = { id: "p3", name: "佐藤 遥", color: "c6", role: "observer" };
const extra: readonly Participant[] = ["c0", "c2", "c3"].map((color, at) => ({
  id: `x${at}`,
  name: ["Bo", "Maximiliana von Hohenstein-Wittelsbach", "Dee Park"][at] ?? "",
  color,
  role: "observer",
}));

const CODE = `from collections import Counter
from itertools import pairwise


def longest_run(values: list[int]) -> int:
    """The length of the longest stretch of equal neighbours."""
    best = run = 1 if values else 0
    for before, now in pairwise(values):
        run = run + 1 if now == before else 1
        best = max(best, run)
    return best


def most_common(words: list[str], count: int = 3) -> list[str]:
    # Ties go to the word that came first.
    return [word for word, _ in Counter(words).most_common(count)]


name = input("Your name? ")
print(f"Hello {name}")
print(longest_run([3, 3, 1, 1, 1, 2]))
`;

function run(part: Partial<Run>): Run {
  return {
    id: "r1",
    by: lin,
    language: "python",
    text: "file/main.py",
    codeHash: "0".repeat(64),
    files: [],
    startedAt: ago(90),
    output: [],
    step: null,
    stdin: "",
    runtime: "Pyodide 314.0.7, Chrome 156",
    truncated: false,
    outcome: "succeeded",
    durationMs: 12,
    error: null,
    peakMemoryBytes: 12_900_000,
    ...part,
  };
}

const runs: readonly Run[] = [
  run({ id: "r1", startedAt: ago(420), output: [{ stream: "stdout", text: "2\n" }], durationMs: 0.8 }),
  run({
    id: "r2",
    by: ada,
    startedAt: ago(30),
    outcome: "failed",
    durationMs: 1840,
    error: "ZeroDivisionError: division by zero",
    output: [
      { stream: "stdout", text: "Your name? " },
      { stream: "stdin", text: "Ines\n" },
      { stream: "stdout", text: "Hello Ines\n3\n" },
      {
        stream: "stderr",
        text: 'Traceback (most recent call last):\n  File "main.py", line 21, in <module>\n    print(longest_run([3, 3, 1, 1, 1, 2]) / 0)\n          ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~^~~\nZeroDivisionError: division by zero\n',
      },
    ],
  }),
];

/** Raw deflate of a trace of six steps: two calls at the fourth and fifth (docs/protocol.md RD1). */
const TRACE =
  "nY7BDoIwEER/hcx5DrQVjf7KZmMwFCXBYijowfjvpoAXEzl4e7v7ZjNPxMHfIg4ihpIrc6VYipnJUexMBWVDp9zNXHzYUbbKvSpR9+XVT68AGooqE1mK4F62o48gxDFzzAwzo9BFcSsKBScfBxDmT7/twtnH4diPASxSdKJ0n+S66z0IN42he8y8GrW/o18tly42bZXwocIBdROaePEVXm8=";
const PICTURE = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR42mP4DwABAQEAG7buVgAAAABJRU5ErkJggg==";
/** The same of three steps, the second of them in another file. */
const TRACE_OF_FILES =
  "fY7BCoMwGINfRXIOw1ZPvspPGQ7/zkKtYnUwxt59VHfdbiH5QvKCD1EzOsHUh3RZniBGjYuuRTvCr/10AAKwoQgefdw1gxDDyrKyDs6xdhTEOd01b9d1T6D9BVNw07yBMKVpigG2f3A/72kAYc8lR2ga0MGHFPKoJcqbLsfNhlKfdyzF8Ktbij2q7w8=";
const table = ["Ines", "Tomas", "Maximiliana von Hohenstein-Wittelsbach"].map((name, at) => [
  `${at}`,
  name,
  `${at * 7}`,
]);

/** What is shown beside text, and steps to look at. */
const prompted: Run = run({
  id: "r3",
  outcome: "failed",
  error: "KeyError: 7 (main.py, line 3)",
  output: [
    {
      stream: "stderr",
      text: 'Traceback (most recent call last):\n  File "main.py", line 3, in <module>\nKeyError: 7\n',
    },
    { stream: "prompt", text: ">>> seen\n" },
    { stream: "stdout", text: "{2: 0, 5: 1}\n" },
    { stream: "prompt", text: ">>> for value in seen:\n...     print(value, input('? '))\n" },
    { stream: "stdout", text: "? " },
    { stream: "stdin", text: "a\n" },
    { stream: "stdout", text: "2 a\n" },
  ],
});

const shown: Run = run({
  id: "r3",
  by: ada,
  startedAt: ago(20),
  step: 3,
  output: [
    { stream: "stdout", text: "before\n" },
    {
      stream: "display",
      display: { kind: "table", columns: ["", "name", "points"], rows: table, note: "3 rows × 2 columns" },
    },
    {
      stream: "display",
      display: { kind: "image", png: PICTURE, width: 240, height: 90, alt: "Plot: points by person" },
    },
    { stream: "display", display: { kind: "dropped" } },
    { stream: "stdout", text: "3\n" },
    { stream: "display", display: { kind: "trace", steps: 6, data: TRACE } },
  ],
});

const live: RoomSnapshot = {
  connection: { kind: "live", overHttp: false },
  saved: "saved",
  keptLocally: true,
  session: {
    id: "0b9d6c1e-8a55-4f5e-9d2d-2f0a2a8f7c11",
    title: "Second round, data structures",
    language: "python",
    status: "open",
    createdAt: ago(1800),
    endedAt: null,
  },
  you: ada,
  participants: [ada, lin, oz],
  rights: NO_RIGHTS,
  door: null,
  runs,
  limits: { textLength: 200_000, nameLength: 60, titleLength: 120, runOutput: 262_144, chatLength: 2_000 },
  notice: null,
  recovered: [],
  languageBy: null,
  departed: [{ id: "p9", name: "Noor Haddad", color: "c5", role: "candidate" }],
  chat: [
    { at: ago(300), by: ada, text: "Welcome! Tell me how you would test longest_run." },
    { at: ago(240), by: lin, text: "With an empty list first, then:\nlongest_run([1, 1, 2])" },
    { at: ago(20), by: ada, text: "What is its cost for n values?" },
  ],
  files: [],
  gatheredBy: null,
};

const FILES = ["data.csv", "helper.py", "test_main.py", "a_name_that_is_rather_long_for_a_tab.py"].map((name, at) => ({
  text: `file/00000000-0000-4000-8000-00000000000${at}`,
  language: "python",
  name,
}));

const steppedFiles = run({
  id: "r3",
  step: 1,
  files: ["helper.py"],
  output: [
    { stream: "stdout", text: "2\n" },
    { stream: "display", display: { kind: "trace", steps: 3, data: TRACE_OF_FILES } },
  ],
});

/** It broke in a file that it imports. */
const failedBeside = run({
  id: "r3",
  outcome: "failed",
  files: ["helper.py"],
  error: "IndexError: list index out of range (helper.py, line 7)",
  output: [
    {
      stream: "stderr",
      text: 'Traceback (most recent call last):\n  File "main.py", line 21, in <module>\n  File "helper.py", line 7, in longest_run\nIndexError: list index out of range\n',
    },
  ],
});

/** A page that somebody else shows in their browser. */
const shownElsewhere = run({
  id: "r3",
  language: "html",
  text: "file/index.html",
  outcome: "running",
  durationMs: null,
  output: [{ stream: "stdout", text: "ready\n" }],
});

const PAGE_FILES = ["app.js", "style.css"].map((name, at) => ({
  text: `file/00000000-0000-4000-8000-00000000001${at}`,
  language: "html",
  name,
}));

const waiting = (reason: CloseReason) => ({ kind: "waiting", retryAt: NOW + 3_600_000, attempt: 2, reason }) as const;

const session = live.session;
if (session === null) throw new Error("The live fixture has a session.");

/** Every state by its name in the address: `?state=live`. */
export const SNAPSHOTS: Readonly<Record<string, RoomSnapshot>> = {
  live,
  files: { ...live, files: FILES },
  filesobserver: { ...live, you: oz, files: FILES },
  steppingfiles: { ...live, files: FILES, runs: [...runs, steppedFiles] },
  failedfiles: { ...live, files: FILES, runs: [...runs, failedBeside] },
  page: { ...live, session: { ...session, language: "html" }, files: PAGE_FILES, runs: [] },
  pageelsewhere: { ...live, session: { ...session, language: "html" }, files: PAGE_FILES, runs: [shownElsewhere] },
  endedfiles: { ...live, files: FILES, session: { ...session, status: "ended", endedAt: ago(60) } },
  empty: { ...live, runs: [], chat: [], participants: [ada] },
  crowd: { ...live, participants: [ada, lin, oz, ...extra], saved: "saving" },
  running: {
    ...live,
    runs: [
      ...runs,
      run({
        id: "r3",
        outcome: "running",
        durationMs: null,
        output: [{ stream: "stdout", text: "tick\n".repeat(60) }],
      }),
    ],
  },
  shown: { ...live, runs: [...runs, { ...shown, step: 5 }] },
  stepping: { ...live, runs: [...runs, shown] },
  prompted: { ...live, runs: [...runs, prompted] },
  truncated: { ...live, runs: [run({ truncated: true, output: [{ stream: "stdout", text: "line\n".repeat(200) }] })] },
  lost: { ...live, runs: [run({ outcome: "lost", durationMs: null })] },
  candidate: { ...live, you: lin },
  observer: { ...live, you: oz },
  reconnecting: { ...live, connection: waiting("CONNECTION_LOST"), saved: "unsent", participants: [] },
  trouble: { ...live, saved: "trouble" },
  paused: { ...live, saved: "paused" },
  pausednocopy: { ...live, saved: "paused", keptLocally: false },
  pausedcandidate: { ...live, saved: "paused", you: lin },
  damaged: { ...live, saved: "damaged" },
  overhttp: { ...live, connection: { kind: "live", overHttp: true } },
  heldback: { ...live, connection: waiting("STREAM_HELD_BACK"), saved: "unsent", participants: [] },
  toofast: { ...live, connection: waiting("TOO_FAST"), saved: "unsent", participants: [] },
  recovered: { ...live, recovered: [{ text: "file/main.py", content: CODE }] },
  badframe: { ...live, connection: { kind: "closed", reason: "BAD_FRAME" }, participants: [] },
  toolong: { ...live, connection: { kind: "closed", reason: "TEXT_TOO_LONG" }, participants: [] },
  lobbyhost: {
    ...live,
    participants: [...live.participants, { id: "p7", name: "Kim Waiting-Longname", color: "c7", role: "waiting" }],
    rights: { ...NO_RIGHTS, lobby: true, removed: [{ id: "p8", name: "Sam Removed", color: "c8", role: "candidate" }] },
  },
  preparinghost: { ...live, runs: [], participants: [ada], rights: { ...NO_RIGHTS, preparing: true } },
  lockededit: {
    ...live,
    you: lin,
    rights: { ...NO_RIGHTS, locks: { all: ["edit"], people: { p2: ["run"] } } },
  },
  lockedall: {
    ...live,
    you: lin,
    rights: { ...NO_RIGHTS, locks: { all: ["edit", "run", "paste", "help"], people: {} } },
  },
  waitinglobby: { ...live, session: null, door: { title: "Second round, data structures", reason: "lobby" } },
  waitingstart: { ...live, session: null, door: { title: "", reason: "preparing" } },
  removed: { ...live, connection: { kind: "closed", reason: "REMOVED" }, participants: [] },
  replaced: { ...live, connection: { kind: "closed", reason: "LINK_REPLACED" }, participants: [] },
  deleted: { ...live, connection: { kind: "closed", reason: "SESSION_DELETED" }, participants: [] },
  notletin: { ...live, session: null, connection: waiting("NOT_LET_IN") },
  endedcandidate: { ...live, you: lin, session: { ...session, status: "ended", endedAt: ago(60) } },
  endedobserver: { ...live, you: oz, session: { ...session, status: "ended", endedAt: ago(60) } },
  endedunsent: { ...live, you: lin, saved: "unsent", session: { ...session, status: "ended", endedAt: ago(60) } },
  ended: { ...live, session: { ...session, status: "ended", endedAt: ago(60) } },
  opening: { ...live, session: null, you: null, connection: { kind: "connecting", attempt: 0 } },
  notfound: { ...live, session: null, connection: { kind: "closed", reason: "SESSION_NOT_FOUND" } },
  away: { ...live, session: null, connection: waiting("CONNECTION_LOST") },
  full: { ...live, session: null, connection: waiting("ROOM_FULL") },
  serverfull: { ...live, session: null, connection: waiting("SERVER_FULL") },
  pause: { ...live, session: null, connection: waiting("TOO_FAST") },
  heldbackoutside: { ...live, session: null, connection: waiting("STREAM_HELD_BACK") },
  storage: { ...live, session: null, connection: waiting("STORAGE_UNAVAILABLE") },
  refused: { ...live, session: null, connection: { kind: "closed", reason: "FORBIDDEN" } },
};

/** Two others are in that file. */
function showCarets({ awareness, content }: SharedText): void {
  for (const [at, { id, name, color }] of [lin, oz].entries()) {
    const state = { user: { id, name, color }, cursor: writeCursor(content, 0, 0) };
    awareness.states.set(at + 1, state);
  }
}

/** A room client that always says the same. */
export function stillClient(snapshot: RoomSnapshot, isEmpty: boolean): RoomClient {
  const texts = new Map<string, SharedText>();
  const open = (name: string): SharedText => {
    const text = textAlone(name, !isEmpty && name.endsWith(".py") ? CODE : "");
    if (name === FILES[1]?.text) showCarets(text);
    texts.set(name, text);
    return text;
  };
  return {
    sessionId: session?.id ?? "",
    subscribe: () => () => undefined,
    snapshot: () => snapshot,
    text: (name) => texts.get(name) ?? open(name),
    propose: () => undefined,
    show: () => undefined,
    dismissNotice: () => undefined,
    dismissRecovered: () => undefined,
    reconnect: () => undefined,
    startAnew: () => undefined,
    dispose: () => undefined,
  };
}
