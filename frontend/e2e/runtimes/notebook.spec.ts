/** Python as in a notebook: what it shows beside text, and its steps. */
import type { OfferedDisplay } from "../../src/services/runtimes/displays";
import { readTrace, type Trace } from "../../src/services/steps/trace";
import { expect, test } from "./fixtures";
import type { Recording, Script } from "./page/main";

let run: (script: Script) => Promise<Recording>;

test.beforeEach(({ room }) => {
  run = (script) => room.run("python", script);
});

const displaysOf = ({ happenings }: Recording): OfferedDisplay[] =>
  happenings.flatMap((happening) => (happening.kind === "display" ? [happening.display] : []));

const PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR42mP4DwABAQEAG7buVgAAAABJRU5ErkJggg==";

test("objects show themselves as notebooks have it: bundle, picture, drawing, table; everything else as its repr", async () => {
  const code = `
import base64
PNG = base64.b64decode("${PNG}")
class Bundle:
    def _repr_mimebundle_(self, **_): return {"image/png": "${PNG}", "text/plain": "no"}
class Picture:
    def _repr_png_(self): return PNG
class Drawing:
    def _repr_svg_(self): return "<svg xmlns='http://www.w3.org/2000/svg' width='20' height='10'/>"
class Frame:
    def _repr_html_(self):
        return ("<style>td {color: red}</style><script>alert(1)</script><table><thead><tr><th></th><th>a &amp; b</th></tr></thead>"
                "<tbody><tr><th>0</th><td><b>1</b></td></tr></tbody></table><p>1 rows × 1 columns</p>")
print("before")
display(Bundle(), Picture(), Drawing(), Frame(), [1], Picture)
print("after")
`;
  const recording = await run({ code });
  expect(recording.stderr).toBe("");
  const image = { kind: "image", png: PNG, width: 1, height: 1 };
  expect(displaysOf(recording)).toEqual([
    { ...image, alt: "Picture of a Bundle" },
    { ...image, alt: "Picture of a Picture" },
    { kind: "svg", svg: expect.stringContaining("<svg"), alt: "Picture of a Drawing" },
    { kind: "table", columns: ["", "a & b"], rows: [["0", "1"]], note: "1 rows × 1 columns" },
  ]);
  expect(recording.stdout).toBe("before\n[1]\n<class '__main__.Picture'>\nafter\n");
  expect(recording.happenings.map((happening) => happening.kind)).toEqual([
    "write",
    ...Array(4).fill("display"),
    "write",
  ]);
});

test("what is written and what is shown keep their order, however fast they come", async () => {
  const code = `
class Table:
    def _repr_html_(self): return "<table><tr><td>1</td></tr></table>"
for i in range(60):
    print(i)
    display(Table())
print("end")
`;
  const { happenings } = await run({ code });
  let written = "";
  const before: string[] = [];
  for (const happening of happenings) {
    if (happening.kind === "write") written += happening.text;
    if (happening.kind === "display") before.push(written);
  }
  const lines = Array.from({ length: 60 }, (_, at) => `${at}\n`);
  expect(before).toEqual(lines.map((_, at) => lines.slice(0, at + 1).join("")));
  expect(written).toBe(`${lines.join("")}end\n`);
});

test("the worth of the last line is shown where it is more than text, and errors keep their lines", async () => {
  const code = `class T:\n    def _repr_html_(self): return "<table><tr><th>n</th></tr><tr><td>7</td></tr></table>"\n`;
  expect(displaysOf(await run({ code: `${code}T()` }))).toEqual([
    { kind: "table", columns: ["n"], rows: [["7"]], note: "" },
  ]);
  const plain = await run({ code: "1 + 1" });
  expect({ out: plain.stdout, shown: displaysOf(plain) }).toEqual({ out: "", shown: [] });
  expect((await run({ code: "x = 1\n\nx / 0" })).result.error).toBe(
    "ZeroDivisionError: division by zero (main.py, line 3)",
  );
});

test("what is too large is left out with a sentence, and a large table loses its middle", async () => {
  const rows = "<tr><td>{i}</td><td>' + 'y' * 300 + '</td></tr>";
  const code = `
class Wide:
    def _repr_html_(self): return '<table><tr><th>i</th><th>s</th></tr>' + ''.join(f'${rows.replace("' + 'y' * 300 + '", "{300 * chr(121)}")}' for i in range(1000)) + '</table>'
class Heavy:
    def _repr_svg_(self): return "<svg>" + "x" * 400_000 + "</svg>"
display(Wide(), Heavy())
`;
  const recording = await run({ code });
  const [table] = displaysOf(recording);
  if (table?.kind !== "table") throw new Error(`No table: ${recording.stderr}`);
  expect(table.rows.length).toBe(121);
  expect([table.rows[0]?.[0], table.rows[60]?.[0], table.rows.at(-1)?.[0]]).toEqual(["0", "⋮", "999"]);
  expect(table.rows[0]?.[1]).toHaveLength(200);
  expect(displaysOf(recording)).toHaveLength(1);
  expect(recording.stderr).toContain("A drawing was left out: it takes 390 KiB of at most 180.");
});

