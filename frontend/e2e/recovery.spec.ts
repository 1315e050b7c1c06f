/** A browser whose own copy the server refuses finds a way back into the room, and loses nothing. */
import { readFile } from "node:fs/promises";
import { expect, readCode, test } from "./harness/fixtures";

const REFUSED = "The server refused something this page sent";

test("who is refused at each handshake starts anew, with the own copy set aside", async ({
  newPerson,
  newSession,
  server,
}) => {
  const session = await newSession({ language: "python", code: "shared = 1\n" });
  const [ada, ben] = [await newPerson("Ada"), await newPerson("Ben")];
  // From now on this browser breaks each frame that carries a certain word, as a faulty extension might.
  await ada.context.addInitScript(() => {
    const send = WebSocket.prototype.send;
    WebSocket.prototype.send = function (this: WebSocket, frame: Uint8Array<ArrayBuffer>) {
      const isBad = new TextDecoder().decode(frame).includes("poison");
      send.call(this, isBad ? Uint8Array.of(...frame, 0) : frame);
    };
  });
  await ada.join(session);
  await ben.join(session);
  await ada.placeCaret(0);
  await ada.paste("poison ");

  await test.step("connecting again, or a reload, ends in the same refusal", async () => {
    const banner = ada.page.getByRole("alert").filter({ hasText: REFUSED });
    await expect(banner).toBeVisible();
    await banner.getByRole("button", { name: "Connect again" }).click();
    await expect(banner).toBeVisible();
    await ada.page.reload();
    await expect(banner).toBeVisible();
    expect(await ada.text()).toBe("poison shared = 1\n");
  });

  await test.step("starting anew shows the server's text, and the room goes on", async () => {
    await ben.placeCaret(0);
    await ben.type("# Ben\n");
    await ada.page.getByRole("button", { name: "Start anew from the server's text" }).click();
    await ada.expectSaved();
    await ada.expectText("# Ben\nshared = 1\n");
    await ada.placeCaret(0);
    await ada.type("# Ada\n");
    await ben.expectText("# Ada\n# Ben\nshared = 1\n");
    expect(await readCode(server, session.id)).toBe("# Ada\n# Ben\nshared = 1\n");
  });

  await test.step("the copy can be had, after a reload too, until it is dismissed", async () => {
    await ada.page.reload();
    await ada.expectSaved();
    const download = ada.page.waitForEvent("download");
    await ada.page.getByRole("button", { name: "Download what was set aside" }).click();
    const file = await download;
    expect(file.suggestedFilename()).toBe("set-aside-main.py");
    expect(await readFile(await file.path(), "utf8")).toBe("poison shared = 1\n");
    await ada.page.getByRole("button", { name: "Dismiss" }).click();
    await ada.page.reload();
    await ada.expectSaved();
    await expect(ada.page.getByRole("button", { name: "Download what was set aside" })).toHaveCount(0);
  });
});
