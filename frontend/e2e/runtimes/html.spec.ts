/** What is the pages' own: they are shown and used, and reach nothing although they are documents. */
import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures";
import { probesOf } from "./probes";
import { html } from "./programs/html";
import { PROBE_PATH } from "./site";

const inModule = (script: string, body = ""): string =>
  `<!doctype html>\n<title>Page</title>\n${body}\n<script type="module">\n${script}\n</script>`;

/** The page that is shown, once it is there. */
const shown = (page: Page) => page.frameLocator('iframe[title="Preview of the page"]');

/** Tried apart: a document answers otherwise to them than a worker. */
const APART = ["own navigation", "popup", "sendBeacon"];

test("every way out of a page is closed, WebRTC and frames among them", async ({ room, site }) => {
  site.hits.length = 0;
  const address = room.page.url();
  const popups: unknown[] = [];
  room.page.on("popup", (popup) => popups.push(popup));
  const own = `${site.url}${PROBE_PATH}`;
  const probes = probesOf({ own: site.url, foreign: site.foreignUrl, without: APART });
  const { stdout, result } = await room.run("html", {
    code: inModule(
      `console.log(await (async () => {${probes}})());
      console.log("WebRTC: " + (typeof RTCPeerConnection === "undefined" ? "blocked" : "reached"));
      open("${own}popup");
      navigator.sendBeacon("${own}beacon");
      try { document.forms[0].submit(); } catch {}
      document.querySelector("a").click();
      for (const type of ["srcdoc", "src"]) {
        const frame = document.createElement("iframe");
        frame[type] = type === "src" ? "javascript:parent.postMessage('frame', '*')" : "<script>parent.postMessage('frame', '*')</scr" + "ipt>";
        onmessage = () => console.log("frame: reached");
        document.body.append(frame);
      }
      await new Promise((resolve) => setTimeout(resolve, 300));
      onmessage = null;
      console.log("frames: " + (document.querySelectorAll("iframe").length === 0 ? "blocked" : "reached"));
      console.log("done: blocked");`,
      `<img src="${own}image"><video src="${own}video"></video><div style="background: url(${own}background)">x</div>
<link rel="stylesheet" href="${own}style"><link rel="icon" href="${own}icon"><link rel="prefetch" href="${own}prefetch">
<form action="${own}form"><input name="a"></form><a href="${own}link" ping="${own}ping" target="_top">away</a>
<object data="${own}object"></object><iframe src="${own}frame"></iframe>`,
    ),
    stopAt: "done",
  });
  expect(result.outcome).toBe("stopped");
  const lines = stdout.trimEnd().split("\n");
  expect(lines.length).toBeGreaterThan(17);
  expect(lines.filter((line) => !line.endsWith(": blocked"))).toEqual([]);
  expect(site.hits).toEqual([]);
  expect(popups).toEqual([]);
  expect(room.page.url()).toBe(address);
});

test("a page that goes elsewhere arrives nowhere, and its run fails", async ({ room, site }) => {
  site.hits.length = 0;
  const { result } = await room.run("html", {
    code: inModule(`addEventListener("click", () => {});\nlocation.href = "${site.url}${PROBE_PATH}self";`),
  });
  expect(result.outcome).toBe("failed");
  expect(result.error).toContain("does not answer any more");
  expect(site.hits).toEqual([]);
  expect((await room.run("html", { code: html.hello })).stdout).toBe("hello\n");
});

test("a page in which something can happen goes on until Stop, which takes it away", async ({ room }) => {
  const running = room.run("html", {
    // Whoever sees the button can press it.
    code: inModule(
      `console.log("ready");
      const button = document.createElement("button");
      button.onclick = () => console.log("pressed");
      document.body.append(button);`,
    ),
    stopAt: "pressed",
  });
  await shown(room.page).locator("button").dispatchEvent("click");
  const { result, stdout } = await running;
  expect({ outcome: result.outcome, stdout }).toEqual({ outcome: "stopped", stdout: "ready\npressed\n" });
  await expect(room.page.locator('iframe[title="Preview of the page"]')).toHaveCount(0);
});

test("a loop without end is ended, and the page goes on behind it", async ({ room }) => {
  const { result, stdout, stderr, longestFrameGapMs } = await room.run("html", {
    code: inModule("setTimeout(() => console.log('later'), 10);\nfor (;;) {}"),
  });
  expect(stdout).toBe("later\n");
  expect(stderr).toContain("index.html:6");
  expect(result.error).toBe("RangeError: A loop went on for 2 s without a pause and was ended. (index.html, line 6)");
  expect(longestFrameGapMs).toBeLessThan(1000);
});

test("a page cannot end or alter its run, nor speak in the frame's name", async ({ room }) => {
  const { stdout, result, late } = await room.run("html", {
    code: inModule(
      `const forged = [{ kind: "finished", outcome: "failed", error: "forged", durationMs: 1, renew: false }, { kind: "title", title: "forged" }];
      const seen = [];
      const native = MessagePort.prototype.postMessage;
      MessagePort.prototype.postMessage = function (...args) { seen.push(this); return native.apply(this, args); };
      Object.defineProperty(MessageEvent.prototype, "data", { get() { seen.push(this.target); return forged[0]; } });
      console.log("spied");
      await new Promise((resolve) => setTimeout(resolve, 1500));
      for (const message of forged) {
        parent.postMessage(message, "*");
        postMessage(message, "*");
        for (const port of seen) if (port instanceof MessagePort) native.call(port, message);
      }
      console.log("hello");`,
    ),
  });
  expect(stdout).toBe("spied\nhello\n");
  expect(result).toEqual({ outcome: "succeeded", error: null, durationMs: expect.any(Number) });
  expect(late).toEqual([]);
});
