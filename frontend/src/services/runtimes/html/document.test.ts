/** What of a page is changed before it is written into the frame, and what stays. */
import { expect, test } from "vitest";
import { documentOf } from "./document";

test("every script of a page is guarded, below as many lines as stand before it, and what is no script stays", () => {
  const page = `<!doctype html>
<p>for (;;) {}</p>
<script>for (;;) {}</script>
<SCRIPT type="module">
import "x"; while (1) {}
</SCRIPT>
<script type="application/json">{"for (;;) {}": 1}</script>
`;
  expect(documentOf(page, "index.html")).toBe(`<!doctype html>
<p>for (;;) {}</p>
<script>\n\nfor (;;) {algoroomGuard();}
//# sourceURL=index.html
</script>
<script type="module">\n\n\n
import "x"; while (1) {algoroomGuard();}

//# sourceURL=index.html
</SCRIPT>
<script type="application/json">{"for (;;) {}": 1}</script>
`);
});

test("scripts and styles of the session stand in the page, whole and by their names", () => {
  const files = [
    { name: "go.js", text: "while (1) {}\nconst tag = '</script>';" },
    { name: "looks.css", text: "p { color: red; }" },
  ];
  const page = `<link rel="stylesheet" href="looks.css"><link rel=icon href=looks.css>
<script src="./go.js" defer></script><script src='other.js'></script>`;
  expect(documentOf(page, "index.html", files)).toBe(`<style>p { color: red; }</style><link rel=icon href=looks.css>
<script defer>while (1) {algoroomGuard();}
const tag = '<\\/script>';
//# sourceURL=go.js
</script><script src='other.js'>

//# sourceURL=index.html
</script>`);
});
