#!/usr/bin/env node
// Lays a brotli and a gzip copy beside each file of a built page that gains from it, for nginx's *_static.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

/** Of what is compressed already there is nothing to gain. */
const GAINS = /\.(?:html|css|js|mjs|json|map|svg|wasm|txt|ttf|data|wat|ts)$/;
/** Below this a copy saves no packet. */
const WORTHWHILE_BYTES = 1024;
/** The best takes a second a megabyte; large files make do with nearly as good. */
const LARGE_BYTES = 2 << 20;

/** @param {string} folder */
function precompress(folder) {
  let count = 0;
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const file = path.join(entry.parentPath, entry.name);
    if (!entry.isFile() || !GAINS.test(entry.name)) continue;
    const content = readFileSync(file);
    if (content.length < WORTHWHILE_BYTES) continue;
    const quality = content.length > LARGE_BYTES ? 9 : constants.BROTLI_MAX_QUALITY;
    const params = {
      [constants.BROTLI_PARAM_QUALITY]: quality,
      [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
    };
    writeFileSync(`${file}.br`, brotliCompressSync(content, { params }));
    writeFileSync(`${file}.gz`, gzipSync(content, { level: 9 }));
    count += 1;
  }
  return count;
}

const [folder] = process.argv.slice(2);
if (folder === undefined) {
  console.error("Name the folder of the built page: node scripts/precompress.mjs frontend/dist");
  process.exitCode = 2;
} else {
  console.log(`${precompress(folder)} files have a brotli and a gzip copy.`);
}
