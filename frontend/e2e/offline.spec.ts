/** Without a network the code still runs: everything that it needs was kept by the visit before. */
import { expect, type Person, test } from "./harness/fixtures";

const PROGRAMS = [
  { language: "python", code: "import sortedcontainers\nprint('kept', 6 * 7)\n" },
  { language: "javascript", code: "console.log('kept', 6 * 7);\n" },
  { language: "sqlite", code: "SELECT 'kept', 6 * 7;\n" },
];

/** Whether this browser could open the page without a server. */
async function expectPageKept({ page }: Person): Promise<void> {
  const state = () => page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.active?.state);
  await expect.poll(state).toBe("activated");
}

for (const program of PROGRAMS) {
  test(`${program.language} runs without a network after a reload, when it has run once before`, async ({
    newPerson,
    newSession,
  }) => {
    const session = await newSession(program);
    const ada = await newPerson("Ada");
    await ada.join(session);
    await ada.run();
    await ada.expectOutcome("succeeded");
    await expectPageKept(ada);

    await ada.goOffline();
    await ada.page.reload();
    await ada.expectText(program.code);
    await ada.run();
    await expect(ada.page.getByRole("combobox", { name: "Shown run" })).toContainText("Run 2 of 2", {
      timeout: 60_000,
    });
    await ada.expectOutcome("succeeded");
    await expect(ada.output).toContainText("kept");
    await expect(ada.output).toContainText("42");

    await ada.goOnline();
    await ada.expectSaved();
    const ben = await newPerson("Ben");
    await ben.join(session);
    await expect(ben.page.getByRole("combobox", { name: "Shown run" })).toContainText("Run 2 of 2");
  });
}
