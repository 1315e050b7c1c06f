/** A host's connection shows a ticket; the key only where there is no other way. */
import { expect, it } from "vitest";
import { ApiError, NetworkError } from "../../api";
import { proveHost, type TicketOffice } from "./hostTicket";

const refusing = (error: Error) => () => Promise.reject(error);
const REPLACED = new ApiError("NOT_ALLOWED", 403, "");

/** Where a link was replaced: one key is good. */
const takesOnly =
  (good: string): TicketOffice =>
  (session, key) =>
    key === good ? Promise.resolve(`ticket for ${session} by ${key}`) : Promise.reject(REPLACED);

it("shows a ticket, and nothing where there is no key [TK1]", async () => {
  expect(await proveHost("s1", ["key"], takesOnly("key"))).toEqual({
    shown: { ticket: "ticket for s1 by key" },
    taken: "key",
  });
  expect(await proveHost("s1", [], takesOnly("key"))).toEqual({ shown: {}, taken: null });
});

it("shows the key where no ticket can be had for the moment, and nothing where the key is refused", async () => {
  const shown = { shown: { hostKey: "key" }, taken: null };
  expect(await proveHost("s1", ["key"], refusing(new NetworkError(null)))).toEqual(shown);
  expect(await proveHost("s1", ["key"], refusing(new ApiError("STORAGE_UNAVAILABLE", 503, "")))).toEqual(shown);
  expect(await proveHost("s1", ["key"], refusing(REPLACED))).toEqual({ shown: {}, taken: null });
});

it("finds out which of two keys is the host's where the answer to replacing one was lost [DR6]", async () => {
  expect((await proveHost("s1", ["old", "new"], takesOnly("new"))).taken).toBe("new");
  expect((await proveHost("s1", ["old", "new"], takesOnly("old"))).taken).toBe("old");
});
