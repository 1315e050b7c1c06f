/** JavaScript's console prints as Node's, and its errors point at the person's lines. */
import { Console } from "node:console";
import { Writable } from "node:stream";
import { describe, expect, test } from "vitest";
import { makeConsole } from "./console";
import { describeUncaught, withoutForeignFrames } from "./errors";
import { FileModules } from "./node/files";
import { inFunction, placeInProgram } from "./node/inFunction";
import { linkImports } from "./node/link";
import { isPlain, runPlain } from "./plain";
import { asItIs } from "./program";

type Use = (console: Console) => void;

/** What the console of the Node that runs this test writes, both streams together. */
function byNode(use: Use): string {
  let written = "";
  const stream = new Writable({
    write(chunk, _encoding, done) {
      written += chunk;
      done();
    },
  });
  use(new Console({ stdout: stream, stderr: stream }));
  return written;
}

function byOurs(use: Use): string {
  let written = "";
  use(
    makeConsole((_stream, text) => {
      written += text;
    }) as Console,
  );
  return written;
}

const USES: Readonly<Record<string, Use>> = {
  "values of all kinds": (console) =>
    console.log(
      "text",
      1,
      -0,
      10n,
      null,
      undefined,
      true,
      Symbol("s"),
      new Array(2),
      { a: { b: { c: { d: 1 } } } },
      () => 1,
    ),
  collections: (console) => console.log(new Map([["k", { z: [1] }]]), new Set(["a"]), new Uint8Array(3)),
  classes: (console) =>
    console.log(
      new (class Point {
        x = 1;
      })(),
      class A {},
      new Date(0),
      /x/g,
    ),
  "what refers to itself": (console) => {
    const self: Record<string, unknown> = {};
    self.self = self;
    console.log(self);
  },
  formats: (console) => console.log("%s is %d years, %i, %f, %j %o %%", "Ada", 36.5, 36.5, 36.5, { a: 1 }, [1], "more"),
  "long arrays": (console) => console.log(Array.from({ length: 120 }, (_, n) => n)),
  groups: (console) => {
    console.group("outer");
    console.log("two\nlines");
    console.group();
    console.warn("inner");
    console.groupEnd();
    console.groupEnd();
    console.log("outside");
  },
  "a table of objects": (console) =>
    console.table([
      { a: 1, b: "x" },
      { a: 2, c: [1, 2] },
    ]),
  "a table of values": (console) => console.table(["a", "b"]),
  "a table of chosen columns": (console) => console.table([{ a: 1, b: 2 }], ["b"]),
  "a table of nothing": (console) => console.table(5),
  counts: (console) => {
    console.count();
    console.count("x");
    console.count("x");
    console.countReset("x");
    console.count("x");
  },
  assertions: (console) => {
    console.assert(true, "not said");
    console.assert(false);
    console.assert(false, "because %s", "of this");
  },
  dir: (console) => console.dir({ a: { b: { c: { d: 1 } } } }, { depth: 0 }),
};

for (const [name, use] of Object.entries(USES)) {
  test(`the console prints ${name} as Node does`, () => expect(byOurs(use)).toBe(byNode(use)));
}

test("only the person's own frames are shown", () => {
  const stack = "Error: x\n    at f (main.js:2:3)\n    at g (blob:null/1:1:1)\n    at async main.js:9:1";
  expect(withoutForeignFrames(stack)).toBe("Error: x\n    at f (main.js:2:3)\n    at async main.js:9:1");
});

test("an error is shown with its line and a caret below", () => {
  const error = new TypeError("no");
  error.stack = "TypeError: no\n    at f (main.js:2:7)\n    at import (blob:null/1:1:1)";
  const { text, oneLine } = describeUncaught(error, asItIs("let a;\nthrow a;", "main.js"), "main.js");
  expect(text).toBe("main.js:2\nthrow a;\n      ^\n\nTypeError: no\n    at f (main.js:2:7)\n");
  expect(oneLine).toBe("TypeError: no (main.js, line 2)");
});

test("a thrown value that is no error is shown as it is", () => {
  expect(describeUncaught({ a: 1 }, asItIs("", "main.js"), "main.js").oneLine).toBe("Uncaught { a: 1 }");
});