test("endless displays end with a sentence, and the run goes on", async () => {
  const code = `
class T:
    def _repr_html_(self): return "<table><tr><td>" + "</td><td>".join("x" * 200 for _ in range(50)) + "</td></tr></table>"
for _ in range(300): display(T())
print("on")
`;
  const recording = await run({ code });
  expect(displaysOf(recording).length).toBeGreaterThan(50);
  expect(displaysOf(recording).length).toBeLessThan(110);
  expect(recording.stderr).toContain("A table was left out: a run shows about 1 MB at most.");
  expect(recording.stdout).toBe("on\n");
});

test("a drawing becomes a picture, without anything that it names elsewhere", async ({ room, site }) => {
  const hits = site.hits.length;
  const drawn = await room.page.evaluate(
    (away) =>
      window.lab.drawSvg({
        kind: "svg",
        alt: "A square",
        svg: `<svg xmlns="http://www.w3.org/2000/svg" width="20" height="10"><script>document.title = "run"</script>
<image href="${away}" width="5" height="5"/><rect width="20" height="10" fill="red"/></svg>`,
      }),
    `${site.url}/probed/svg`,
  );
  expect(drawn).toMatchObject({ kind: "image", width: 20, height: 10, alt: "A square" });
  expect(Buffer.from(drawn.png, "base64").readUInt32BE(16)).toBe(40);
  expect(site.hits.length).toBe(hits);
  expect(await room.page.title()).not.toBe("run");
});

async function traceOf(script: Omit<Script, "withSteps">): Promise<Trace> {
  const recording = await run({ ...script, withSteps: true });
  const display = displaysOf(recording).at(-1);
  if (display?.kind !== "trace") throw new Error(`No trace: ${recording.stderr}`);
  return readTrace(display);
}

test("a run with steps tells lines, calls, variables and what was written, before each line", async () => {
  const code = `
class Node:
    def __init__(self, value): self.value = value
def add(a, b):
    total = a + b
    return total
node = Node([1, 2])
print("sum")
answer = add(2, b=3)
`;
  const trace = await traceOf({ code });
  expect(trace.end).toBe("finished");
  const inside = trace.steps.find(({ line }) => line === 6);
  expect(inside).toEqual({
    line: 6,
    written: 4,
    calls: [
      {
        name: "add",
        file: null,
        line: 6,
        variables: [
          ["a", "2"],
          ["b", "3"],
          ["total", "5"],
        ],
      },
      { name: "", file: null, line: 9, variables: [["node", "Node(value=[1, 2])"]] },
    ],
  });
  expect(trace.steps.at(-1)?.calls[0]?.variables).toContainEqual(["answer", "5"]);
  expect(trace.steps.filter(({ line }) => line === 7).map(({ written }) => written)).toEqual([0]);
});

test("the steps go through the files that the program imports, each named, and none of their code runs for it", async () => {
  const helper = `
class Pair:
    def __init__(self, a, b): self.a, self.b = a, b
    def __repr__(self): print("looked"); return "Pair"
def make(a):
    pair = Pair(a, a)
    return pair
`;
  const script = { code: "import helper\nmade = helper.make(2)\n", files: [{ name: "helper.py", text: helper }] };
  const trace = await traceOf(script);
  const inside = trace.steps.find(({ line, calls: [call] }) => line === 7 && call?.file === "helper.py");
  expect(inside?.calls).toEqual([
    {
      name: "make",
      file: "helper.py",
      line: 7,
      variables: [
        ["a", "2"],
        ["pair", "Pair(a=2, b=2)"],
      ],
    },
    { name: "", file: null, line: 2, variables: [] },
  ]);
  const last = { name: "", file: null, line: 2, variables: [["made", "Pair(a=2, b=2)"]] };
  expect(trace.steps.at(-1)).toEqual({ line: 2, written: 0, calls: [last] });
});

test("watching runs none of the program's code, and changes nothing", async () => {
  const code = `
class Loud:
    def __repr__(self): print("looked"); return "Loud"
    def __getattr__(self, name): print("asked", name); raise AttributeError(name)
class Walked(list):
    def __iter__(self): print("walked"); return super().__iter__()
class Guarded:
    def __getattribute__(self, name): print("asked for", name); return object.__getattribute__(self, name)
x = Loud()
xs = [x]
ys = Walked(xs)
z = Guarded()
print("done")
`;
  const watched = await run({ code, withSteps: true });
  expect(watched.stdout).toBe("done\n");
});

