/** Networks that are in the way: WebSockets blocked, and cables pulled. */
import { expect, expectSameText, type Person, test } from "./harness/fixtures";
import { expectSoonAfter } from "./harness/promptness";
import { ProxyServer } from "./harness/proxyServer";

const GONE_WITHIN_MS = 10_000;

let proxies: ProxyServer[] = [];

test.afterEach(async () => {
  for (const proxy of proxies) await proxy.close();
  proxies = [];
});

function status(person: Person) {
  return person.page.locator("[data-tone]");
}

/** From a letter typed here until it is seen there, in milliseconds, several times. */
async function measureLatency(from: Person, to: Person, letters: string): Promise<number[]> {
  const times: number[] = [];
  for (const letter of letters) {
    const before = await to.text();
    const started = performance.now();
    await from.type(letter);
    await to.page.waitForFunction((text) => document.querySelector(".cm-content")?.textContent !== text, before, {
      polling: 1,
    });
    times.push(Math.round(performance.now() - started));
  }
  return times;
}

test("[HT8] where a proxy refuses WebSockets, two browsers go over HTTP, say so, and type together", async ({
  newPerson,
  newSession,
  server,
}, testInfo) => {
  const proxy = await ProxyServer.open(server, { refusesWebSockets: true });
  proxies.push(proxy);
  const session = await newSession({ language: "javascript", code: "" });
  const [ada, ben, cleo] = [
    await newPerson("Ada", { server: proxy }),
    await newPerson("Ben", { server: proxy }),
    await newPerson("Cleo"),
  ];
  await ada.join(session);
  await expect(ada.messages).toContainText("This network blocks WebSockets");
  await ben.join(session);
  await cleo.join(session);
  expect(proxy.refused).toBeGreaterThanOrEqual(2);
  for (const person of [ada, ben]) await expect(status(person)).toHaveText("Saved · over HTTP");
  await expect(status(cleo)).toHaveText("Saved");

  await Promise.all([ada.type("abcdefghijklmnopqrstuvwxyz"), ben.type("0123456789"), cleo.type("ABCDEFGHIJ")]);
  const text = await expectSameText(ada, ben, cleo);
  expect([...text].sort().join("")).toBe("0123456789ABCDEFGHIJabcdefghijklmnopqrstuvwxyz");

  const latency = { http: await measureLatency(ada, ben, "uvwxyz"), mixed: await measureLatency(cleo, ben, "uvwxyz") };
  testInfo.annotations.push({ type: "milliseconds to the other's screen", description: JSON.stringify(latency) });
  await expectSameText(ada, ben, cleo);

  // The network changes its mind; the page looks by itself, and moves without a loss.
  proxy.allowWebSockets();
  await expect(status(ada)).toHaveText("Saved", { timeout: 60_000 });
  await ada.type("!");
  await expectSameText(ada, ben, cleo);
});

test("[HT8] where WebSockets are refused, runs, the chat, locks, removal and the end go over HTTP as well", async ({
  newPerson,
  newSession,
  server,
}) => {
  const proxy = await ProxyServer.open(server, { refusesWebSockets: true });
  proxies.push(proxy);
  const session = await newSession({ language: "javascript", code: "console.log('over', 'HTTP')" });
  const [hal, ada, ben] = [
    await newPerson("Hal", { server: proxy }),
    await newPerson("Ada", { server: proxy }),
    await newPerson("Ben", { server: proxy }),
  ];
  await hal.joinAsHost(session);
  for (const person of [ada, ben]) await person.join(session);
  for (const person of [hal, ada, ben]) await expect(status(person)).toHaveText("Saved · over HTTP");

  await ada.run();
  await hal.expectOutcome("succeeded");
  await expect(hal.output).toContainText("over HTTP");
  await ada.page.getByRole("button", { name: "Open the chat" }).click();
  await ada.page.keyboard.type("Can you hear me?");
  await ada.page.keyboard.press("Enter");
  await hal.page.getByRole("button", { name: "Open the chat, 1 unread line" }).click();
  await expect(hal.page.getByRole("log")).toContainText("Can you hear me?");
  await hal.page.keyboard.press("Escape");

  await hal.page.getByRole("button", { name: "More actions" }).click();
  await hal.page.getByRole("menuitemcheckbox", { name: "Editing" }).click();
  await expect(ada.page.getByText("A host has locked editing for everybody")).toBeVisible();
  await expect(ada.editor).toHaveAttribute("aria-readonly", "true");

  await hal.page.getByRole("button", { name: "3 people here" }).click();
  await hal.page.getByRole("button", { name: "Actions for Ben" }).click();
  await hal.page.getByRole("menuitem", { name: "Remove…" }).click();
  await hal.page.getByRole("alertdialog").getByRole("button", { name: "Remove" }).click();
  await expect(ben.page.getByRole("heading", { name: "A host has removed you" })).toBeVisible();
  await hal.page.keyboard.press("Escape");

  await hal.choose("End session…");
  await hal.page.getByRole("alertdialog").getByRole("button", { name: "End session" }).click();
  await expect(ada.page.getByRole("heading", { name: /^This session ended on / })).toBeVisible();
  expect(proxy.passed).toBe(0);
});

for (const way of ["WebSocket", "HTTP"] as const) {
  test(`[HB1] one of three whose cable is pulled, over ${way}, is gone for the others within ten seconds, and comes back once`, async ({
    newPerson,
    newSession,
    server,
  }) => {
    const proxy = await ProxyServer.open(server, { refusesWebSockets: way === "HTTP" });
    proxies.push(proxy);
    const session = await newSession({ language: "javascript", code: "" });
    const [ada, ben, cleo] = [
      await newPerson("Ada", { server: proxy }),
      await newPerson("Ben"),
      await newPerson("Cleo"),
    ];
    for (const person of [ada, ben, cleo]) await person.join(session);
    await ada.type("before ");
    for (const person of [ben, cleo]) await expect(person.page.getByText("3 people here")).toBeAttached();

    const gone = { selector: "button", text: "2 people here" };
    await expectSoonAfter(() => proxy.cut(), [ben, cleo], gone, GONE_WITHIN_MS);
    for (const person of [ben, cleo]) await expect(person.page.locator(".cm-remoteCaret")).toHaveCount(0);
    await ada.type("alone ");
    await ben.type("together ");

    proxy.mend();
    const text = await expectSameText(ada, ben, cleo);
    expect(text.split(" ").sort()).toEqual(["", "alone", "before", "together"]);
    for (const person of [ada, ben, cleo]) {
      await expect(person.page.getByText("3 people here")).toBeAttached();
      await person.page.getByText("3 people here").click();
      const rows = person.page.getByRole("dialog").getByRole("listitem");
      await expect(rows).toHaveCount(3);
      for (const name of ["Ada", "Ben", "Cleo"]) await expect(rows.filter({ hasText: name })).toHaveCount(1);
    }
  });
}
