/** Every state of the room has its own clear face. */
import { readFile } from "node:fs/promises";
import type { WebSocketRoute } from "@playwright/test";
import { expect, type Person, Server, test } from "./harness/fixtures";

/**
 * Pass a person's socket through, and return what changes the trouble that the page hears of (the last byte of `saved`, frame
 * 102); the server itself has none.
 */
async function betweenServerAndPage(person: Person): Promise<(trouble: 0 | 2 | 3) => void> {
  let trouble = 0;
  let toPage: WebSocketRoute | null = null;
  await person.page.routeWebSocket(/\/ws\/sync\//, (page) => {
    toPage = page;
    page.connectToServer().onMessage((frame) => {
      if (typeof frame !== "string" && frame[0] === 102) frame[frame.length - 1] = trouble;
      page.send(frame);
    });
  });
  return (now) => {
    trouble = now;
    toPage?.send(Buffer.from([102, 0, trouble]));
  };
}

async function expectHeading(person: Person, name: string | RegExp): Promise<void> {
  await expect(person.page.getByRole("heading", { level: 1, name })).toBeVisible();
}

test("one press starts a session, and its link lets others join under their name", async ({
  newPerson,
  browser,
  server,
}) => {
  const ada = await newPerson("Ada");
  await ada.page.goto(server.url);
  await expect(ada.page.getByRole("textbox", { name: "Your name" })).toHaveValue("Ada");
  await ada.switchTo("JavaScript");
  await ada.page.getByRole("textbox", { name: "Title" }).fill("Second round");
  await ada.page.getByRole("button", { name: "Start a session" }).click();
  await ada.expectSaved();
  await expect(ada.page.getByRole("heading", { name: "main.js" })).toBeVisible();

  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    await page.goto(ada.page.url());
    await expect(page.getByRole("heading", { name: "Second round" })).toBeVisible();
    await page.getByRole("button", { name: "Join" }).click();
    await expect(page.getByText("Please say who you are")).toBeVisible();
    await page.getByRole("textbox", { name: "Your name" }).fill("Ben");
    await page.getByRole("button", { name: "Join" }).click();
    await ada.page.getByRole("button", { name: "2 people here" }).click();
    await expect(ada.page.getByRole("dialog", { name: "In the room" }).getByRole("listitem")).toHaveText([
      /Ada \(you\)\s*host/,
      /Ben\s*candidate/,
    ]);
  } finally {
    await context.close();
  }

  await ada.page.goto(server.url);
  await expect(ada.page.getByRole("link", { name: /Second round/ })).toBeVisible();
});

test("a link or an id that somebody pasted opens the session", async ({ newPerson, newSession, server }) => {
  const session = await newSession({ language: "javascript", code: "found = True" });
  const ada = await newPerson("Ada");
  for (const pasted of [session.id, `${server.url}/session/${session.id}`]) {
    await ada.page.goto(server.url);
    await ada.page.getByRole("textbox", { name: "Link or id of a session" }).fill(pasted);
    await ada.page.getByRole("button", { name: "Open", exact: true }).click();
    await ada.expectText("found = True");
  }
  // A hosts' link keeps its key, which goes to no server as an address does.
  const asked: string[] = [];
  ada.page.on("request", (request) => asked.push(request.url()));
  await ada.page.goto(server.url);
  const link = `Join us: ${server.url}/session/${session.id}#host=${session.hostKey}.`;
  await ada.page.getByRole("textbox", { name: "Link or id of a session" }).fill(link);
  await ada.page.getByRole("button", { name: "Open", exact: true }).click();
  await ada.expectSaved();
  await ada.page.getByRole("button", { name: "More actions" }).click();
  await expect(ada.page.getByRole("menuitem", { name: "End session…" })).toBeVisible();
  expect(asked.join("\n")).not.toContain(session.hostKey);
});

test("a session that does not exist has its own page", async ({ newPerson, server }) => {
  const ada = await newPerson("Ada");
  for (const id of ["6b0e3a0e-2a4e-4b57-9a0e-6a3f5f1f0c11", "no-such-form"]) {
    await ada.page.goto(`${server.url}/session/${id}`);
    await expectHeading(ada, "There is no such session");
  }
  await ada.page.getByRole("link", { name: "Start page", exact: true }).click();
  await expect(ada.page.getByRole("button", { name: "Start a session" })).toBeVisible();
});

