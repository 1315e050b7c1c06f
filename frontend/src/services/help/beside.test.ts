/** A language server hears of the session's other files, and only of what has changed. */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import * as Y from "yjs";
import { type BesideFile, BesideWatch, type FilesChange } from "./beside";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function newFile(name: string, text: string): BesideFile {
  const content = new Y.Doc().getText("content");
  content.insert(0, text);
  return { name, content };
}

/** A watch over files that can be exchanged, and what it has told. */
function watch(...files: BesideFile[]) {
  let now: readonly BesideFile[] = files;
  let changed = (): void => undefined;
  const told: FilesChange[] = [];
  const beside = {
    list: () => now,
    subscribe: (listener: () => void) => {
      changed = listener;
      return () => {
        changed = () => undefined;
      };
    },
  };
  const watched = new BesideWatch(beside, (change) => told.push(change));
  const exchange = (...others: BesideFile[]): void => {
    now = others;
    changed();
  };
  return { watched, exchange, told };
}

test("all of them are told at once, and nothing where there is none", () => {
  expect(watch(newFile("helper.py", "a = 1")).told).toEqual([
    { changed: [{ name: "helper.py", text: "a = 1" }], removed: [] },
  ]);
  expect(watch().told).toEqual([]);
});

test("many keys in one of them are told once, within a second, and those of the others are not", () => {
  const [helper, other] = [newFile("helper.py", ""), newFile("other.py", "")];
  const { told } = watch(helper, other);
  for (const key of "name") helper.content.insert(helper.content.length, key);
  expect(told).toHaveLength(1);
  vi.advanceTimersByTime(999);
  expect(told.slice(1)).toEqual([{ changed: [{ name: "helper.py", text: "name" }], removed: [] }]);
});

test("a file that is renamed goes and comes, one that is read anew is told anew", () => {
  const helper = newFile("helper.py", "a = 1");
  const { told, exchange } = watch(helper);
  exchange({ ...helper, name: "tools.py" });
  vi.runAllTimers();
  exchange(newFile("tools.py", "a = 2"));
  vi.runAllTimers();
  expect(told.slice(1)).toEqual([
    { changed: [{ name: "tools.py", text: "a = 1" }], removed: ["helper.py"] },
    { changed: [{ name: "tools.py", text: "a = 2" }], removed: [] },
  ]);
  helper.content.insert(0, "x");
  vi.runAllTimers();
  expect(told).toHaveLength(3);
});

test("nothing is told after it was disposed of", () => {
  const helper = newFile("helper.py", "");
  const { watched, told } = watch(helper);
  helper.content.insert(0, "x");
  watched.dispose();
  watched.dispose();
  vi.runAllTimers();
  expect(told).toHaveLength(1);
});
