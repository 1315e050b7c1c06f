/** What is held is given without being read. */
import { expect, test } from "vitest";
import { HeldBlob } from "./heldBlob";

test("a held blob gives the very bytes that it was made of, and tells how many they are", async () => {
  const bytes = Uint8Array.of(1, 2, 3).buffer;
  const blob = new HeldBlob(bytes);
  expect(blob).toBeInstanceOf(Blob);
  expect(blob.size).toBe(3);
  expect(await blob.arrayBuffer()).toBe(bytes);
});
