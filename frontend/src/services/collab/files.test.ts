/** The files of a session as the page knows them. */
import { describe, expect, it } from "vitest";
import { filesOf, filesOfLanguage, foldFiles, idOfFile, isCreatedText, isFileName } from "./files";

const ID = "5f0c2a9e-0000-4000-8000-000000000001";
const TEXT = `file/${ID}`;
const HELPER = { text: TEXT, language: "python", name: "helper.py" };

describe("files", () => {
  it("are what welcome names beside the entry files", () => {
    const entry = { name: "file/main.py", language: "python", file: "main.py" };
    expect(filesOf([entry, { name: TEXT, language: "python", file: "helper.py" }])).toEqual([HELPER]);
    expect(filesOf([{ ...entry, file: null }])).toEqual([]);
    expect(idOfFile(HELPER)).toBe(ID);
    expect(["file/main.py", "notes", TEXT].map(isCreatedText)).toEqual([false, false, true]);
  });

  it("are created once, renamed and removed", () => {
    const created = { type: "file_created", file: ID, language: "python", name: "helper.py" } as const;
    const one = foldFiles([], created);
    expect(one).toEqual([HELPER]);
    expect(foldFiles(one, { ...created, name: "other.py" })).toBe(one);
    expect(foldFiles(one, { type: "file_renamed", file: ID, name: "b.py" })).toEqual([{ ...HELPER, name: "b.py" }]);
    expect(foldFiles(one, { type: "file_removed", file: ID })).toEqual([]);
  });

  it("stand in the order of their names, a language's only", () => {
    const files = [HELPER, { ...HELPER, text: "file/2", name: "a.py" }, { ...HELPER, text: "file/3", language: "c" }];
    expect(filesOfLanguage(files, "python").map(({ name }) => name)).toEqual(["a.py", "helper.py"]);
  });

  it("have names as the server takes them", () => {
    for (const name of ["a", "helper.py", "data-1.csv", "_x", "x".repeat(60)]) expect(isFileName(name)).toBe(true);
    for (const name of ["", ".env", "-x", "a.", "a..b", "a/b", "a b", "x".repeat(61), "é"]) {
      expect(isFileName(name)).toBe(false);
    }
  });
});