test("[RM3] the host ends the session: everybody sees it at once, reads on and changes nothing", async ({
  newPerson,
  newSession,
}) => {
  const code = "console.log('kept output');";
  const session = await newSession({ language: "javascript", code });
  const [ada, ben] = [await newPerson("Ada"), await newPerson("Ben")];
  await ada.joinAsHost(session);
  await ben.join(session);
  await ben.run();
  await ada.expectOutcome("succeeded");

  await ben.page.getByRole("button", { name: "More actions" }).click();
  await expect(ben.page.getByRole("menuitem", { name: "Download main.js" })).toBeVisible();
  await expect(ben.page.getByRole("menuitem", { name: "End session…" })).toHaveCount(0);
  await ben.page.keyboard.press("Escape");

  await ada.choose("End session…");
  await ada.page
    .getByRole("alertdialog", { name: "End this session?" })
    .getByRole("button", { name: "End session" })
    .click();
  const late = await newPerson("Late");
  await late.page.goto(`${late.server.url}/session/${session.id}`);
  for (const person of [ada, ben, late]) {
    await expectHeading(person, /^This session ended on /);
    await person.expectText(code);
    await expect(person.output).toContainText("kept output");
    await expect(person.editor).toHaveAttribute("aria-readonly", "true");
    await expect(person.page.getByRole("button", { name: "Run", exact: true })).toHaveCount(0);
  }
  await ben.editor.focus();
  await ben.page.keyboard.type("too late");
  await ben.expectText(code);
});

test("[SV4] while the server cannot save, editing is paused, the page says so, and it goes on where it stood", async ({
  newPerson,
  newSession,
}) => {
  const session = await newSession({ language: "javascript", code: "console.log('still runs');" });
  const ada = await newPerson("Ada");
  const sayTrouble = await betweenServerAndPage(ada);
  await ada.join(session);
  const banner = ada.page.getByRole("alert").filter({ hasText: "editing is paused" });

  sayTrouble(2);
  await expect(banner).toContainText("What you typed is kept in this browser");
  await expect(ada.editor).toHaveAttribute("aria-readonly", "true");
  await ada.type("too early ");
  await ada.expectText("console.log('still runs');");
  await ada.run();
  await ada.expectOutcome("succeeded");

  sayTrouble(0);
  await expect(banner).toHaveCount(0);
  await expect(ada.editor).toHaveAttribute("aria-readonly", "false");
  await ada.placeCaret(0);
  await ada.type("/* on */ ");
  await ada.expectSaved();
  await ada.expectText("/* on */ console.log('still runs');");
});

test("[SV5] a session part of whose record cannot be read is read-only, and one's copy can be had", async ({
  newPerson,
  newSession,
}) => {
  const session = await newSession({ language: "python", code: "kept = 1\n" });
  const ada = await newPerson("Ada");
  const sayTrouble = await betweenServerAndPage(ada);
  await ada.join(session);
  sayTrouble(3);
  const banner = ada.page.getByRole("alert").filter({ hasText: "record cannot be read" });
  await expect(ada.editor).toHaveAttribute("aria-readonly", "true");
  const downloading = ada.page.waitForEvent("download");
  await banner.getByRole("button", { name: "Download my copy" }).click();
  expect(await readFile(await (await downloading).path(), "utf8")).toBe("kept = 1\n");
});

test("Share copies the link and says so", async ({ newPerson, newSession, server }) => {
  const session = await newSession();
  const ada = await newPerson("Ada", { permissions: ["clipboard-read", "clipboard-write"] });
  await ada.join(session);
  await ada.page.getByRole("button", { name: "Share" }).click();
  await expect(ada.page.getByRole("button", { name: "Copied" })).toBeVisible();
  expect(await ada.page.evaluate(() => navigator.clipboard.readText())).toBe(`${server.url}/session/${session.id}`);
  await expect(ada.page.getByRole("button", { name: "Share" })).toBeVisible();
});

test("Download gives the code as a file", async ({ newPerson, newSession }) => {
  const code = "print('grüße 🎈')\n";
  const session = await newSession({ language: "python", code });
  const ada = await newPerson("Ada");
  await ada.join(session);
  const downloading = ada.page.waitForEvent("download");
  await ada.choose("Download main.py");
  const download = await downloading;
  expect(download.suggestedFilename()).toBe("main.py");
  expect(await readFile(await download.path(), "utf8")).toBe(code);
});

test("Ctrl+S says whether what was typed is on the server's disk", async ({ newPerson, newSession }) => {
  const session = await newSession();
  const ada = await newPerson("Ada");
  await ada.join(session);
  await ada.type("x");
  await ada.expectSaved();
  await ada.page.keyboard.press("Control+s");
  await expect(ada.messages).toContainText("Saved: every keystroke is on the server's disk");
  await ada.expectText("x");
});

test("a home page whose server went away says so and starts when it is back", async ({ newPerson }) => {
  const server = await Server.open();
  try {
    const ada = await newPerson("Ada", { server });
    await ada.page.goto(server.url);
    await expect(ada.page.getByRole("textbox", { name: "Your name" })).toHaveValue("Ada");
    await server.stop();
    await ada.page.getByRole("button", { name: "Start a session" }).click();
    await expect(ada.page.getByRole("alert")).toContainText("The server does not answer");
    await server.start();
    await ada.page.getByRole("button", { name: "Start a session" }).click();
    await ada.expectSaved();
  } finally {
    await server.close();
  }
});