describe("the files of a program", () => {
  const load = (texts: Record<string, string>) =>
    new FileModules(
      new Map<string, object>([["fs", { readFileSync: () => "" }]]),
      Object.entries(texts).map(([name, text]) => ({ name, text })),
      asItIs,
    );

  test.each([
    ["export const a = 1, { b, c: [d = 4, ...e] } = { b: 2, c: [undefined, 5] };", { a: 1, b: 2, d: 4, e: [5] }],
    ["export default function () { return 1; }\n(0, eval)('0');\nexport class A {}", { A: expect.any(Function) }],
    ["const x = 1; export { x as y, x as default };", { y: 1, default: 1 }],
    ["export * from './c.js'; export * as all from './c.js'; export { one as uno } from './c';", { one: 1, uno: 1 }],
    ["module.exports = { a: require('./c').one };", { a: 1 }],
    ["#!/usr/bin/env node\nexports.a = 010;", { a: 8 }],
    ["import it, * as all from './c.js';\nexport const [a, b] = [it, all.one];", { a: 2, b: 1 }],
    ["import data from './d.json';\nexport const a = data.x;", { a: 7 }],
  ])("%s", (text, exported) => {
    const files = { "b.js": text, "c.js": "export const one = 1;\nexport default one + 1;", "d.json": '{"x": 7}' };
    expect({ ...load(files).get("./b") }).toMatchObject(exported);
  });

  test("are evaluated once, and what they export is what it is now", () => {
    const files = load({ "a.js": "export let n = 0;\nexport const more = () => { n += 1; };" });
    const a = files.get("./a.js") as { n: number; more(): void };
    a.more();
    expect(files.get("./a")).toBe(a);
    expect(a.n).toBe(1);
  });

  test("may import each other in a circle", () => {
    const files = load({
      "a.js": "import { b } from './b.js';\nexport function a(n) { return n === 0 ? 'end' : b(n - 1); }",
      "b.js": "const { a } = require('./a.js');\nexport function b(n) { return a(n); }",
    });
    expect((files.get("./b.js") as { b(n: number): string }).b(2)).toBe("end");
  });

  test("say in which of them something is wrong", () => {
    const files = load({ "a.js": "import './b.js';", "b.js": "export let x = 1;\nlet y = = 2;" });
    let thrown: unknown;
    try {
      files.get("./a.js");
    } catch (error) {
      thrown = error;
    }
    const { oneLine, text } = describeUncaught(thrown, asItIs("", "main.js"), "main.js", files.sources);
    expect(oneLine).toMatch(/^SyntaxError: .* \(b\.js, line 2\)$/);
    expect(text).toContain("b.js:2\nlet y = = 2;\n        ^");
    expect(() => load({ "a.js": "1;\n import _ from './none.js';" }).get("./a.js")).toThrow(
      expect.objectContaining({ at: { line: 2, column: 16 }, file: "a.js", note: expect.stringContaining("no file") }),
    );
    expect(() => load({ "a.js": "import { x } from './b.js'", "b.js": "" }).get("./a.js")).toThrow("named 'x'");
  });
});

const MODULES = new Map<string, object>([["fs", { readFileSync: () => "" }]]);

test("imports are led to the modules that are there, and nothing else moves", () => {
  const code = 'import fs, { readFileSync } from "node:fs"; // from "node:fs"\nconst x = "node:fs";\n';
  expect(linkImports(code, MODULES, () => "there")).toBe(code.replace('"node:fs"', '"there"'));
  expect(linkImports("no { program", MODULES, () => "there")).toBe("no { program");
});

test("a declared import of what is not there is refused with its place, and one that may be caught when it happens", () => {
  expect(() => linkImports("1;\n import _ from 'lodash';", MODULES, () => "there")).toThrow(
    expect.objectContaining({ message: "Cannot find module 'lodash'", at: { line: 2, column: 16 } }),
  );
  expect(linkImports("await import('lodash')", MODULES, (text) => text)).toContain("globalThis.require");
});

