/** Every state that the page can be in, once: what is looked at (`screenshots.spec.ts`) is what axe looks at (`barriers.spec.ts`). */
import { expect, type Page } from "@playwright/test";
import { ada, lin, Story } from "../../src/services/replay/testing/recordings";

export interface State {
  readonly name: string;
  /** What main.tsx is to draw. */
  readonly still: string;
  /** What is done there until the state is reached. */
  readonly reach?: (page: Page) => Promise<void>;
}

const press = (name: string | RegExp) => (page: Page) =>
  page.getByRole("button", { name, exact: typeof name === "string" }).click();

const fromMenu = (item: string, shows: "dialog" | "alertdialog") => async (page: Page) => {
  await press("More actions")(page);
  await page.getByRole("menuitem", { name: item }).click();
  await expect(page.getByRole(shows)).toBeVisible();
};

/** The server's answer to the start of a session. */
const starting = (status: number, code: string) => async (page: Page) => {
  const answer = { message: "In the server's words.", code, status };
  await page.route("**/sessions", (route) => route.fulfill({ status, json: answer }));
  await page.getByRole("textbox", { name: "Your name" }).fill("Ines");
  await press("Start a session")(page);
  await expect(page.getByRole("alert")).toBeVisible();
};

const actionsForTomas = async (page: Page) => {
  await press("3 people here")(page);
  await press("Actions for Tomas Lindqvist")(page);
  await expect(page.getByRole("menu")).toBeVisible();
};

const chatOpen = async (page: Page) => {
  await press(/^Open the chat/)(page);
  await expect(page.getByRole("log")).toBeVisible();
};

const openTab = (page: Page) => page.getByRole("tab", { name: "helper.py" }).click();

/** Asks for a file of that name; of one that is none it is said why. */
const newFile = (name: string) => async (page: Page) => {
  await press("New file")(page);
  await page.getByRole("textbox", { name: "Name" }).fill(name);
  if (!/^[a-z.]+$/.test(name)) await press("Create")(page);
  await expect(page.getByRole("dialog")).toBeVisible();
};

/** The log that the replay asks for; empty where nothing is told. */
const playing = (story: Story) => async (page: Page) => {
  const session = { id: "s1", code: "", language: "python", title: "Second round", createdAt: "2026-01-01T12:00:00Z" };
  await page.route("**/sessions/*", (route) => route.fulfill({ json: { ...session, participants: 0 } }));
  await page.route("**/sessions/*/log", (route) =>
    route.fulfill({
      contentType: "application/x-ndjson",
      headers: { "Log-Entries": String(story.lines.length) },
      body: story.lines.map((line) => `${line}\n`).join(""),
    }),
  );
  await page.reload();
};

const told = new Story()
  .join(ada)
  .join(lin)
  .type(ada.id, "def two_sum(values, target):\n")
  .wait(4_000)
  .type(lin.id, "    seen = {}\n")
  .wait(90_000)
  .event(ada.id, { type: "chat", text: "What does it cost?" })
  .run(lin.id, "r1")
  .write(lin.id, "r1", "[0, 1]\n")
  .wait(40)
  .finish(lin.id, "r1")
  .wait(2_000)
  .leave(lin);

const ROOMS = [
  ...[
    "live",
    "files",
    "filesobserver",
    "steppingfiles",
    "failedfiles",
    "page",
    "pageelsewhere",
    "empty",
    "crowd",
    "running",
    "shown",
    "stepping",
    "prompted",
    "truncated",
    "lost",
    "candidate",
    "observer",
    "reconnecting",
    "trouble",
  ],
  ...["paused", "pausednocopy", "pausedcandidate", "damaged", "overhttp", "heldback", "toofast", "recovered"],
  ...["badframe", "toolong", "lobbyhost", "preparinghost", "lockededit", "lockedall", "ended", "endedcandidate"],
  ...["endedobserver", "endedunsent", "endedfiles"],
];
const OUTSIDE = [
  ...["join", "lostpage", "opening", "waitinglobby", "waitingstart", "notfound", "removed", "replaced", "deleted"],
  ...["away", "full", "serverfull", "pause", "heldbackoutside", "storage", "notletin", "refused"],
];

