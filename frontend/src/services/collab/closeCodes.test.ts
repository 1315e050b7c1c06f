/** The table of close codes is the protocol's. */
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { CLOSE_CODES, isRefusalOfCopy, meaningOf } from "./closeCodes";

const AFTERWARDS: Record<string, string> = {
  "stops and says so": "stop",
  "its page": "stop",
  "reconnects at once": "at once",
  "tries again later": "later",
};
/** Standard codes have no name in the table. */
const STANDARD: Record<string, string> = { 1012: "SERVER_RESTARTS" };

function tableOfProtocol(): [number, { reason: string; next: string | undefined }][] {
  const page = readFileSync(new URL("../../../../docs/protocol.md", import.meta.url), "utf8");
  const section = page.slice(page.indexOf("## 11. Close codes"));
  return [...section.matchAll(/^\| (\d{4}) \| (?:`(\w+)`)? ?\| [^|]+ \| ([^|]+) \|$/gm)].map(([, code, name, then]) => [
    Number(code),
    { reason: name ?? STANDARD[code ?? ""] ?? "", next: AFTERWARDS[(then ?? "").trim()] },
  ]);
}

it("names each code of docs/protocol.md, section 11, and does what it says", () => {
  const table = tableOfProtocol();
  expect(table.length).toBeGreaterThanOrEqual(10);
  expect([...CLOSE_CODES]).toEqual(table);
});

it("knows what only a start from the server's text may end: where the page stops and stays", () => {
  const stopped = [...CLOSE_CODES.values()].filter(({ next }) => next === "stop").map(({ reason }) => reason);
  expect(stopped.filter((reason) => !isRefusalOfCopy(reason))).toEqual([
    "SESSION_NOT_FOUND",
    "LINK_REPLACED",
    "REMOVED",
    "SESSION_DELETED",
  ]);
  expect([...CLOSE_CODES.values()].filter(({ next, reason }) => next !== "stop" && isRefusalOfCopy(reason))).toEqual(
    [],
  );
});

it("takes every other code for a lost connection, which is tried again", () => {
  for (const code of [1000, 1005, 1006, 1011, 4999]) {
    expect(meaningOf(code)).toEqual({ reason: "CONNECTION_LOST", next: "at once" });
  }
});
