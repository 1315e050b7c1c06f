/** TypeScript's programs for the contract suite: JavaScript's, with types where types are of interest. */
import { javascript } from "./javascript";
import { type LanguagePrograms, lacks } from "./programs";

export const typescript: LanguagePrograms = {
  ...javascript,
  language: "typescript",
  fileName: "main.ts",
  hello: "const word: string = 'hello';\nconsole.log(word satisfies string)",
  streaming: `
const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 100));
for (const n of [1, 2, 3, 4] as const) {
  if (n > 1) await pause();
  console.log(n);
}
`,
  fails: {
    code: `interface Thing {
  of: { all: number };
}

function share<T extends Thing>(thing: T): number {
  return thing.of.all;
}

share(JSON.parse("{}"));
`,
    says: "TypeError: Cannot read properties of undefined (reading 'all')",
    line: 6,
  },
  doesNotParse: { code: "let x: number = 1;\nlet y: number = = 2;\n", says: "SyntaxError: Unexpected token", line: 2 },
  importsMissing: { code: "const x = 1;\nimport _ from 'lodash';\n_(x);", says: "lodash", line: 2 },
  recurses: "const f = (): void => g();\nconst g = (): void => f();\nf();",
  fills: lacks("the browser does not tell what its memory is"),
  eatsMemory: "const hoard: number[][] = [];\nfor (;;) hoard.push(new Array(16 << 20).fill(1.5));",
  files: {
    code: 'import { type Fruit, fruit } from "./helper";\nconst mine: Fruit = { n: 5 };\nconsole.log(fruit(mine));\n',
    files: [
      { name: "data.ts", text: 'export const kind: string = "apples";\n' },
      {
        name: "helper.ts",
        text: `import { kind } from "./data.js";

export interface Fruit {
  n: number;
}

export const fruit = ({ n }: Fruit): string => \`\${n + 1} \${kind}\`;
`,
      },
    ],
    fails: {
      code: 'import { share } from "./helper";\nshare(JSON.parse("{}"));\n',
      files: [
        {
          name: "helper.ts",
          text: "interface Thing {\n  of: { all: number };\n}\n\nexport function share(thing: Thing): number {\n  return thing.of.all;\n}\n",
        },
      ],
      says: "TypeError: Cannot read properties of undefined (reading 'all')",
      file: "helper.ts",
      line: 6,
    },
  },
  leaves:
    "Object.assign(globalThis, { leftover: 1 });\nObject.assign(Array.prototype, { map: null });\nconsole.log = () => {};",
  looksAround: "if (!('leftover' in globalThis) && Array.prototype.map !== null) console.log('clean')",
};
