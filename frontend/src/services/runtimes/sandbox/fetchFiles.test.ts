/** A runtime's files come whole, and how far they are is told seldom. */
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { fetchFiles, PROGRESS_INTERVAL_MS, RuntimeFileError } from "./fetchFiles";

const text = (buffer: ArrayBuffer): string => new TextDecoder().decode(buffer);

/** A network that brings each file in pieces of one byte, at a clock that the test moves. */
function serve(files: Readonly<Record<string, Uint8Array>>, msAPiece = 0): void {
  vi.stubGlobal("fetch", async (path: string) => {
    const bytes = files[path];
    if (bytes === undefined) throw new TypeError("Failed to fetch");
    let at = 0;
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        vi.setSystemTime(Date.now() + msAPiece);
        if (at < bytes.length) controller.enqueue(bytes.slice(at, ++at));
        else controller.close();
      },
    });
    return new Response(body);
  });
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now: 0 });
  vi.spyOn(performance, "now").mockImplementation(() => Date.now());
});

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

test("files come whole, unpacked where they are packed", async () => {
  serve({ "/a": gzipSync("packed"), "/b": new TextEncoder().encode("plain") });
  const files = { a: { path: "/a", bytes: gzipSync("packed").length }, b: { path: "/b", bytes: 5 } };
  const { a, b } = await fetchFiles(files, () => undefined);
  expect([text(a), text(b)]).toEqual(["packed", "plain"]);
});

test("how far they are is told at the beginning, at the end, and now and then between", async () => {
  const bytes = 1_000;
  serve({ "/a": new Uint8Array(bytes) }, PROGRESS_INTERVAL_MS / 100);
  const told: number[] = [];
  await fetchFiles({ a: { path: "/a", bytes } }, (loaded) => told.push(loaded));
  expect(told[0]).toBe(0);
  expect(told.at(-1)).toBe(bytes);
  expect(told.length).toBeGreaterThan(8);
  expect(told.length).toBeLessThanOrEqual(12);
});

test("a file that cannot be had is said to be missing", async () => {
  serve({});
  const loading = fetchFiles({ a: { path: "/a", bytes: 1 } }, () => undefined);
  await expect(loading).rejects.toThrow(RuntimeFileError);
});
