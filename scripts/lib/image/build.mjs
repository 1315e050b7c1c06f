// The image of the Dockerfile, built on the stand-ins.
import { REPOSITORY } from "../paths.mjs";
import { step } from "../progress.mjs";
import { ensureBases, PYTHON_BASE } from "./bases.mjs";
import { buildah } from "./buildah.mjs";

/** What the image is called in the store. */
export const IMAGE = "localhost/algoroom:checked";

/** Layers of earlier builds make the next one quick, until they are so many images. */
const MAX_IMAGES = 60;
const FAILURE = "The image could not be built; what buildah said is above.";

/**
 * Build the image; layers that nothing has changed are taken from earlier builds.
 * @param {{ compiled: boolean }} wish whether the live room is compiled too, and Go made for browsers: minutes whenever they changed
 */
export async function buildImage({ compiled }) {
  await ensureBases();
  await forgetOldLayers();
  const args = ["bud", "--layers", "--pull-never", "--isolation", "chroot", "--network", "host", "--format", "docker"];
  const parts = ["NATIVE", "GO"].flatMap((name) => ["--build-arg", `${name}=${compiled ? "on" : "off"}`]);
  await step("image built", () => buildah(FAILURE, ...args, ...parts, "--tag", IMAGE, REPOSITORY));
  const own = (await megabytesOf(IMAGE)) - (await megabytesOf(PYTHON_BASE));
  console.log(
    `  (the image's own layers hold ${own} MB${compiled ? "" : "; its room is not compiled, and it runs no Go"})`,
  );
}

async function forgetOldLayers() {
  const ids = (await buildah(FAILURE, "images", "--all", "--quiet")).trim().split("\n");
  if (ids.length <= MAX_IMAGES) return;
  // Containers of tests that were cut off would hold on to them.
  await buildah(FAILURE, "rm", "--all");
  await buildah(FAILURE, "rmi", "--prune");
}

/** @param {string} image */
async function megabytesOf(image) {
  const [amount = "", unit = ""] = (await buildah(FAILURE, "images", "--format", "{{.Size}}", image))
    .trim()
    .split(/\s+/);
  return Math.round(Number(amount) * (unit === "GB" ? 1000 : 1));
}
