/** Two people meet in a room, and the room outlives its server. */
import { expect, expectSameText, readCode, Server, test } from "./harness/fixtures";

test("what one person types, the other reads", async ({ newPerson, newSession, server }) => {
  const session = await newSession({ language: "javascript" });
  const ada = await newPerson("Ada");
  const lin = await newPerson("Lin");
  await ada.joinAsHost(session);
  await lin.join(session);

  await ada.type("answer = 42");
  await lin.expectText("answer = 42");

  await lin.placeCaret("answer = ".length);
  await lin.type("1");
  await ada.expectText("answer = 142");
  expect(await readCode(server, session.id)).toBe("answer = 142");
});

test("a text longer than the screen is read whole", async ({ newPerson, newSession }) => {
  const code = Array.from({ length: 2000 }, (_, line) => `line ${line}\n`).join("");
  const session = await newSession({ language: "javascript", code });
  const ada = await newPerson("Ada");
  await ada.join(session);

  expect(await ada.editor.locator(".cm-line").count()).toBeLessThan(2000);
  await ada.expectText(code);
});

test("a room outlives a stop of its server, and what was typed meanwhile", async ({ newPerson }) => {
  const server = await Server.open();
  try {
    const ada = await newPerson("Ada", { server });
    const lin = await newPerson("Lin", { server });
    await ada.page.goto(server.url);
    await ada.switchTo("JavaScript");
    await ada.page.getByRole("button", { name: "Start a session" }).click();
    await ada.expectSaved();
    await lin.join({ id: new URL(ada.page.url()).pathname.replace("/session/", "") });
    await ada.type("before ");
    await lin.expectText("before ");

    // What a kill does is in survival.spec.ts.
    await server.stop();
    await ada.type("meanwhile");
    await server.start();
    expect(await expectSameText(ada, lin)).toBe("before meanwhile");
  } finally {
    await server.close();
  }
});