test("a long run is recorded up to a number of steps, goes on, and says so", async () => {
  const code = "total = 0\nfor i in range(100_000):\n    total += i\nprint(total)";
  const recording = await run({ code, withSteps: true });
  expect(recording.stdout).toBe("4999950000\n");
  const trace = await traceOf({ code });
  expect({ steps: trace.steps.length, end: trace.end }).toEqual({ steps: 5000, end: "steps" });
});

test("steps that would take too much room are cut, and it is said", async () => {
  const code = `
import random
random.seed(1)
xs = []
for i in range(2000):
    xs = [random.random() for _ in range(12)]
    ys = [random.random() for _ in range(12)]
`;
  const trace = await traceOf({ code });
  expect(trace.end).toBe("size");
  expect(trace.steps.length).toBeGreaterThan(200);
});

test("an error and a Stop leave the steps up to there", async () => {
  expect((await traceOf({ code: "x = 1\ny = x / 0\n" })).steps.at(-1)?.line).toBe(2);
  const stopped = await traceOf({ code: "import time\nprint('on', flush=True)\ntime.sleep(1000)\n", stopAt: "on" });
  expect(stopped.steps.at(-1)?.line).toBe(3);
});

test("a run that was not asked for its steps tells none", async () => {
  expect(displaysOf(await run({ code: "x = 1" }))).toEqual([]);
});

const evaluate = (code: string, script: Omit<Script, "code"> = {}) => run({ code, continues: true, ...script });

test("a prompt goes on in the variables of the run: worth, statements, blocks, `_`, imports, input", async () => {
  const code =
    "x = 20\ndef double(n):\n    return 2 * n\nclass T:\n    def _repr_html_(self): return '<table><tr><td>7</td></tr></table>'\n";
  await run({ code });
  expect((await evaluate("double(x) + 2")).stdout).toBe("42\n");
  expect((await evaluate("_ + 1")).stdout).toBe("43\n");
  expect((await evaluate("y = _")).stdout).toBe("");
  expect((await evaluate("for i in range(2):\n    print(i, y)\n")).stdout).toBe("0 43\n1 43\n");
  expect((await evaluate("'text'")).stdout).toBe("'text'\n");
  expect((await evaluate("None")).stdout).toBe("");
  expect(displaysOf(await evaluate("T()"))).toEqual([{ kind: "table", columns: [""], rows: [["7"]], note: "" }]);
  expect((await evaluate("import sortedcontainers; sortedcontainers.SortedList([2, 1])")).stdout).toBe(
    "SortedList([1, 2])\n",
  );
  expect((await evaluate("input('n? ')", { answers: ["5"] })).stdout).toBe("n? '5'\n");
  expect((await evaluate("__name__, double.__module__")).stdout).toBe("('__main__', '__main__')\n");
});

test("a prompt's error shows the person's own lines, and the variables stay, also behind a Stop", async ({ room }) => {
  await run({ code: "items = [1]\ndef pick(i):\n    return items[i]\npick(5)" });
  const failed = await evaluate("pick(7)");
  expect(failed.stderr).toBe(
    'Traceback (most recent call last):\n  File "<prompt 1>", line 1, in <module>\n    pick(7)\n    ~~~~^^^\n' +
      '  File "main.py", line 3, in pick\n    return items[i]\n           ~~~~~^^^\nIndexError: list index out of range\n',
  );
  expect((await evaluate("items[")).stderr).toContain("SyntaxError: '[' was never closed");
  const stopped = await evaluate("import time\nprint('on', flush=True)\ntime.sleep(1000)", { stopAt: "on" });
  expect(stopped.result.outcome).toBe("stopped");
  expect((await evaluate("items")).stdout).toBe("[1]\n");
  expect(await room.page.evaluate(() => window.lab.keepsVariables("python"))).toBe(true);
});

test("the next run sees nothing of what a prompt made, and a renewed runtime has no variables", async ({ room }) => {
  await run({ code: "x = 1" });
  await evaluate("import builtins; builtins.leak = 1; y = 2");
  expect(
    (await run({ code: "try:\n    y\nexcept NameError: print('none')\nprint('leak' in dir(__builtins__))" })).stdout,
  ).toBe("none\nFalse\n");
  await run({ code: "import asyncio\nasyncio.get_event_loop().create_task(asyncio.sleep(1000))" });
  expect(await room.page.evaluate(() => window.lab.keepsVariables("python"))).toBe(false);
  expect((await evaluate("x")).result).toMatchObject({
    outcome: "failed",
    error: "The variables of that run are gone; run again.",
  });
});
