/** A person in a room: a browser of their own, and what they do and see there. */
import { type BrowserContext, expect, type Locator, type Page } from "@playwright/test";
import type { SessionLink } from "./api";
import { paste, readSelection, readText, type Selection, select } from "./editorView";
import type { Server } from "./server";

/** What localStorage calls things: the page's prefix, and JSON values. */
const REMEMBERED = "algoroom/";

/** The page's own waits for a lost server are longer than a test's usual patience. */
const RECONNECT_MS = 40_000;

export class Person {
  constructor(
    readonly name: string,
    readonly context: BrowserContext,
    readonly page: Page,
    readonly server: Server,
  ) {}

  /** Where this person types. */
  get editor(): Locator {
    return this.page.locator(".cm-content");
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
  async remember(key: string, value: string): Promise<void> {
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
