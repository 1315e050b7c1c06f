/** What hosts decide reaches open pages at once: links, the lobby, locks, removal, the end, deletion. */
import type { Page } from "@playwright/test";
import { expectNoBarriers } from "./harness/accessibility";
import { expect, type Person, test } from "./harness/fixtures";
import { expectPrompt, type Sign } from "./harness/promptness";

const heading = (text: string): Sign => ({ selector: "h1", text });
const banner = (text: string): Sign => ({ selector: "p, div", text });

/** The host's key that this browser remembers, as its storage has it. */
function hostKeyOf(host: Person, sessionId: string): Promise<string | null> {
  return host.page.evaluate((id) => localStorage.getItem(`algoroom/hostKey/${id}`), sessionId);
}

async function confirm(page: Page, action: string): Promise<void> {
  await page.getByRole("alertdialog").getByRole("button", { name: action }).click();
}

/** The address that the dialog of links shows for a role. */
async function linkFor(host: Person, role: string): Promise<string> {
  await host.choose("Links…");
  const link = host.page.getByLabel(`Link to this session: ${role}`);
  await expect(link).toHaveValue(/\/session\//);
  const value = await link.inputValue();
  await host.page.keyboard.press("Escape");
  return value;
}

async function askToReplace(host: Person, role: string): Promise<void> {
  await host.choose("Links…");
  await host.page.getByRole("button", { name: `Replace the link for ${role}` }).click();
}

async function replace(host: Person, role: string): Promise<void> {
  await askToReplace(host, role);
  await confirm(host.page, "Replace");
}

async function actionsFor(host: Person, name: string): Promise<void> {
  await host.page.getByRole("button", { name: /(person|people) here/ }).click();
  await host.page.getByRole("button", { name: `Actions for ${name}` }).click();
}

test("each link gives its role, and the host's makes a host again after a reload", async ({
  newPerson,
  newSession,
}) => {
  const session = await newSession({ language: "javascript", code: "given" });
  const hedy = await newPerson("Hedy");
  await hedy.joinAsHost(session);
  const observers = await linkFor(hedy, "Observers");
  const hosts = await linkFor(hedy, "Hosts");
  expect(observers).not.toContain(session.id);

  const oz = await newPerson("Oz");
  await oz.page.goto(observers);
  await oz.expectSaved();
  await oz.expectText("given");
  await expect(oz.page.getByText("You are observing")).toBeVisible();
  await expect(oz.page.getByRole("button", { name: "Run", exact: true })).toHaveCount(0);

  const second = await newPerson("Second host");
  const asked: string[] = [];
  second.page.on("request", (request) => asked.push(request.url()));
  await second.page.goto(hosts);
  await second.expectSaved();
  expect(new URL(second.page.url()).hash).toBe("");
  expect(asked.join("\n")).not.toContain(session.hostKey);
  await second.page.reload();
  await second.expectSaved();
  await second.page.getByRole("button", { name: "More actions" }).click();
  await expect(second.page.getByRole("menuitem", { name: "End session…" })).toBeVisible();
});

test("a replaced link dies at once, and the new one works", async ({ newPerson, newSession }) => {
  const session = await newSession({ language: "javascript", code: "given" });
  const hedy = await newPerson("Hedy");
  const ada = await newPerson("Ada");
  await hedy.joinAsHost(session);
  await ada.join(session);
  await askToReplace(hedy, "Candidates");
  await expectPrompt(hedy, () => confirm(hedy.page, "Replace"), [ada], heading("This link was replaced"));
  await expect(hedy.page.getByText("The link is replaced")).toBeVisible();
  await hedy.page.keyboard.press("Escape");
  await ada.page.goto(await linkFor(hedy, "Candidates"));
  await ada.expectSaved();
  await ada.expectText("given");
  await replace(hedy, "Hosts");
  await expect.poll(() => hostKeyOf(hedy, session.id)).not.toBe(session.hostKey);
  await hedy.expectSaved();
});

test("a host who is gone before the answer to a new hosts' link has come is a host again", async ({
  newPerson,
  newSession,
  server,
}) => {
  const session = await newSession({ language: "javascript" });
  const hedy = await newPerson("Hedy");
  await hedy.joinAsHost(session);
  const tickets = `${server.url}/sessions/${session.id}/tickets`;
  const showOldKey = () => fetch(tickets, { method: "POST", headers: { Authorization: `Bearer ${session.hostKey}` } });
  // The server takes the request, and what it says is lost.
  await hedy.page.route("**/links/host", async (route) => {
    await route.fetch();
  });
  await replace(hedy, "Hosts");
  await expect.poll(async () => (await showOldKey()).status).toBe(403);
  await hedy.page.reload();
  await hedy.expectSaved();
  await hedy.page.getByRole("button", { name: "More actions" }).click();
  await expect(hedy.page.getByRole("menuitem", { name: "End session…" })).toBeVisible();
});

test("locks are seen and hold until they are lifted, for one person or for all", async ({ newPerson, newSession }) => {
  const session = await newSession({ language: "javascript" });
  const hedy = await newPerson("Hedy");
  const ada = await newPerson("Ada");
  await hedy.joinAsHost(session);
  await ada.join(session);
  await hedy.page.getByRole("button", { name: "More actions" }).click();
  const lockEditing = () => hedy.page.getByRole("menuitemcheckbox", { name: "Editing" }).click();
  await expectPrompt(hedy, lockEditing, [ada], banner("A host has locked editing for everybody"));
  await expect(ada.editor).toHaveAttribute("aria-readonly", "true");
  await hedy.type("mine");
  await ada.expectText("mine");
  await hedy.page.getByRole("button", { name: "More actions" }).click();
  await hedy.page.getByRole("menuitemcheckbox", { name: "Editing" }).click();
  await expect(ada.editor).toHaveAttribute("aria-readonly", "false");

  await actionsFor(hedy, "Ada");
  await hedy.page.getByRole("menuitemcheckbox", { name: "Lock running" }).click();
  await expect(ada.page.getByText("A host has locked running for you")).toBeVisible();
  await expect(ada.page.getByRole("button", { name: "Run", exact: true })).toHaveCount(0);
  await hedy.page.keyboard.press("Escape");
  await actionsFor(hedy, "Ada");
  await hedy.page.getByRole("menuitemcheckbox", { name: "Lock pasting" }).click();
  await expect(ada.page.getByText("A host has locked running and pasting for you")).toBeVisible();
  await ada.editor.evaluate((content) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", "pasted");
    content.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
  });
  await expect(ada.messages).toContainText("A host has locked pasting");
  await ada.type("typed");
  await expect.poll(() => hedy.text()).toContain("typed");
  expect(await hedy.text()).not.toContain("pasted");
});

