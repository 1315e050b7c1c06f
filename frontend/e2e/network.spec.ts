/** Networks that are in the way: WebSockets blocked, and cables pulled. */
import { expect, expectSameText, type Person, test } from "./harness/fixtures";
import { ProxyServer } from "./harness/proxyServer";

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
  const session = await newSession({ language: "python", code: "" });
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

for (const way of ["WebSocket", "HTTP"] as const) {
  test(`[HB1] one of three whose cable is pulled, over ${way}, is soon gone for the others, and comes back once`, async ({
    newPerson,
    newSession,
    server,
  }, testInfo) => {
    const proxy = await ProxyServer.open(server, { refusesWebSockets: way === "HTTP" });
    proxies.push(proxy);
    const session = await newSession({ language: "python", code: "" });
    const [ada, ben, cleo] = [
      await newPerson("Ada", { server: proxy }),
      await newPerson("Ben"),
      await newPerson("Cleo"),
    ];
    for (const person of [ada, ben, cleo]) await person.join(session);
    await ada.type("before ");
    for (const person of [ben, cleo]) await expect(person.page.getByText("3 people here")).toBeAttached();

    proxy.cut();
    const started = performance.now();
    for (const person of [ben, cleo]) {
      await expect(person.page.getByText("2 people here")).toBeAttached();
      await expect(person.page.locator(".cm-remoteCaret")).toHaveCount(0);
    }
    const seconds = ((performance.now() - started) / 1_000).toFixed(1);
    testInfo.annotations.push({ type: "seconds until gone for the others", description: seconds });
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
