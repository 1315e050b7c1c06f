// @vitest-environment jsdom
/** When help while typing begins to load. */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { newText, openEditor, typeInto } from "../editor/testing/editors";
import { pretendLayout } from "../editor/testing/layout";
import type { HelpStatus } from "./languageHelp";

/** Longer than any pause that help waits for. */
const LONG_MS = 5000;

beforeEach(() => {
  pretendLayout();
  vi.useFakeTimers();
});
afterEach(() => vi.useRealTimers());

async function openWithHelp() {
  const told: HelpStatus["kind"][] = [];
  const onHelp = ({ kind }: HelpStatus): void => void told.push(kind);
  const editor = await openEditor(newText("x = 1\n"), { fileName: "main.py", onHelp });
  return { ...editor, told };
}

test("help loads in the first pause behind a key", async () => {
  const { view, told } = await openWithHelp();
  typeInto(view, 0, "y");
  expect(told).toEqual([]);
  vi.advanceTimersByTime(LONG_MS);
  expect(told).toEqual(["starting"]);
});

test("help that was typed for while somebody waits for a run loads behind that", async () => {
  const { view, setup, told } = await openWithHelp();
  setup.setHelpHeld(true);
  typeInto(view, 0, "y");
  vi.advanceTimersByTime(LONG_MS);
  expect(told).toEqual([]);
  setup.setHelpHeld(false);
  vi.advanceTimersByTime(LONG_MS);
  expect(told).toEqual(["starting"]);
});

test("help that nobody typed for does not load behind a run", async () => {
  const { setup, told } = await openWithHelp();
  setup.setHelpHeld(true);
  setup.setHelpHeld(false);
  vi.advanceTimersByTime(LONG_MS);
  expect(told).toEqual([]);
});

test("help that is asked for loads beside a run", async () => {
  const { setup, told } = await openWithHelp();
  setup.setHelpHeld(true);
  setup.help.ask("explain");
  expect(told).toEqual(["starting"]);
});
