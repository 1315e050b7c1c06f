/** JavaScript's programs for the contract suite. */
import { type LanguagePrograms, lacks } from "./programs";

export const javascript = {
  language: "javascript",
  fileName: "main.js",
  hello: "console.log('hello')",
  streaming: `
const pause = () => new Promise((resolve) => setTimeout(resolve, 100));
for (const n of [1, 2, 3, 4]) {
  if (n > 1) await pause();
  console.log(n);
}
`,
  streams: "console.log('out')\nconsole.error('err')",
  asks: `
const name = prompt("name? ");
console.log("hello", name);
const age = prompt("age? ");
console.log(age + " years");
`,
  readsToEnd: "while (prompt() !== null);\nconsole.log('ended')",
  fails: {
    code: "function share(thing) {\n  return thing.of.all;\n}\n\nshare({});\n",
    says: "TypeError: Cannot read properties of undefined (reading 'all')",
    line: 2,
  },
  doesNotParse: { code: "let x = 1;\nlet y = = 2;\n", says: "SyntaxError: Unexpected token '='", line: 2 },
  recurses: "const f = () => g();\nconst g = () => f();\nf();",
  importsMissing: { code: "const x = 1;\nimport _ from 'lodash';", says: "lodash", line: 2 },
  exits: "console.log('before')\nprocess.exit(3)\nconsole.log('after')",
  loops: "console.log('on')\nfor (;;);",
  resists: `
console.log('on');
for (;;) {
  try {
    for (;;);
  } catch {}
}
`,
  sleeps: "console.log('on')\nawait new Promise((resolve) => setTimeout(resolve, 1e7))",
  floods: "for (let n = 0; ; n += 1) console.log(n)",
  writesTooMuch: "for (let n = 0; n < 100_000; n += 1) console.log(n, 'x'.repeat(100))",
  fills: lacks("the browser does not tell what its memory is"),
  eatsMemory: "const hoard = [];\nfor (;;) hoard.push(new Array(16 << 20).fill(1.5));",
  unicode: "console.log('grüße, 世界 🎈')\nconsole.log(prompt())",
  awaits: "console.log(await new Promise((resolve) => setTimeout(resolve, 10, 'waited')))",
  leaves: "globalThis.leftover = 1;\nArray.prototype.map = null;\nconsole.log = () => {};",
  looksAround: "if (globalThis.leftover === undefined && Array.prototype.map !== null) console.log('clean')",
  files: {
    code: 'import { fruit } from "./helper.js";\nconst { one } = require("./numbers");\nconsole.log(fruit(4 + one));\n',
    files: [
      { name: "data.txt", text: "apples" },
      {
        name: "helper.js",
        text: `import { readFileSync } from "node:fs";
import { add as sum } from "./numbers.js";

export function fruit(n) {
  return \`\${sum(n, 1)} \${readFileSync("data.txt", "utf8")}\`;
}
`,
      },
      { name: "numbers.js", text: "export const one = 1;\nexport const add = (a, b) => a + b;\n" },
    ],
    fails: {
      code: 'import share from "./helper.js";\n\nshare({});\n',
      files: [{ name: "helper.js", text: "export default function share(thing) {\n  return thing.of.all;\n}\n" }],
      says: "TypeError: Cannot read properties of undefined (reading 'all')",
      file: "helper.js",
      line: 2,
    },
  },
  opens: `import { appendFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
if (existsSync("out.txt")) console.log("left");
console.log(readFileSync("data.txt", "utf8").split("\\n")[1]);
writeFileSync("out.txt", "new\\n");
appendFileSync("./out.txt", "more\\n");
console.log(readFileSync("out.txt", "utf8").trimEnd());
try {
  readFileSync("none.txt", "utf8");
} catch {
  console.log("none");
}
writeFileSync("data.txt", "");
`,
  waysOut: {
    run: (body) => `console.log(await (async () => {${body}})())`,
    evaluate: (statements) => `{${statements}}`,
  },
} satisfies LanguagePrograms;
