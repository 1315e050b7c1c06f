/** In WebKit a frame without an origin has no workers or modules from blobs: JavaScript and TypeScript run as a function there. */
import { test as base, expect, Room } from "./fixtures";

const test = base.extend<{ bloblessRoom: Room }>({
  bloblessRoom: async ({ browser, site }, use) => {
    const page = await browser.newPage();
    await page.addInitScript(() => {
      if (globalThis.origin !== "null") return;
      URL.createObjectURL = () => {
        throw new TypeError("This frame has no blobs.");
      };
    });
    await page.goto(site.url);
    await use(new Room(page));
    await page.close();
  },
});

for (const [language, file, typed] of [
  ["javascript", "main.js", ""],
  ["typescript", "main.ts", ": string"],
] as const) {
  test(`${language} imports, waits, and names the line of an error`, async ({ bloblessRoom: room }) => {
    const code = `import { strictEqual } from "node:assert";\nconst word${typed} = await Promise.resolve("there");\nconsole.log(word);\nstrictEqual(word, "here");\n`;
    const { stdout, result } = await room.run(language, { code });
    expect(stdout).toBe("there\n");
    expect(result.outcome).toBe("failed");
    expect(result.error).toMatch(new RegExp(`^AssertionError.*\\(${file.replace(".", "\\.")}, line 4\\)$`));

    const first = await room.run(language, { code: "throw new TypeError('at once');" });
    expect(first.result.error).toBe(`TypeError: at once (${file}, line 1)`);
    expect(first.stderr).toContain(`${file}:1\nthrow new TypeError('at once');\n      ^\n`);
  });
}
