/** What a stranger's code may try in the real room against the real server: it reaches nothing. */
import { launchOptions } from "./harness/chromium";
import { expect, Server, type SessionLink, test } from "./harness/fixtures";
import { Recorder } from "./harness/recorder";

/** A public-looking name that leads to this machine, so that a leak would arrive somewhere. */
const OUTSIDE = "outside.example";

test.use({
  launchOptions: {
    ...launchOptions,
    args: [...(launchOptions.args ?? []), `--host-resolver-rules=MAP ${OUTSIDE} 127.0.0.1`],
  },
});

let server: Server;
let recorder: Recorder;

test.beforeAll(async () => {
  server = await Server.open({ settings: { LOG_LEVEL: "debug" } });
  recorder = await Recorder.open();
});

test.afterAll(async () => {
  await recorder?.close();
  await server?.close();
});

/** What is tried, as JavaScript expressions; each is `blocked` unless it answers something. */
function attemptsOf({ id }: SessionLink): Readonly<Record<string, string>> {
  const own = server.url;
  const socket = own.replace("http", "ws");
  return {
    "fetch of the API by path": `fetch("/sessions/${id}")`,
    "fetch of the API by address": `fetch("${own}/sessions/${id}", { credentials: "include" })`,
    "creation of a session": `fetch("${own}/sessions", { method: "POST", mode: "no-cors", body: "{}" })`,
    "fetch of this machine": `fetch("http://127.0.0.1:${recorder.port}/fetch", { mode: "no-cors" })`,
    "fetch of an outside address": `fetch("http://${OUTSIDE}:${recorder.port}/fetch", { mode: "no-cors" })`,
    "event socket": `connected(new WebSocket("${socket}/ws/sessions/${id}"))`,
    "sync socket": `connected(new WebSocket("${socket}/ws/sync/${id}"))`,
    "outside socket": `connected(new WebSocket("ws://${OUTSIDE}:${recorder.port}/"))`,
    "script from outside": `import("http://${OUTSIDE}:${recorder.port}/module.js")`,
    localStorage: "localStorage.length",
    indexedDB: "opened(indexedDB.open('algoroom'))",
    "parent.document": "parent.document.title",
    "top.location": "top.location.href",
    cookie: "document.cookie",
  };
}

/** A JavaScript function body that answers one line an attempt: its name and `blocked` or `reached`. */
function probeOf(attempts: Readonly<Record<string, string>>): string {
  const tries = Object.entries(attempts).map(([name, attempt]) => `[${JSON.stringify(name)}, () => ${attempt}]`);
  return `
    const heard = (target, good, bad) => new Promise((resolve, reject) => {
      target["on" + good] = () => resolve(true);
      target["on" + bad] = () => reject(new Error(bad));
    });
    const connected = (socket) => heard(socket, "open", "error");
    const opened = (request) => heard(request, "success", "error");
    const lines = [];
    for (const [name, attempt] of [${tries.join(",\n")}]) {
      try {
        await attempt();
        lines.push(name + ": reached");
      } catch {
        lines.push(name + ": blocked");
      }
    }
    return lines.join("\\n") + "\\ndone";
  `;
}

const PROGRAMS = {
  javascript: (probe: string) => `console.log(await (async () => {${probe}})());\n`,
  python: (probe: string) =>
    [
      "import js",
      "from pyodide.ffi import run_sync",
      `print(run_sync(js.eval(${JSON.stringify(`(async () => {${probe}})()`)})))`,
    ].join("\n"),
};

function requestsLogged(): number {
  return server.logs.split("\n").filter((line) => /\brequest\b/.test(line) && /POST/.test(line)).length;
}

for (const [language, program] of Object.entries(PROGRAMS)) {
  test(`${language} reaches neither API, sockets, storage, page nor network`, async ({ newPerson, request }) => {
    const created = await request.post(`${server.url}/sessions`, { data: { language } });
    const session: SessionLink = await created.json();
    const attempts = attemptsOf(session);
    const ada = await newPerson("Ada", { server });
    await ada.join(session);
    await ada.paste(program(probeOf(attempts)));
    await ada.expectSaved();
    const [creations, hits] = [requestsLogged(), recorder.hits.length];
    expect(creations).toBeGreaterThan(0);

    await ada.run();
    await ada.expectOutcome("succeeded");
    await expect(ada.output).toContainText("done");
    const lines = (await ada.output.innerText()).split("\n").filter((line) => /: (blocked|reached)$/.test(line));
    expect(lines).toEqual(Object.keys(attempts).map((name) => `${name}: blocked`));

    expect(recorder.hits.slice(hits)).toEqual([]);
    expect(requestsLogged()).toBe(creations);
    const now = await (await request.get(`${server.url}/sessions/${session.id}`)).json();
    expect(now.participants).toBe(1);
    await expect(ada.page).toHaveURL(`${server.url}/session/${session.id}`);
    expect(await ada.page.evaluate(() => localStorage.getItem("algoroom/name"))).toBe('"Ada"');
  });
}

test("the trap would catch a leak: a page that may do so reaches it by both addresses", async ({ newPerson }) => {
  const ada = await newPerson("Ada", { server });
  for (const host of ["127.0.0.1", OUTSIDE]) {
    await ada.page.goto(`http://${host}:${recorder.port}/control-${host}`);
    expect(recorder.hits).toContain(`GET /control-${host}`);
  }
});