describe("a program that needs no module", () => {
  test.each([
    "import fs from 'node:fs';",
    "export const x = 1;",
    "console.log(await 1);",
    "console.log(arguments.length);",
    "console.log(new.target);",
    "let x = 1 <!--x;",
  ])("is not %s", (code) => expect(isPlain(code)).toBe(false));

  test.each([
    [
      "let a = 1; var b = 2; function c() {} class D {}\nglobalThis.seen = a + b + typeof c + typeof D;",
      "3functionfunction",
    ],
    ["globalThis.seen = typeof this + typeof evaluate + typeof code;", "undefinedundefinedundefined"],
    ["let globals = 1, undefined;\nglobalThis.seen = globals;", 1],
    ["#!/usr/bin/env node\nglobalThis.seen = 3;", 3],
    ["globalThis.seen = (function () { return this; })();", undefined],
  ])("sees what a module sees: %s", (code, seen) => {
    expect(isPlain(code)).toBe(true);
    runPlain(code);
    expect(Reflect.get(globalThis, "seen")).toBe(seen);
  });

  test("leaves no name behind", () => {
    runPlain("var left = 1;\nfunction behind() {}\nlet let1 = 2;");
    expect(Reflect.has(globalThis, "left") || Reflect.has(globalThis, "behind")).toBe(false);
    expect(() => runPlain("left")).toThrow(ReferenceError);
  });

  test.each(["return 1;", "undeclared = 1;", "let x = 1;\nlet x = 2;", "var public = 1;", "with ({}) {}"])(
    "is refused as a module is: %s",
    (code) => expect(() => runPlain(code)).toThrow(Error),
  );

  test("names its lines in errors, and nothing of what runs it", () => {
    const code = "function fall() {\n  throw new TypeError('down');\n}\nfall();";
    let thrown: unknown;
    try {
      runPlain(`${code}\n//# sourceURL=main.js`);
    } catch (error) {
      thrown = error;
    }
    const { text, oneLine } = describeUncaught(thrown, asItIs(code, "main.js"), "main.js");
    expect(oneLine).toBe("TypeError: down (main.js, line 2)");
    expect(text).toMatch(/at fall \(main\.js:2:9\)\n\s+at main\.js:4:1\n/);
  });
});

describe("a program as a function, where no module can be loaded", () => {
  const KEPT = new Map<string, object>([["fs", { readFileSync: () => "read", default: "not this" }]]);
  // biome-ignore lint/security/noGlobalEval: what is tested is that this text does what the program says.
  const run = async (code: string): Promise<unknown> => globalThis.eval(inFunction(code, KEPT))();

  test.each([
    ["import fs from 'node:fs';\nglobalThis.seen = fs.readFileSync();", "read"],
    ["import { readFileSync as read } from 'fs';\nglobalThis.seen = read();", "read"],
    ["import * as fs from 'fs';\nglobalThis.seen = fs.default.readFileSync();", "read"],
    ["import {\n  readFileSync,\n} from 'fs'\nglobalThis.seen = readFileSync()", "read"],
    ["const { default: fs } = await import('fs');\nglobalThis.seen = fs.readFileSync();", "read"],
    ["export const one = 1;\nexport default function two() { return one + 1; }\nglobalThis.seen = two();", 2],
    ["export default class { static it = 3 }\nexport { seen as other };\nvar seen = globalThis.seen = 4;", 4],
    ["export default {\n  seen: (globalThis.seen = 5),\n};", 5],
    ["globalThis.seen = typeof import.meta + typeof this;", "objectundefined"],
    ["#!/usr/bin/env node\nglobalThis.seen = await Promise.resolve(6);", 6],
    ["globalThis.seen = [1, 2].map((x) => x * 2).at(-1) // the end", 4],
  ])("%s", async (code, seen) => {
    await run(code);
    expect(Reflect.get(globalThis, "seen")).toBe(seen);
  });

  test("every line stays where it was, and the first one's columns are counted from the program", () => {
    const code = "import {\n  readFileSync,\n} from 'fs';\nexport const x =\n  1;\nthrow x;";
    expect(inFunction(code, KEPT).split("\n").indexOf("throw x;")).toBe(5);
    const place = { line: 1, column: inFunction("boom();", KEPT).indexOf("boom") + 1 };
    expect(placeInProgram(place)).toEqual({ line: 1, column: 1 });
    expect(placeInProgram({ line: 2, column: 7 })).toEqual({ line: 2, column: 7 });
  });

  test("what cannot be imported is said as by the engine, an address when it is met", async () => {
    expect(() => inFunction("1;\n import _ from 'lodash';", KEPT)).toThrow(
      expect.objectContaining({ message: "Cannot find module 'lodash'", at: { line: 2, column: 16 } }),
    );
    expect(() => inFunction("import { nothing } from 'fs'", KEPT)).toThrow(
      "does not provide an export named 'nothing'",
    );
    expect(() => inFunction("let = ;", KEPT)).toThrow(SyntaxError);
    await expect(run("import 'https://example.org/x.js';")).rejects.toThrow("no network in the sandbox");
  });
});
