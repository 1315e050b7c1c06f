/** Pages' scripts for the contract suite. */
import { type LanguagePrograms, lacks } from "./programs";

/** A page whose script begins in its fourth line. */
const page = (script: string): string => `<!doctype html>
<title>Page</title>
<script>
${script}
</script>
`;

const module = (script: string): string => page(script).replace("<script>", '<script type="module">');

const NO_INPUT = "pages have forms, and no standard input";

export const html: LanguagePrograms = {
  language: "html",
  fileName: "index.html",
  hello: page("console.log('hello');"),
  streaming: page(
    "let n = 1;\nconsole.log(n);\nconst timer = setInterval(() => {\n  console.log(++n);\n  if (n === 4) clearInterval(timer);\n}, 100);",
  ),
  streams: page("console.log('out');\nconsole.error('err');"),
  asks: lacks(NO_INPUT),
  readsToEnd: lacks(NO_INPUT),
  fails: {
    code: page("function share(x) {\n  return x.of.nothing;\n}\nshare({});"),
    says: "Cannot read properties of undefined",
    line: 5,
  },
  doesNotParse: { code: page("const x = 1;\nlet y = = 2;"), says: "Unexpected token", line: 5 },
  recurses: page("function down(n) {\n  return down(n + 1) + 1;\n}\ndown(0);"),
  importsMissing: lacks("pages import nothing"),
  exits: lacks("pages do not exit"),
  loops: page("console.log('on');\nfor (;;) {}"),
  resists: page("console.log('on');\nfor (;;) {\n  try {\n    throw 1;\n  } catch {}\n}"),
  sleeps: page("console.log('on');\nsetInterval(() => {}, 1000);"),
  // In no loop that has no end: such a one is ended by the page itself, on a slow machine before its output is cut.
  floods: page("let n = 0;\nsetInterval(() => {\n  for (let at = 0; at < 1000; at++) console.log(n++);\n});"),
  writesTooMuch: page("for (let n = 0; n < 100000; n++) console.log(n, 'x'.repeat(100));"),
  fills: lacks("the browser does not tell what its memory is"),
  eatsMemory: lacks("pages have no limit of their own and take the frame's process down"),
  unicode: page("console.log('grüße, 世界 🎈');"),
  awaits: module("await new Promise((resolve) => setTimeout(resolve, 20));\nconsole.log('waited');"),
  leaves: page("globalThis.leftover = 1;\nconsole.log = () => {};\nArray.prototype.push = () => 0;"),
  looksAround: page("console.log(typeof leftover === 'undefined' ? 'clean' : 'left');"),
  files: {
    code: `<script src="fruit.js"></script>\n<script src="./sum.js"></script>\n${page("console.log(sum(5, 1), fruit);")}`,
    files: [
      { name: "fruit.js", text: "const fruit = 'apples';\n" },
      { name: "sum.js", text: "function sum(a, b) {\n  return a + b;\n}\n" },
    ],
    fails: {
      code: `<script src="share.js"></script>\n${page("share({});")}`,
      files: [{ name: "share.js", text: "function share(thing) {\n  return thing.of.all;\n}\n" }],
      says: "TypeError: Cannot read properties of undefined (reading 'all')",
      file: "share.js",
      line: 2,
    },
  },
  // What JavaScript reaches in a document has a spec of its own.
  opens: lacks("a page has no files to open: it links them"),
  waysOut: {
    tries: ({ url }) => ({
      fetch: module(`await fetch(${JSON.stringify(url)});`),
      image: page(
        `const image = new Image();\nimage.onerror = () => { throw new Error("no image"); };\nimage.src = "${url}i.png";`,
      ),
      script: `<script src="${url}s.js"></script>${page("throw new Error('no script');")}`,
      style: `<link rel="stylesheet" href="${url}s.css">${page("throw new Error('no style');")}`,
      import: module(`await import(${JSON.stringify(`${url}m.js`)});`),
    }),
  },
};
