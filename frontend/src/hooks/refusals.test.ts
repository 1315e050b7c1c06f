/** Each refusal is said in the page's own language. */
import { readFileSync } from "node:fs";
import { afterEach, expect, it } from "vitest";
import { CLOSE_CODES } from "../services/collab/closeCodes";
import { speak, texts } from "../texts";
import { refusalSentence } from "./refusals";

afterEach(() => speak("en"));

/** What no page is told: it stops the start, it is met within the room's connection alone, or the page has its own words. */
const NEVER_SHOWN = [
  "INTERNAL",
  "SESSION_EXISTS",
  "WRONG_SETTING",
  "UPGRADE_REQUIRED",
  "STREAM_GONE",
  "STREAM_BUSY",
  "INVALID_EVENT",
  "INVALID_REQUEST",
];

it("has words for every code of the server's table", () => {
  const table = readFileSync(new URL("../../../backend/app/errors.py", import.meta.url), "utf8");
  const codes = [...table.matchAll(/^ {4}(?:status, )?code[^=]*= (?:\d+, )?"([A-Z_]+)"/gm)].map(
    ([, code]) => code ?? "",
  );
  expect(codes.length).toBeGreaterThan(25);
  const told = new Set<string>([...CLOSE_CODES.values()].map(({ reason }) => reason));
  const silent = codes.filter((code) => !(code in texts.refusals.known) && !told.has(code));
  expect(silent.sort()).toEqual([...NEVER_SHOWN].sort());
});

it("says them in the language of the page", () => {
  const notAllowed = { code: "NOT_ALLOWED", message: "A participant who is observer may not do this." };
  expect(refusalSentence(notAllowed)).toBe("Your link does not let you do this.");
  speak("de");
  expect(refusalSentence(notAllowed)).toBe("Ihr Link erlaubt das nicht.");
});

it("keeps the server's words where they name the fault, or where the code is a new one", () => {
  const fault = { code: "INVALID_EVENT", message: "`title` of `titled` must be a text." };
  expect(refusalSentence(fault)).toBe("The server could not take this: `title` of `titled` must be a text.");
  expect(refusalSentence({ code: "OF_TOMORROW", message: "In its own words." })).toBe("In its own words.");
  expect(refusalSentence({ code: "HTTP_502", message: "" })).toBe("Something on the way answered with the status 502.");
});
