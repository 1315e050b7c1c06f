/** A person in a room: a browser of their own, and what they do and see there. */
import { type BrowserContext, expect, type Locator, type Page } from "@playwright/test";
import type { SessionLink } from "./api";
import { paste, readSelection, readText, type Selection, select, typeEdits } from "./editorView";
import type { Edit } from "./keystrokes";
import type { Entrance } from "./server";

/** What localStorage calls things: the page's prefix, and JSON values. */
const REMEMBERED = "algoroom/";

/** The page's own waits for a lost server are longer than a test's usual patience. */
const RECONNECT_MS = 40_000;

/** The first run of a language loads it, on a machine that may be busy with other tests. */
const RUN_MS = 60_000;

export class Person {
  constructor(
    readonly name: string,
    readonly context: BrowserContext,
    readonly page: Page,
    readonly server: Entrance,
  ) {}

  /** Where this person types. */
  get editor(): Locator {
    // Of the files that are not shown there are editors too.
    return this.page.locator(".cm-content").filter({ visible: true });
  }

  /** What the shown run wrote. */
  get output(): Locator {
    return this.page.getByRole("region", { name: "Output of the run" });
  }

  /** Who ran, with what end, and when. */
  get outcome(): Locator {
    return this.page.locator("[data-outcome]");
  }

  /** Where the running code's question is answered. */
  get inputLine(): Locator {
    return this.page.getByRole("textbox", { name: "Input for the running code" });
  }

  /** What the page says for a moment. */
  get messages(): Locator {
    return this.page.getByRole("region", { name: "Messages" });
  }

  /** Follow the link, as somebody with a name; resolves when the room is live and what is shown is saved. */
  async join(session: Pick<SessionLink, "id">): Promise<void> {
    await this.page.goto(`${this.server.url}/session/${session.id}`);
    await this.expectSaved();
  }

  /** Follow the link as the one who created the session. */
  async joinAsHost({ id, hostKey }: SessionLink): Promise<void> {
    await this.remember(`hostKey/${id}`, hostKey);
    await this.join({ id });
  }

  /** Let this browser remember a value, as if the page had stored it, from its next page on. */
  async remember(key: string, value: unknown): Promise<void> {
    await this.context.addInitScript(
      ([name, json]) => {
        // Frames without an origin have no storage.
        if (globalThis.origin !== "null" && localStorage.getItem(name) === null) localStorage.setItem(name, json);
      },
      [REMEMBERED + key, JSON.stringify(value)] as const,
    );
  }

  /** Type with the keyboard where the caret is, key by key. */
  async type(text: string): Promise<void> {
    await this.editor.focus();
    await this.page.keyboard.type(text);
  }

  /** Make these edits as fast as the editor takes them, without the keyboard's own pace. */
  async typeFast(edits: readonly Edit[]): Promise<void> {
    await typeEdits(this.editor, edits);
  }

  /** Put the caret into a line, counted from 1, at its end. */
  async goToLine(line: number): Promise<void> {
    const before = (await this.text()).split("\n").slice(0, line);
    await this.placeCaret(before.join("\n").length);
  }

  /** Press Run. */
  async run(): Promise<void> {
    await this.page.getByRole("button", { name: "Run", exact: true }).click();
  }

  /** Press Stop. */
  async stop(): Promise<void> {
    await this.page.getByRole("button", { name: "Stop" }).click();
  }

  /** Write a line into the running code's question. */
  async answer(line: string): Promise<void> {
    await this.inputLine.fill(line);
    await this.page.getByRole("button", { name: "Send", exact: true }).click();
  }

  /** Choose the room's language by the name that people know. */
  async switchTo(language: string): Promise<void> {
    await this.page.getByRole("combobox", { name: "Language" }).click();
    await this.page.getByRole("searchbox", { name: "Search languages" }).fill(language);
    await this.page.keyboard.press("Enter");
  }

  /** Choose from the menu behind the dots. */
  async choose(action: string): Promise<void> {
    await this.page.getByRole("button", { name: "More actions" }).click();
    await this.page.getByRole("menuitem", { name: action }).click();
  }

  /** Put text where the caret is in one change. */
  async paste(text: string): Promise<void> {
    await paste(this.editor, text);
  }

  /** Put the caret at a UTF-16 offset, or select up to another. */
  async placeCaret(anchor: number, head = anchor): Promise<void> {
    await select(this.editor, anchor, head);
  }

  /** The caret and the beginning of its selection. */
  async caret(): Promise<Selection> {
    return readSelection(this.editor);
  }

  /** The whole text in the editor, whatever of it is in sight. */
  async text(): Promise<string> {
    return readText(this.editor);
  }

  async expectText(text: string): Promise<void> {
    await expect.poll(() => this.text(), { message: `${this.name}'s text` }).toBe(text);
  }

  async expectOutcome(outcome: "running" | "succeeded" | "failed" | "stopped"): Promise<void> {
    await expect(this.outcome, `${this.name}'s view of the run`).toHaveAttribute("data-outcome", outcome, {
      timeout: RUN_MS,
    });
  }

  /** Wait until the connection is live and the server has confirmed every edit. Long enough for a restart of the server. */
  async expectSaved(): Promise<void> {
    await expect(this.editor).toBeVisible({ timeout: RECONNECT_MS });
    await expect(this.page.locator("[data-tone]"), `${this.name}'s connection`).toHaveAttribute("data-tone", "good", {
      timeout: RECONNECT_MS,
    });
  }

  async goOffline(): Promise<void> {
    await this.context.setOffline(true);
  }

  async goOnline(): Promise<void> {
    await this.context.setOffline(false);
  }
}

/** Wait until everybody has the same text and everything is saved; returns the text. */
export async function expectSameText(first: Person, ...others: readonly Person[]): Promise<string> {
  await Promise.all([first, ...others].map((person) => person.expectSaved()));
  await expect
    .poll(async () => new Set(await Promise.all([first, ...others].map((person) => person.text()))).size, {
      message: `different texts of ${[first, ...others].map(({ name }) => name).join(", ")}`,
      timeout: RECONNECT_MS,
    })
    .toBe(1);
  return first.text();
}