export const STATES: readonly State[] = [
  { name: "home", still: "home" },
  {
    name: "home, with what is missing named",
    still: "home",
    reach: async (page) => {
      await press("Start a session")(page);
      await page.getByRole("textbox", { name: "Link or id of a session" }).fill("hello");
      await press("Open")(page);
      await page.getByText("More options").click();
    },
  },
  { name: "home, a token needed", still: "home", reach: starting(401, "TOKEN_REQUIRED") },
  { name: "home, refused", still: "home", reach: starting(503, "STORAGE_UNAVAILABLE") },
  {
    name: "home, the languages",
    still: "home",
    reach: async (page) => {
      await page.getByRole("combobox", { name: "Language" }).click();
      await expect(page.getByRole("searchbox")).toBeVisible();
    },
  },
  { name: "join, without a name", still: "join", reach: press("Join") },
  ...[...OUTSIDE, ...ROOMS].map((still) => ({ name: still, still })),
  { name: "a new file", still: "files", reach: newFile("../x") },
  { name: "a new file, where there is one", still: "live", reach: newFile("helper.py") },
  {
    name: "what can be done about a file",
    still: "files",
    reach: async (page) => {
      await openTab(page);
      await press("Actions for helper.py")(page);
      await expect(page.getByRole("menu")).toBeVisible();
    },
  },
  {
    name: "somebody asks to remove a file",
    still: "files",
    reach: async (page) => {
      await openTab(page);
      await page.keyboard.press("Delete");
      await expect(page.getByRole("alertdialog")).toBeVisible();
    },
  },
  { name: "people", still: "crowd", reach: press(/people here$/) },
  {
    name: "what a host can do about a person",
    still: "live",
    reach: actionsForTomas,
  },
  {
    name: "a host asks to remove somebody",
    still: "live",
    reach: async (page) => {
      await actionsForTomas(page);
      await page.getByRole("menuitem", { name: "Remove…" }).click();
      await expect(page.getByRole("alertdialog")).toBeVisible();
    },
  },
  { name: "somebody waits, in the list", still: "lobbyhost", reach: press(/people here$/) },
  { name: "chat", still: "live", reach: chatOpen },
  { name: "chat, nothing said", still: "empty", reach: chatOpen },
  { name: "chat of an observer", still: "observer", reach: chatOpen },
  { name: "chat of an ended session", still: "ended", reach: chatOpen },
  {
    name: "menu",
    still: "live",
    reach: async (page) => {
      await press("More actions")(page);
      await expect(page.getByRole("menu")).toBeVisible();
    },
  },
  { name: "settings", still: "live", reach: fromMenu("Settings…", "dialog") },
  { name: "keys", still: "live", reach: fromMenu("Keys…", "dialog") },
  { name: "all commands", still: "live", reach: fromMenu("All commands…", "dialog") },
  {
    name: "links",
    still: "live",
    reach: async (page) => {
      const links = {
        candidate: "0b9d6c1e-8a55-4f5e-9d2d-2f0a2a8f7c11",
        observer: "7c3f1f0c-6f6b-4a8e-8b1c-0c1a5d1e2f30",
      };
      await page.route("**/links", (route) => route.fulfill({ json: links }));
      await fromMenu("Links…", "dialog")(page);
      await expect(page.getByRole("textbox").first()).toHaveValue(/session/);
    },
  },
  { name: "links, which cannot be read", still: "live", reach: fromMenu("Links…", "dialog") },
  { name: "a host asks to end", still: "live", reach: fromMenu("End session…", "alertdialog") },
  { name: "a host asks to delete", still: "live", reach: fromMenu("Delete session…", "alertdialog") },
  {
    name: "the link by hand",
    still: "live",
    reach: async (page) => {
      await page.evaluate(() => Object.defineProperty(navigator, "clipboard", { value: undefined }));
      await press("Share")(page);
      await expect(page.getByRole("dialog")).toBeVisible();
    },
  },
  {
    name: "following somebody",
    still: "live",
    reach: async (page) => {
      await press("3 people here")(page);
      await page.getByTitle("Follow Tomas Lindqvist", { exact: true }).click();
    },
  },
  {
    name: "replay",
    still: "replay",
    reach: async (page) => {
      await playing(told)(page);
      await expect(page.getByRole("slider")).toBeVisible();
    },
  },
  { name: "replay of nothing", still: "replay", reach: playing(new Story()) },
  { name: "replay, which cannot be read", still: "replay" },
];

/** Where the width is narrow, the output lies behind a tab of its own. */
export const NARROW_STATES: readonly State[] = [
  ...["steppingfiles", "failedfiles", "page", "pageelsewhere"].map((still) => ({
    name: `${still}, output`,
    still,
    reach: (page: Page) => page.getByRole("tab", { name: "Output" }).click(),
  })),
  { name: "output behind its tab", still: "live", reach: (page) => page.getByRole("tab", { name: "Output" }).click() },
  {
    name: "steps behind its tab",
    still: "stepping",
    reach: (page) => page.getByRole("tab", { name: "Output" }).click(),
  },
  {
    name: "prompts behind their tab",
    still: "prompted",
    reach: (page) => page.getByRole("tab", { name: "Output" }).click(),
  },
  { name: "ended, output", still: "ended", reach: (page) => page.getByRole("tab", { name: "Output" }).click() },
];

/** Brings a page to a state. */
export async function reach(page: Page, site: string, { still, reach: act }: State, wish = ""): Promise<void> {
  await page.unrouteAll();
  await page.goto(`${site}/?state=${still}${wish}`);
  await expect(page.locator("#root > *").first()).toBeVisible();
  await act?.(page);
}
