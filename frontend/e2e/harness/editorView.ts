/** CodeMirror's view behind the editor on a page: it knows the whole text, of which the DOM shows only what is in sight. */
import { expect, type JSHandle, type Locator, type Page } from "@playwright/test";
import type { Edit } from "./keystrokes";

/** The part of `EditorView` that the tests use. */
interface View {
  readonly state: {
    readonly doc: { readonly length: number; toString(): string };
    readonly selection: { readonly main: { readonly anchor: number; readonly head: number } };
  };
  dispatch(change: {
    readonly changes?: { readonly from: number; readonly to: number; readonly insert: string };
    readonly selection?: { readonly anchor: number; readonly head?: number };
    readonly userEvent?: string;
    readonly scrollIntoView?: boolean;
  }): void;
}

/** UTF-16 offsets; equal ones are a caret without a selection. */
export interface Selection {
  readonly anchor: number;
  readonly head: number;
}

/** What `EditorView.findFromDOM` does, which the built page does not export. */
function findView(content: Locator): Promise<JSHandle<View>> {
  return content.evaluateHandle((element: Element & { cmTile?: { root?: { view?: View } } }) => {
    const view = element.cmTile?.root?.view;
    if (view === undefined) throw new Error("This element is no editor of the CodeMirror that the harness knows.");
    return view;
  });
}

/** The whole text, line ends as `\n`. */
export async function readText(content: Locator): Promise<string> {
  return (await findView(content)).evaluate((view) => view.state.doc.toString());
}

/** Where the caret stands, and where its selection began. */
export async function readSelection(content: Locator): Promise<Selection> {
  return (await findView(content)).evaluate(({ state: { selection } }) => {
    const { anchor, head } = selection.main;
    return { anchor, head };
  });
}

/** Put the caret at an offset, or select from `anchor` to `head`. */
export async function select(content: Locator, anchor: number, head: number): Promise<void> {
  await content.focus();
  const view = await findView(content);
  await view.evaluate((view, selection) => view.dispatch({ selection, scrollIntoView: true }), { anchor, head });
}

/** Put text in the place of the selection in one change, as a paste does: no bracket is closed and no line indented. */
export async function paste(content: Locator, insert: string): Promise<void> {
  const view = await findView(content);
  await view.evaluate((view, insert) => {
    const { anchor, head } = view.state.selection.main;
    const from = Math.min(anchor, head);
    view.dispatch({
      changes: { from, to: Math.max(anchor, head), insert },
      selection: { anchor: from + insert.length },
      userEvent: "input.paste",
    });
  }, insert);
}

/** Make one edit after another as fast as the editor takes them; the page works in between. */
export async function typeEdits(content: Locator, edits: readonly Edit[]): Promise<void> {
  const view = await findView(content);
  await view.evaluate(async (view, edits) => {
    const EDITS_A_TURN = 10;
    for (const [count, { at, insert, deletes }] of edits.entries()) {
      view.dispatch({
        changes: { from: at, to: at + deletes, insert },
        selection: { anchor: at + insert.length },
        userEvent: deletes > 0 ? "delete" : "input.type",
      });
      if (count % EDITS_A_TURN === 0) await new Promise((resolve) => setTimeout(resolve));
    }
  }, edits);
}

/** Each line's number stands at the height of the line. */
export async function expectNumbersBesideLines(page: Page): Promise<void> {
  const tops = (selector: string) =>
    page
      .locator(selector)
      .evaluateAll((found) =>
        found
          .filter((element) => element.clientHeight > 0)
          .map((element) => Math.round(element.getBoundingClientRect().top)),
      );
  const lines = await page.locator(".cm-line").count();
  expect(lines).toBeGreaterThan(1);
  await expect.poll(async () => (await tops(".cm-lineNumbers .cm-gutterElement")).length).toBe(lines);
  await expect.poll(() => tops(".cm-lineNumbers .cm-gutterElement")).toEqual(await tops(".cm-line"));
}
