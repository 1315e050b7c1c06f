/** Strangers' code reaches neither page, storage, cookies, API nor network, and nobody speaks in the sandbox's name. */
import { expect, test } from "./fixtures";
import { LEAST_PROBES, probesOf } from "./probes";
import { LANGUAGES } from "./programs";
import { javascript } from "./programs/javascript";
import { python } from "./programs/python";
import { PROBE_PATH, type Site } from "./site";

/** Says whatever user code can get out by itself, in every shape that the protocol knows, and spies on the harness. */
const FORGE = `
  globalThis.messages = [
    { kind: "finished", outcome: "succeeded", error: null, durationMs: 1, renew: false },
    { kind: "output", bytes: new Uint8Array([254, 102, 111, 114, 103, 101, 100]) },
    { kind: "stuck" }, { kind: "booted" }, { kind: "bootFailed", message: "forged" }, { kind: "hello" },
  ];
  globalThis.seen = [];
  const spy = (owner, name) => {
    const native = owner[name];
    owner[name] = function (...args) { seen.push(this); return native.apply(this, args); };
  };
  spy(MessagePort.prototype, "postMessage");
  spy(EventTarget.prototype, "dispatchEvent");
  Object.defineProperty(MessageEvent.prototype, "data", { get() { seen.push(this.target); return { kind: "forged" }; } });
  for (const message of messages) {
    postMessage(message);
    self.dispatchEvent(new MessageEvent("message", { data: message }));
    new BroadcastChannel("algoroom").postMessage(message);
  }
  await new Promise((resolve) => setTimeout(resolve, 200));
  return "forged";
`;

/** Says it again over every port that the spies have seen, after the harness has spoken over its own once more. */
const FORGE_OVER_PORTS = `
  for (const target of [...seen]) if (target instanceof MessagePort) for (const message of messages) target.postMessage(message);
`;

const probesFor = (site: Site): string => probesOf({ own: site.url, foreign: site.foreignUrl });

test("the page is cross-origin isolated and shows no frame but the sandbox", async ({ room, site }) => {
  await room.run("javascript", { code: javascript.hello });
  expect(await room.page.evaluate(() => globalThis.crossOriginIsolated)).toBe(true);
  site.hits.length = 0;
  const blocked = await room.page.evaluate(
    (src) =>
      new Promise<string>((resolve) => {
        addEventListener("securitypolicyviolation", (event) => resolve(event.effectiveDirective), { once: true });
        const frame = document.createElement("iframe");
        frame.src = src;
        document.body.append(frame);
      }),
    `${site.url}/probed/frame`,
  );
  expect(blocked).toBe("frame-src");
  expect(site.hits).toEqual([]);
});

test("the same probes get through where there is no sandbox", async ({ browser, site }) => {
  const page = await browser.newPage();
  await page.goto(`${site.foreignUrl}/blank.html`);
  site.hits.length = 0;
  const without = ["top navigation", "own navigation", "popup"];
  const body = probesOf({ own: site.foreignUrl, foreign: site.url, without });
  const said = await page.evaluate(
    (code) => new Function(`return (async () => {${code}})()`)() as Promise<string>,
    body,
  );
  const reached = said.split("\n").filter((line) => !line.endsWith(": blocked"));
  for (const name of ["fetch", "no-cors fetch", "XMLHttpRequest", "import", "indexedDB", "cookie", "localStorage"]) {
    expect(reached.map((line) => line.split(":")[0])).toContain(name);
  }
  const asked = site.hits.map((hit) => hit.split("/").at(-1));
  expect(asked).toEqual(expect.arrayContaining(["fetch", "no-cors", "xhr", "socket", "events", "beacon", "nested"]));
  await page.close();
});

for (const programs of LANGUAGES) {
  const { language, hello, waysOut } = programs;

  if ("tries" in waysOut) {
    test(`${language}: every way out that the language has is closed`, async ({ room, site }) => {
      site.hits.length = 0;
      const { hostname, port } = new URL(site.url);
      const tries = Object.entries(waysOut.tries({ url: `${site.url}${PROBE_PATH}`, host: hostname, port }));
      expect(tries.length).toBeGreaterThan(0);
      for (const [name, code] of tries) {
        const { result, stdout } = await room.run(language, { code });
        expect({ name, outcome: result.outcome, stdout }).toEqual({ name, outcome: "failed", stdout: "" });
      }
      expect(site.hits).toEqual([]);
    });
    continue;
  }
  // Without shared memory each of the machinery's two kinds is tried once.
  for (const isolated of programs === python || programs === javascript ? [true, false] : [true]) {
    const where = isolated ? "" : " without shared memory";

    test(`${language}: every way out is closed${where}`, async ({ room, bareRoom, site }) => {
      site.hits.length = 0;
      const { page } = isolated ? room : bareRoom;
      const address = page.url();
      const popups: unknown[] = [];
      page.on("popup", (popup) => popups.push(popup));
      const code = waysOut.run(probesFor(site));
      const { stdout, result } = await (isolated ? room : bareRoom).run(language, { code });
      expect(result.error).toBeNull();
      const lines = stdout.trimEnd().split("\n");
      expect(lines.length).toBeGreaterThanOrEqual(LEAST_PROBES);
      expect(lines.filter((line) => !line.endsWith(": blocked"))).toEqual([]);
      expect(site.hits).toEqual([]);
      expect(page.url()).toBe(address);
      expect(popups).toEqual([]);
    });
  }

  test(`${language}: forged messages neither end nor alter a run`, async ({ room }) => {
    const { stdout, result, late } = await room.run(language, {
      code: `${waysOut.run(FORGE)}\n${waysOut.evaluate(FORGE_OVER_PORTS)}\n${hello}`,
    });
    expect(stdout).toBe("forged\nhello\n");
    expect(result.outcome).toBe("succeeded");
    expect(result.durationMs).toBeGreaterThan(150);
    expect(late).toEqual([]);
    // What the spies left behind in a worker that lives on does not reach the next run's messages either.
    expect((await room.run(language, { code: hello })).stdout).toBe("hello\n");
  });
}
