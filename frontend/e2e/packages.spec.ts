/** What an administrator has fetched is imported by programs: a package with compiled parts, and one that needs it. */
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { createSession } from "./harness/api";
import { expect, Server, test } from "./harness/fixtures";
import { BACKEND, PYTHON } from "./harness/server";

const WHEELS = fileURLToPath(new URL("../../.tools/compiled-wheel/", import.meta.url));
const OFFER = fileURLToPath(new URL("../dist/python-offer.json", import.meta.url));

const PROGRAM = `
import msgspec
class Point(msgspec.Struct):
    x: int
print(msgspec.json.encode(Point(42)).decode())
try:
    msgspec.json.decode(b'{"x": "no"}', type=Point)
except msgspec.ValidationError as error:
    print(error)
`.trim();

/** Publishes the wheel as Pyodide's makers do, and writes the list that names it. */
async function publish(folder: string) {
  const name = (await readdir(WHEELS)).find((file) => file.startsWith("msgspec-"));
  if (name === undefined) throw new Error("There is no wheel: node scripts/algoroom.mjs test e2e fetches it.");
  const wheel = await readFile(join(WHEELS, name));
  const { info } = JSON.parse(await readFile(OFFER, "utf8"));
  const msgspec = {
    ...{ name: "msgspec", version: "0.22.0", file_name: name, install_dir: "site", package_type: "package" },
    ...{ sha256: createHash("sha256").update(wheel).digest("hex"), imports: ["msgspec"], depends: [] },
  };
  const lock = join(folder, "lock.json");
  await writeFile(lock, JSON.stringify({ info, packages: { msgspec } }));
  const publisher = createServer((request, response) => {
    if (request.url === `/full/${name}`) response.end(wheel);
    else response.writeHead(404).end();
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => publisher.once("listening", resolve));
  return { publisher, lock, place: `http://127.0.0.1:${(publisher.address() as AddressInfo).port}/full/` };
}

test("a fetched package with compiled parts is imported, also without a network after a reload", async ({
  newPerson,
}) => {
  const folder = await mkdtemp(join(tmpdir(), "algoroom-packages-"));
  const settings = { PYTHON_PACKAGES_DIR: join(folder, "fetched") };
  const { publisher, lock, place } = await publish(folder);
  const command = ["-m", "app.commands", "fetch-packages", "msgspec", "--lock", lock, "--from", place];
  const { stdout } = await promisify(execFile)(PYTHON, command, { cwd: BACKEND, env: { ...process.env, ...settings } });
  expect(stdout).toContain("Python programs can import msgspec");
  const server = await Server.open({ settings });
  try {
    const session = await createSession(server, { language: "python", code: PROGRAM });
    const ada = await newPerson("Ada", { server });
    await ada.join(session);
    for (const network of [true, false]) {
      if (!network) {
        const state = () =>
          ada.page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.active?.state);
        await expect.poll(state).toBe("activated");
        await ada.goOffline();
        await ada.page.reload();
        await ada.expectText(PROGRAM);
      }
      await ada.run();
      if (!network) {
        const shown = ada.page.getByRole("combobox", { name: "Shown run" });
        await expect(shown).toContainText("Run 2 of 2", { timeout: 60_000 });
      }
      await ada.expectOutcome("succeeded");
      await expect(ada.output).toContainText('{"x":42}');
      await expect(ada.output).toContainText("Expected `int`, got `str` - at `$.x`");
    }
  } finally {
    await server.close();
    publisher.close();
    await rm(folder, { recursive: true, force: true });
  }
});
