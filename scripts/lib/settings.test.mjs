// The commands decide only what the environment has not decided.
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:net";
import { test } from "node:test";
import { Failure } from "./failure.mjs";
import { ensurePortIsFree } from "./port.mjs";
import { readPort, withDatabase, withoutSettings } from "./settings.mjs";

test("sessions are kept in a SQLite file under data/ unless the environment says otherwise", () => {
  assert.match(withDatabase({}).DATABASE_URL ?? "", /^sqlite:\/\/\/.*data.algoroom\.db$/);
  assert.match(withDatabase({ DATABASE_URL: "" }).DATABASE_URL ?? "", /^sqlite:/);
  assert.match(withDatabase({ REPOSITORY_TYPE: "sqlite" }).DATABASE_URL ?? "", /^sqlite:/);
  assert.deepEqual(withDatabase({ DATABASE_URL: "memory://" }), { DATABASE_URL: "memory://" });
  assert.deepEqual(withDatabase({ REPOSITORY_TYPE: "memory" }), { REPOSITORY_TYPE: "memory" });
});

test("a developer's settings do not reach the tests, the rest of the environment does", () => {
  assert.deepEqual(withoutSettings({ DATABASE_URL: "postgres://production", PORT: "80", HOME: "here" }), {
    HOME: "here",
  });
});

test("PORT is a port, or refused in a sentence that names it", () => {
  assert.equal(readPort({}), 8080);
  assert.equal(readPort({ PORT: "" }), 8080);
  assert.equal(readPort({ PORT: " 9000 " }), 9000);
  assert.equal(readPort({ PORT: "0" }), 0);
  for (const wrong of ["web", "-1", "65536", "80.5", "0x50"]) {
    assert.throws(
      () => readPort({ PORT: wrong }),
      new Failure(`PORT must be a whole number from 0 to 65535 (0: any free port), and it is "${wrong}".`),
    );
  }
});

test("a port that somebody has is refused in a sentence that names it, and a free one is not", async () => {
  const other = createServer().listen(0);
  await once(other, "listening");
  const address = other.address();
  assert.ok(address !== null && typeof address === "object");

  await assert.rejects(ensurePortIsFree(address.port), (error) => {
    return error instanceof Failure && error.message.startsWith(`Port ${address.port} is in use by another program`);
  });
  other.close();
  await once(other, "close");
  await ensurePortIsFree(address.port);
});
