/** A browser that forgets, refuses or holds rubbish does not break the page. */
import { describe, expect, it } from "vitest";
import { BrowserStore, type StringStorage } from "./browserStore";
import { Identity, MAX_CLIENTS } from "./identity";
import { forgetSession, MAX_RECENT_SESSIONS, recentSessions, rememberSession } from "./recentSessions";
import { MapStorage } from "./testing/rooms";
import { hasUnsaved, lastVisit, MAX_KEPT_OUTPUT, rememberUnsaved, rememberVisit } from "./visits";

const denied = new BrowserStore(() => {
  throw new DOMException("Denied.", "SecurityError");
});

function full(): StringStorage {
  return {
    getItem: () => null,
    setItem: () => {
      throw new DOMException("Full.", "QuotaExceededError");
    },
    removeItem: () => {},
  };
}

const storeWith = (items: Record<string, string>) => {
  const storage = new MapStorage();
  for (const [key, value] of Object.entries(items)) storage.setItem(key, value);
  return new BrowserStore(() => storage);
};

const session = (id: string) => ({ id, title: "T", language: "python", lastOpenedAt: 1 });

describe("identity", () => {
  it.each([
    ["denied", denied],
    ["full", new BrowserStore(full)],
    ["missing", new BrowserStore(() => undefined)],
  ])("lasts as long as the page where storage is %s", (_how, store) => {
    const identity = new Identity(store);
    identity.rememberName("Ada");
    expect(identity.name()).toBe("Ada");
    expect(identity.key("s1")).toBe(identity.key("s1"));
  });

  it("is another in each session, and never what others could guess", () => {
    const identity = new Identity(storeWith({}));
    expect(identity.key("s1")).not.toBe(identity.key("s2"));
    expect(identity.key("s1")).toMatch(/^[A-Za-z0-9_-]{32}$/);
  });

  it("is made anew where it is corrupt", () => {
    const identity = new Identity(
      storeWith({ "algoroom/key/s1": '"short"', "algoroom/name": "{", "algoroom/clients/s1": "7" }),
    );
    expect(identity.key("s1")).toMatch(/^[A-Za-z0-9_-]{32}$/);
    expect(identity.name()).toBe("");
    expect(identity.clients("s1")).toEqual([]);
  });

  it("keeps the newest client ids, each once", () => {
    const identity = new Identity(storeWith({}));
    for (let client = 0; client < MAX_CLIENTS + 3; client++) identity.rememberClient("s1", client);
    identity.rememberClient("s1", 100);
    const clients = identity.clients("s1");
    expect(clients).toHaveLength(MAX_CLIENTS);
    expect(clients[0]).toBe(3);
    expect(clients.at(-1)).toBe(100);
    expect(clients.filter((client) => client === 100)).toHaveLength(1);
  });

  it("is host where this browser created the session", () => {
    const identity = new Identity(storeWith({}));
    expect(identity.hostKey("s1")).toBeNull();
    identity.rememberHostKey("s1", "secret");
    expect(identity.hostKey("s1")).toBe("secret");
  });

  it("knows the next host's key before the server does, and offers the same one until it was taken [DR6]", () => {
    const identity = new Identity(storeWith({}));
    identity.rememberHostKey("s1", "old");
    const next = identity.nextHostKey("s1");
    expect(next).toMatch(/^[A-Za-z0-9_-]{32}$/);
    expect(identity.nextHostKey("s1")).toBe(next);
    expect(identity.hostKeys("s1")).toEqual(["old", next]);
    identity.rememberHostKey("s1", next);
    expect(identity.hostKeys("s1")).toEqual([next]);
    expect(identity.nextHostKey("s1")).not.toBe(next);
  });

  it("tries the key of a link behind the one that it has: the link may be an old one", () => {
    const identity = new Identity(storeWith({}));
    identity.offerHostKey("s1", "first-key-of-a-link");
    identity.offerHostKey("s1", "other-key-of-a-link");
    expect(identity.hostKeys("s1")).toEqual(["first-key-of-a-link", "other-key-of-a-link"]);
    expect(identity.nextHostKey("s1")).not.toBe("other-key-of-a-link");
  });
});

describe("recent sessions", () => {
  it("are the newest first, each once, a dozen at most", () => {
    const store = storeWith({});
    for (let id = 0; id < MAX_RECENT_SESSIONS + 2; id++) rememberSession(session(`s${id}`), store);
    rememberSession(session("s5"), store);
    const ids = recentSessions(store).map(({ id }) => id);
    expect(ids).toHaveLength(MAX_RECENT_SESSIONS);
    expect(ids.slice(0, 2)).toEqual(["s5", "s13"]);
    forgetSession("s5", store);
    expect(recentSessions(store).map(({ id }) => id)).not.toContain("s5");
  });

  it("survive a broken entry among them", () => {
    const store = storeWith({ "algoroom/recent": JSON.stringify([session("s1"), { id: 7 }, null, session("s2")]) });
    expect(recentSessions(store).map(({ id }) => id)).toEqual(["s1", "s2"]);
  });
});

describe("the last visit", () => {
  const you = { id: "p1", name: "Ada", color: "c1", role: "host" } as const;
  const info = { id: "s1", title: "T", language: "python", status: "open", createdAt: "t", endedAt: null } as const;
  const run = (id: string, length: number) => ({
    id,
    by: you,
    language: "python",
    text: "file/main.py",
    codeHash: "00",
    files: [],
    startedAt: "t",
    output: [{ stream: "stdout", text: "x".repeat(length) }] as const,
    truncated: false,
    outcome: "succeeded" as const,
    durationMs: 1,
    error: null,
    peakMemoryBytes: null,
    step: null,
    stdin: "",
    runtime: "Pyodide 314.0.7, Chrome 156",
  });

  it("comes back as it was, with the newest runs that fit", () => {
    const store = storeWith({});
    const runs = [run("old", MAX_KEPT_OUTPUT), run("new", 10)];
    const files = [{ text: "file/5f0c2a9e-0000-4000-8000-000000000001", language: "python", name: "a.py" }];
    rememberVisit(store, { session: info, you, runs, files });
    expect(lastVisit(store, "s1")).toEqual({ session: info, you, runs: [runs[1]], files });
    expect(lastVisit(store, "s2")).toBeNull();
  });

  it("is none where it is corrupt", () => {
    expect(lastVisit(storeWith({ "algoroom/visit/s1": '{"session":{}}' }), "s1")).toBeNull();
  });

  it("knows whether edits were left behind", () => {
    const store = storeWith({});
    rememberUnsaved(store, "s1", "file/main.py", true);
    expect(hasUnsaved(store, "s1", "file/main.py")).toBe(true);
    rememberUnsaved(store, "s1", "file/main.py", false);
    expect(hasUnsaved(store, "s1", "file/main.py")).toBe(false);
  });
});
