/** What clang makes runs as C and C++ do, and what goes wrong is told with the person's own line. */
import { beforeAll, expect, test, vi } from "vitest";
import { readLines } from "../compiled/program/lineTable";
import { explainTrap } from "../compiled/program/trap";
import { Exited, Wasi } from "../compiled/program/wasi";
import type { Clang } from "./clang";
import { Compilation } from "./compilation";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let clang: Clang;

beforeAll(async () => {
  const packaged = (await import("@yowasp/clang")) as unknown as { runClang: Clang };
  clang = packaged.runClang;
});

async function run(code: string): Promise<{ stdout: string; stderr: string; error: string | null }> {
  const written = { stdout: "", stderr: "" };
  const compiled = await new Compilation(clang, "c").compile(code, "main.c");
  if (compiled.module === null) return { ...written, stderr: compiled.said, error: compiled.error };
  const wasi = new Wasi({
    write: (stream, bytes) => {
      written[stream] += new TextDecoder().decode(bytes);
    },
    display: () => false,
    readLine: () => ({ kind: "end" }),
    sleep: () => true,
    stopping: () => false,
    interruptCell: null,
  });
  const { instance } = await WebAssembly.instantiate(compiled.module, wasi.imports);
  try {
    wasi.start(instance);
    return { ...written, error: null };
  } catch (thrown) {
    if (thrown instanceof Exited) return { ...written, error: `exit ${thrown.code}` };
    wasi.flush();
    const lineOf = readLines(new Uint8Array(compiled.module), ["main.c"]);
    const { report, error } = explainTrap(thrown, wasi.lastWords, lineOf);
    return { ...written, stderr: written.stderr + report, error };
  }
}

test("a trap is told with its meaning and its chain of calls", async () => {
  const code = `#include <stdio.h>
[[gnu::noinline]] int share(int n) {
  return 12 / n;
}

int main(int argc, char **argv) {
  printf("%d\\n", share(argc - 1));
}
`;
  expect(await run(code)).toEqual({
    stdout: "",
    stderr: "main.c:3: division by zero\n  in share (main.c:3)\n  in main (main.c:7)\n",
    error: "division by zero (main.c, line 3)",
  });
});

test("a null pointer is not followed", async () => {
  const code = `struct node { int value; };
[[gnu::noinline]] int valueOf(struct node *at) {
  return at->value;
}

int main(int argc, char **argv) { return valueOf(argc > 5 ? (void *)argv : 0); }
`;
  expect((await run(code)).error).toMatch(/null pointer.*\(main\.c, line 3\)$/);
});

test("abort says what the program said last", async () => {
  const code = "#include <assert.h>\nint main(int n, char **v) {\n  assert(n > 5);\n}\n";
  const { stderr, error } = await run(code);
  expect(stderr).toContain("Assertion failed: n > 5");
  expect(error).toMatch(/Assertion failed.*\(main\.c, line 3\)$/);
});

test("memory has an end", async () => {
  const code = `#include <stdio.h>
#include <stdlib.h>
char *volatile last;
int main(void) {
  int pieces = 0;
  while ((last = malloc(1 << 24))) pieces++;
  printf("%d", pieces);
  exit(3);
}
`;
  const { stdout, error } = await run(code);
  expect(error).toBe("exit 3");
  expect(Number(stdout)).toBeGreaterThan(20);
  expect(Number(stdout)).toBeLessThan(32);
});
