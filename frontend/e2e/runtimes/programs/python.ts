/** Python's programs for the contract suite. */
import type { LanguagePrograms } from "./programs";

export const python = {
  language: "python",
  fileName: "main.py",
  hello: "print('hello')",
  streaming: `
import time
for n in range(1, 5):
    if n > 1:
        time.sleep(0.1)
    print(n)
`,
  streams: "import sys\nprint('out')\nprint('err', file=sys.stderr)",
  asks: `
name = input("name? ")
print("hello", name)
age = input("age? ")
print(age, "years")
`,
  readsToEnd: `
try:
    while True:
        input()
except EOFError:
    print("ended")
`,
  fails: {
    code: "def share(n):\n    return 12 / n\n\nshare(0)\n",
    says: "ZeroDivisionError: division by zero",
    line: 2,
  },
  doesNotParse: { code: "x = 1\ny = = 2\n", says: "SyntaxError: invalid syntax", line: 2 },
  recurses: "def f(): g()\ndef g(): f()\nf()",
  importsMissing: { code: "import math\nimport numpy", says: "No module named 'numpy'", line: 2 },
  exits: "import sys\nprint('before')\nsys.exit(3)\nprint('after')",
  loops: "print('on')\nwhile True: pass",
  resists: `
print('on')
while True:
    try:
        while True: pass
    except BaseException:
        pass
`,
  sleeps: "import time\nprint('on')\ntime.sleep(10_000)",
  floods: "n = 0\nwhile True:\n    print(n)\n    n += 1",
  writesTooMuch: "for n in range(100_000): print(n, 'x' * 100)",
  fills: 'filled = bytearray(40_000_000)\nprint("filled")\n',
  eatsMemory: "hoard = []\nwhile True: hoard.append(bytearray(64 << 20))",
  unicode: "print('grüße, 世界 🎈')\nprint(input())",
  awaits: `
import asyncio
async def main():
    await asyncio.sleep(0.01)
    return "waited"
print(asyncio.run(main()))
`,
  leaves: `
import builtins, os, sys
leftover = 1
builtins.print = lambda *_: None
builtins.leftover = 1
os.environ["LEFTOVER"] = "1"
sys.path.clear()
sys.setrecursionlimit(50)
`,
  looksAround: `
import builtins, os, sys, json
assert "leftover" not in globals() and not hasattr(builtins, "leftover")
assert "LEFTOVER" not in os.environ and sys.path and sys.getrecursionlimit() > 50
print("clean")
`,
  files: {
    code: "from helper import fruit\nprint(fruit(5))\n",
    files: [
      { name: "data.txt", text: "apples" },
      {
        name: "helper.py",
        text: "def fruit(n):\n    with open('data.txt') as file:\n        return f'{n + 1} {file.read()}'\n",
      },
    ],
    fails: {
      code: "import helper\nhelper.share(0)\n",
      files: [{ name: "helper.py", text: "def share(n):\n    return 12 / n\n" }],
      says: "ZeroDivisionError: division by zero",
      file: "helper.py",
      line: 2,
    },
  },
  opens: `import os
if os.path.exists("out.txt"): print("left")
print(open("data.txt", encoding="utf-8").read().splitlines()[1])
with open("out.txt", "w") as out: out.write("new\\n")
with open("out.txt", "a") as out: out.write("more\\n")
print(open("out.txt").read(), end="")
try:
    open("none.txt")
except FileNotFoundError:
    print("none")
open("data.txt", "w").close()
`,
  waysOut: {
    run: (body) => `
import js
from pyodide.ffi import run_sync
print(run_sync(js.eval(${JSON.stringify(`(async () => {${body}})()`)})))
`,
    evaluate: (statements) => `import js\njs.eval(${JSON.stringify(statements)})`,
  },
} satisfies LanguagePrograms;
