/** Builds the gallery's page and serves it, with nothing behind it: each state stands still. */
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname } from "node:path";
import { fileURLToPath } from "node:url";
import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { build } from "vite";
import { FRAMES, headersFor, readHeaders, runtimeAssets } from "../../vite/runtimeAssets";
import { styleSheets } from "../../vite/styleSheets";

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".json": "application/json",
};
const PAGE = "/e2e/gallery/index.html";

export interface GallerySite {
  readonly url: string;
  close(): Promise<void>;
}

const pathIn = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

async function buildGallery(): Promise<Map<string, string | Uint8Array>> {
  const result = await build({
    configFile: false,
    root: pathIn("../.."),
    publicDir: false,
    logLevel: "error",
    plugins: [react(), tailwindcss(), styleSheets(), runtimeAssets()],
    build: { write: false, target: "es2023", rollupOptions: { input: pathIn("index.html") } },
  });
  const [output] = Array.isArray(result) ? result : [result];
  if (output === undefined || !("output" in output)) throw new Error("Vite built nothing.");
  const files = new Map<string, string | Uint8Array>();
  for (const file of output.output) files.set(`/${file.fileName}`, file.type === "chunk" ? file.code : file.source);
  for (const path of Object.keys(FRAMES)) files.set(path, await readFile(pathIn(`../../public${path}`)));
  return files;
}

/** The gallery at `/?state=…`. Whoever opened it closes it. */
export async function openGallery(): Promise<GallerySite> {
  const files = await buildGallery();
  const headers = readHeaders();
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://localhost");
    const path = pathname === "/" ? PAGE : pathname;
    const content = files.get(path);
    if (content === undefined) response.writeHead(404).end();
    else {
      for (const [name, value] of Object.entries(headersFor(path, headers))) {
        response.setHeader(name, value);
      }
      response.setHeader("Content-Type", TYPES[extname(path)] ?? "application/octet-stream");
      response.end(content);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "localhost", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The system gave no port.");
  return {
    url: `http://localhost:${address.port}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
