/** What is Python's alone. */
import { expect, test } from "./fixtures";
import type { Recording, Script } from "./page/main";

let run: (script: Script) => Promise<Recording>;

test.beforeEach(({ room }) => {
  run = (script) => room.run("python", script);
});

const expectFailure = async (code: string, error: string, stderr: string): Promise<void> => {
  const recording = await run({ code });
  expect(recording.result.outcome).toBe("failed");
  expect(recording.result.error).toContain(error);
  expect(recording.stderr).toContain(stderr);
};

test("threads are refused in a sentence", () =>
  expectFailure(
    "import threading\nthreading.Thread(target=print).start()",
    "can't start new thread (main.py, line 2)",
    "Threads are not available in the browser; asyncio is.",
  ));

test("processes are refused in a sentence", () =>
  expectFailure(
    "import subprocess\nsubprocess.run(['ls'])",
    "(main.py, line 2)",
    "Other programs cannot be started in the browser.",
  ));

test("an error inside the standard library points at the line that called it", async () => {
  const { stderr } = await run({ code: "import json\njson.loads('{')" });
  expect(stderr.match(/File "/g)).toHaveLength(1);
  expect(stderr).toContain('File "main.py", line 2');
});

test("a chain of exceptions and a group show the person's lines only", async () => {
  const { stderr } = await run({
    code: "try:\n    int('x')\nexcept ValueError as e:\n    raise ExceptionGroup('g', [e, KeyError(1)]) from e",
  });
  expect(stderr).toContain("The above exception was the direct cause");
  expect(stderr).toContain("ExceptionGroup: g (2 sub-exceptions)");
  expect(stderr).not.toContain("algoroom");
});

test("a program is __main__, and classes defined in it behave as such", async () => {
  const code =
    "from dataclasses import dataclass\n@dataclass\nclass P:\n    x: int\nprint(P(1), __name__, P.__module__)";
  expect((await run({ code })).stdout).toBe("P(x=1) __main__ __main__\n");
});

test("sys.stdin can be read line by line and whole", async () => {
  const code = "import sys\nprint(repr(sys.stdin.readline()))\nprint(repr(sys.stdin.read()))";
  const { stdout } = await run({ code, stdin: "a\nb\n", answers: ["c", null] });
  expect(stdout).toBe("'a\\n'\n'b\\nc\\n'\n");
});

test("a program that catches KeyboardInterrupt may say goodbye when it is stopped", async () => {
  const code =
    "import time\nprint('on', flush=True)\ntry:\n    time.sleep(1000)\nexcept KeyboardInterrupt:\n    print('bye')";
  const { stdout, stderr, result } = await run({ code, stopAt: "on" });
  expect(result.outcome).toBe("stopped");
  expect({ stdout, stderr }).toEqual({ stdout: "on\nbye\n", stderr: "" });
});

test("a program that waits in asyncio is stopped without a new interpreter", async ({ room }) => {
  const code = `
import asyncio
async def main():
    asyncio.get_running_loop().call_later(0.05, lambda: print("on", flush=True))
    await asyncio.sleep(1000)
asyncio.run(main())
`;
  const { result, stderr } = await run({ code, stopAt: "on" });
  expect({ outcome: result.outcome, stderr }).toEqual({ outcome: "stopped", stderr: "" });
  expect(await room.page.evaluate(() => window.lab.status("python"))).toEqual({ kind: "ready" });
});

test("two runs do not draw the same random numbers, whatever the first one seeded", async () => {
  const draw = async (): Promise<string> =>
    (await run({ code: "import random\nprint(random.random())\nrandom.seed(1)" })).stdout;
  expect(await draw()).not.toBe(await draw());
});

test("an interpreter that crashes is replaced", async () => {
  const { result } = await run({ code: "x = []\nfor _ in range(100_000): x = [x]\nrepr(x)" });
  expect(result).toMatchObject({ outcome: "failed", error: "The Python interpreter crashed; it was restarted." });
  expect((await run({ code: "print('hello')" })).stdout).toBe("hello\n");
});

test("a task that is left behind does not speak into the next run", async () => {
  const code = `
import asyncio
async def nag():
    while True:
        await asyncio.sleep(0.01)
        print("nag")
asyncio.get_event_loop().create_task(nag())
print("first")
`;
  expect((await run({ code })).stdout).toBe("first\n");
  const second = await run({ code: "import asyncio\nasyncio.run(asyncio.sleep(0.2))\nprint('second')" });
  expect(second.stdout).toBe("second\n");
});

test("packages are found by the import, with what they need, and loaded once", async () => {
  const code = "from sympy import symbols, integrate\nx = symbols('x')\nprint(integrate(2 * x, x))";
  const first = await run({ code });
  expect(first).toMatchObject({ stdout: "x**2\n", stderr: "", result: { outcome: "succeeded" } });
  expect(first.loading).toContain("mpmath, sympy");
  expect((await run({ code })).loading).toEqual([]);
});

test("a package that somebody was sent is there for the interpreter that comes after a crash, too", async () => {
  const code = "from sortedcontainers import SortedList\nprint(SortedList([2, 1]))";
  expect((await run({ code })).stdout).toBe("SortedList([1, 2])\n");
  await run({ code: "x = []\nfor _ in range(100_000): x = [x]\nrepr(x)" });
  expect(await run({ code })).toMatchObject({ stdout: "SortedList([1, 2])\n", loading: [] });
});

test("pytest and hypothesis test the program itself", async () => {
  const code = `
import pytest
from hypothesis import given, strategies as st

@given(st.integers())
def test_small(n):
    assert n < 100

def test_sum():
    assert sum([1, 2]) == 3

if __name__ == "__main__":
    pytest.main(["-q", __file__])
`;
  const { stdout } = await run({ code });
  expect(stdout).toContain("1 failed, 1 passed in");
  expect(stdout).toContain("n=100");
  const other = "import pytest\ndef test_it(): pass\nif __name__ == '__main__': pytest.main(['-q', __file__])";
  expect((await run({ code: other })).stdout).toContain("1 passed in");
});

for (const [what, code, sentence] of [
  [
    "that exists elsewhere",
    "import numpy",
    "'numpy' exists for Python in the browser, but this server does not have it. Whoever runs the server can add it: algoroom fetch-packages numpy",
  ],
  ["that nobody knows", "import nosuch", "'nosuch' is not available here. Python's standard library is, and"],
  ["whose name is computed", "__import__('net' + 'workx')", "loaded for programs that say `import networkx`"],
] as const) {
  test(`a package ${what} is refused in a sentence`, () => expectFailure(code, "(main.py, line 1)", sentence));
}