test("who is removed sees it at once, and a host can let back in", async ({ newPerson, newSession }) => {
  const session = await newSession({ language: "javascript" });
  const hedy = await newPerson("Hedy");
  const ada = await newPerson("Ada");
  await hedy.joinAsHost(session);
  await ada.join(session);
  await actionsFor(hedy, "Ada");
  await hedy.page.getByRole("menuitem", { name: "Remove…" }).click();
  await expectPrompt(hedy, () => confirm(hedy.page, "Remove"), [ada], heading("A host has removed you"));
  await ada.page.reload();
  await expect(ada.page.getByRole("heading", { name: "A host has removed you" })).toBeVisible();
  const open = hedy.page.getByRole("button", { name: "Let back in Ada" });
  if (!(await open.isVisible())) await hedy.page.getByRole("button", { name: "1 person here" }).click();
  await open.click();
  await ada.page.reload();
  await ada.expectSaved();
});

test("with the lobby on, people wait until they are let in", async ({ newPerson, newSession }) => {
  const session = await newSession({ language: "javascript", code: "secret", lobby: true });
  const hedy = await newPerson("Hedy");
  const ada = await newPerson("Ada");
  await hedy.joinAsHost(session);
  await ada.page.goto(`${ada.server.url}/session/${session.id}`);
  await expect(ada.page.getByRole("heading", { name: "You are in the lobby" })).toBeVisible();
  await expectNoBarriers(ada.page, "the lobby");
  await expect(ada.page.getByText("secret")).toHaveCount(0);
  await hedy.page.getByRole("button", { name: "Let in Ada" }).click();
  await expect(ada.editor).toBeVisible();
  await ada.expectText("secret");
});

test("a prepared session opens when it is started", async ({ newPerson, newSession }) => {
  const session = await newSession({ language: "javascript", prepare: true });
  const hedy = await newPerson("Hedy");
  const ada = await newPerson("Ada");
  await hedy.joinAsHost(session);
  await hedy.type("task");
  await ada.page.goto(`${ada.server.url}/session/${session.id}`);
  await expect(ada.page.getByRole("heading", { name: "The session has not started yet" })).toBeVisible();
  await hedy.page.getByRole("button", { name: "Start the session" }).click();
  await expect(ada.editor).toBeVisible();
  await ada.expectText("task");
});

test("the end, a reopening and a deletion reach open pages at once", async ({ newPerson, newSession, server }) => {
  const session = await newSession({ language: "javascript", code: "given" });
  const hedy = await newPerson("Hedy");
  const ada = await newPerson("Ada");
  await hedy.joinAsHost(session);
  await ada.join(session);
  await hedy.choose("End session…");
  await expectPrompt(hedy, () => confirm(hedy.page, "End session"), [ada], heading("This session ended"));
  const reopen = () => hedy.page.getByRole("button", { name: "Reopen" }).click();
  await expectPrompt(hedy, reopen, [ada], { selector: "button", text: "Share" });
  await ada.type("again ");
  await expect.poll(() => hedy.text()).toContain("again");
  await hedy.choose("Delete session…");
  const deleteAll = () => confirm(hedy.page, "Delete everything");
  await expectPrompt(hedy, deleteAll, [ada, hedy], heading("This session was deleted"));
  for (const person of [ada, hedy]) {
    await expect.poll(() => remembered(person.page, session.id)).toEqual([]);
  }
  expect((await fetch(`${server.url}/sessions/${session.id}`)).status).toBe(404);
});

/** What a browser still holds of a session. */
async function remembered(page: Page, id: string): Promise<string[]> {
  return page.evaluate(async (session) => {
    const databases = (await indexedDB.databases()).map(({ name }) => name ?? "");
    const values = Object.entries(localStorage).filter(([name]) => !name.includes("/hostKey/"));
    return [...databases, ...values.map(([name, value]) => name + value)].filter((held) => held.includes(session));
  }, id);
}
