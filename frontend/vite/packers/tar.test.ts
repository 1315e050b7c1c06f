/** Archives can be read by whoever reads tar. */
import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { tar } from "./tar.ts";

const DEEP = `${"folder/".repeat(20)}file.py`;

test("an archive holds every file, also far down", () => {
  const files = new Map([
    ["a.py", Buffer.from("print(1)\n")],
    [DEEP, Buffer.alloc(513, "x")],
    ["empty/__init__.py", Buffer.alloc(0)],
  ]);
  const archive = tar(files);
  expect(execFileSync("tar", ["-t"], { input: archive }).toString().trim().split("\n")).toEqual([...files.keys()]);
  expect(execFileSync("tar", ["-x", "-O", DEEP], { input: archive })).toEqual(files.get(DEEP));
});

test("a path that does not fit is refused", () => {
  expect(() => tar(new Map([["x".repeat(101), Buffer.alloc(0)]]))).toThrow("too long");
});
