/** A page is shown in the browser of whoever runs it, and in another one only when somebody there asks for it. */
import { expect, type Person, test } from "./harness/fixtures";

// What Playwright adds to a page that it traces keeps every page alive.
test.use({ trace: "off" });

const code = `<!doctype html>
<title>Shares</title>
<style>
  button { color: rgb(1, 2, 3); }
</style>
<button onclick="count()">0</button>
<script>
  let presses = 0;
  function count() {
    document.querySelector("button").textContent = ++presses;
    console.log("pressed", presses);
    if (presses === 2) presses.too.many();
  }
</script>
`;

const previewOf = (person: Person) => person.page.getByRole("region", { name: "Preview", exact: true });
const pageOf = (person: Person) => person.page.frameLocator('iframe[title="Preview of the page"]');

test("a page is shown to who runs it, what it prints to everybody, and to others when they ask", async ({
  newPerson,
  newSession,
}) => {
  const session = await newSession({ language: "html", code });
  const [ada, ben] = [await newPerson("Ada"), await newPerson("Ben")];
  await ada.join(session);
  await ben.join(session);

  await ada.run();
  const button = pageOf(ada).getByRole("button");
  await expect(button).toHaveCSS("color", "rgb(1, 2, 3)");
  await expect(previewOf(ada)).toContainText("Shares");
  await button.click();
  await expect(button).toHaveText("1");
  await expect(ben.output).toContainText("pressed 1");
  await ben.expectOutcome("running");
  await expect(previewOf(ben)).toBeHidden();
  await expect(ben.page.locator('iframe[title="Preview of the page"]')).toHaveCount(0);

  await ben.page.getByRole("button", { name: "Show the page here" }).click();
  await expect(pageOf(ben).getByRole("button")).toHaveText("0");

  await test.step("an error is told with its line", async () => {
    await button.click();
    await expect(ada.output).toContainText("TypeError: Cannot read properties of undefined");
    await expect(ada.output.getByRole("button", { name: "index.html:12" }).first()).toBeVisible();
  });

  await ada.stop();
  await expect(previewOf(ada)).toBeHidden();
  await expect(pageOf(ben).getByRole("button")).toHaveText("0");
  await ben.page.getByRole("button", { name: "Close the preview" }).click();
  await expect(previewOf(ben)).toBeHidden();
});

test("a page without anything to wait for ends by itself and stays in sight until it is closed", async ({
  newPerson,
  newSession,
}) => {
  const ada = await newPerson("Ada");
  await ada.join(await newSession({ language: "html", code: "<h1>Hello</h1>\n<script>console.log('hi')</script>\n" }));
  await ada.run();
  await ada.expectOutcome("succeeded");
  await expect(pageOf(ada).getByRole("heading", { name: "Hello" })).toBeVisible();
  await expect(previewOf(ada)).toContainText("Page without a title");
  await ada.editor.focus();
  await ada.page.keyboard.press("Shift+Alt+y");
  await ada.expectText('<h1>Hello</h1>\n<script>\n  console.log("hi");\n</script>\n');
  await ada.run();
  await expect(ada.page.locator('iframe[title="Preview of the page"]')).toHaveCount(1);
  await ada.expectOutcome("succeeded");
  await previewOf(ada).getByRole("button", { name: "Close the preview" }).click();
  await expect(previewOf(ada)).toBeHidden();
});
