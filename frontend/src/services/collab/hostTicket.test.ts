/** A host's connection shows a ticket; the key only where there is no other way. */
import { expect, it } from "vitest";
import { ApiError, NetworkError } from "../../api";
import { proveHost } from "./hostTicket";

const refusing = (error: Error) => () => Promise.reject(error);

it("shows a ticket, and nothing where there is no key [TK1]", async () => {
  const office = async (session: string, key: string) => `ticket for ${session} by ${key}`;
  expect(await proveHost("s1", "key", office)).toEqual({ ticket: "ticket for s1 by key" });
  expect(await proveHost("s1", null, office)).toEqual({});
});

it("shows the key where no ticket can be had for the moment, and nothing where the key is refused", async () => {
  expect(await proveHost("s1", "key", refusing(new NetworkError(null)))).toEqual({ hostKey: "key" });
  expect(await proveHost("s1", "key", refusing(new ApiError("STORAGE_UNAVAILABLE", 503, "")))).toEqual({
    hostKey: "key",
  });
  expect(await proveHost("s1", "key", refusing(new ApiError("NOT_ALLOWED", 403, "")))).toEqual({});
});
