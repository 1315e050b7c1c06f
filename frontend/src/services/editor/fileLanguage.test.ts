/** A file is read in the language that its ending names. */
import { expect, test } from "vitest";
import { LANGUAGES } from "../runtimes/registry";
import { languageOfFile } from "./fileLanguage";

test.each(LANGUAGES.map(({ id, fileName }) => [fileName, id]))("%s is %s", (fileName, id) => {
  expect(languageOfFile(id, fileName)).toBe(id);
});

test.each([
  ["style.css", "css"],
  ["Settings.JSON", "json"],
  ["page.html", "html"],
])("in a session of any language, %s is %s", (fileName, language) => {
  expect(languageOfFile("python", fileName)).toBe(language);
});

test("what is no program is text", () => {
  expect(languageOfFile("python", "data.csv")).toBe("text");
});
