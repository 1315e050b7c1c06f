/** The page opens without a network; what is live is never answered from a copy. */
import { beforeEach, describe, expect, it } from "vitest";
import {
  answerAsset,
  answerPage,
  DOCUMENT,
  forgetOld,
  install,
  kindOf,
  NAVIGATION_TIMEOUT_MS,
  PACKAGES,
  type Surroundings,
} from "./shell";

const ORIGIN = "https://room.test";
const ISOLATED = { "Content-Type": "text/html", "Cross-Origin-Embedder-Policy": "require-corp" };

/** The Cache API in memory, of which the worker uses four calls. */
class MemoryCache {
  readonly items = new Map<string, Response>();
  match(key: string): Promise<Response | undefined> {
    return Promise.resolve(this.items.get(address(key))?.clone());
  }
  put(key: string, response: Response): Promise<void> {
    this.items.set(address(key), response);
    return Promise.resolve();
  }
  keys(): Promise<Request[]> {
    return Promise.resolve([...this.items.keys()].map((url) => new Request(url)));
  }
  delete(request: Request): Promise<boolean> {
    return Promise.resolve(this.items.delete(request.url));
  }
}

const address = (key: string) => new URL(key, ORIGIN).href;

let cache: MemoryCache;
let network: (path: string) => Promise<Response>;
let asked: string[];
let giveUp: () => void;
let waited: number | null;
let around: Surroundings;

beforeEach(() => {
  cache = new MemoryCache();
  asked = [];
  waited = null;
  network = () => Promise.reject(new TypeError("Failed to fetch"));
  around = {
    caches: { open: () => Promise.resolve(cache as unknown as Cache) },
    fetch: (request) => {
      const path = new URL(request.url).pathname;
      asked.push(path);
      return network(path);
    },
    wait: (milliseconds) => {
      waited = milliseconds;
      return new Promise((resolve) => {
        giveUp = resolve;
      });
    },
    keepAlive: (work) => void work,
  };
});

const page = (text: string, init: ResponseInit = {}) => new Response(text, { headers: ISOLATED, ...init });
const script = (text: string) => new Response(text, { headers: { "Content-Type": "text/javascript" } });
const request = (path: string) => new Request(ORIGIN + path);

describe("what is touched", () => {
  const asks = (path: string, init: Partial<Request> = {}) =>
    kindOf({ method: "GET", mode: "cors", destination: "", url: ORIGIN + path, ...init }, ORIGIN);
  const navigates = { mode: "navigate", destination: "document" } as const;

  it("is the pages and the built files", () => {
    expect(asks("/", navigates)).toBe("page");
    expect(asks("/session/abc", navigates)).toBe("page");
    expect(asks("/assets/index-1.js")).toBe("asset");
  });

  it.each(["/sessions", "/sessions/abc", "/ws/sync/abc", "/health", "/ready", "/sandbox/frame.html", "/sw.js"])(
    "is not %s",
    (path) => {
      expect(asks(path)).toBe("other");
      expect(asks(path, navigates)).toBe("other");
    },
  );

  it("is nothing that is sent, of another origin, or within a frame", () => {
    expect(asks("/assets/x.js", { method: "POST" })).toBe("other");
    expect(kindOf({ method: "GET", mode: "cors", destination: "", url: "https://cdn.test/assets/x.js" }, ORIGIN)).toBe(
      "other",
    );
    expect(asks("/", { mode: "navigate", destination: "iframe" })).toBe("other");
  });
});

describe("a page", () => {
  it("comes from the network where that answers, and its copy is kept", async () => {
    network = () => Promise.resolve(page("new"));
    expect(await (await answerPage(request("/session/abc"), around)).text()).toBe("new");
    expect(await (await cache.match(DOCUMENT))?.text()).toBe("new");
  });

  it("comes from the copy without a network, with the headers that isolate it", async () => {
    await cache.put(DOCUMENT, page("copy"));
    const response = await answerPage(request("/session/abc"), around);
    expect(await response.text()).toBe("copy");
    expect(response.headers.get("Cross-Origin-Embedder-Policy")).toBe("require-corp");
  });

  it("comes from the copy where the network takes too long", async () => {
    await cache.put(DOCUMENT, page("copy"));
    network = () => new Promise(() => {});
    const answer = answerPage(request("/"), around);
    await Promise.resolve();
    await Promise.resolve();
    expect(waited).toBe(NAVIGATION_TIMEOUT_MS);
    giveUp();
    expect(await (await answer).text()).toBe("copy");
  });

  it("comes from the copy where only a proxy is left", async () => {
    await cache.put(DOCUMENT, page("copy"));
    network = () => Promise.resolve(page("Bad Gateway", { status: 502 }));
    expect(await (await answerPage(request("/"), around)).text()).toBe("copy");
    expect(await (await cache.match(DOCUMENT))?.text()).toBe("copy");
  });

  it("fails as ever where there is no copy", async () => {
    await expect(answerPage(request("/"), around)).rejects.toThrow("Failed to fetch");
  });
});

describe("a built file", () => {
  it("comes from the copy, without a question", async () => {
    await cache.put("/assets/a.js", script("a"));
    expect(await (await answerAsset(request("/assets/a.js"), around)).text()).toBe("a");
    expect(asked).toEqual([]);
  });

  it("is kept when it was fetched", async () => {
    network = () => Promise.resolve(script("b"));
    await answerAsset(request("/assets/b.js"), around);
    expect([...cache.items.keys()]).toEqual([address("/assets/b.js")]);
  });

  it("is not kept where the server answers with the page instead", async () => {
    network = () => Promise.resolve(page("the page"));
    await answerAsset(request("/assets/gone.js"), around);
    expect(cache.items.size).toBe(0);
  });
});

describe("a build", () => {
  const shell = {
    install: ["/assets/a.js", "/assets/b.js"],
    known: ["/assets/a.js", "/assets/b.js", "/assets/c.woff2"],
  };

  it("is installed as far as it can be fetched", async () => {
    network = (path) => {
      if (path === "/assets/b.js") return Promise.reject(new TypeError("Failed to fetch"));
      return Promise.resolve(path === "/" ? page("page") : script("a"));
    };
    await install(shell, around, ORIGIN);
    expect([...cache.items.keys()].sort()).toEqual([address("/"), address("/assets/a.js")]);
  });

  it("replaces the files of the one before, and nothing else", async () => {
    for (const path of ["/", "/assets/a.js", "/assets/c.woff2", "/assets/old.js"]) await cache.put(path, script(path));
    await forgetOld(shell, around);
    expect([...cache.items.keys()]).toEqual(["/", "/assets/a.js", "/assets/c.woff2"].map(address));
  });

  it("keeps what the page has kept of the server's packages before the worker was there", async () => {
    await cache.put(PACKAGES, script("{}"));
    await forgetOld(shell, around);
    expect([...cache.items.keys()]).toEqual([address(PACKAGES)]);
  });
});
