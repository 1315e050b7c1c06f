// npm run build:wheel: the server and the built page as one Python package, in dist/.
import { ensurePackages } from "../lib/setup.mjs";
import { buildWheel } from "../lib/wheel.mjs";

export async function command() {
  await ensurePackages({ withTests: true });
  console.log(`The wheel lies in ${await buildWheel()}.`);
  return 0;
}
