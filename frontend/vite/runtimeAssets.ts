/** What the runtimes need of Vite: sandbox scripts as text, large files laid out, the security headers served. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Plugin } from "vite";
import { PACKERS, PARTS } from "./packers/index.ts";
import type { PackedFile } from "./packers/packedFile.ts";
import { pythonOffer } from "./packers/python.ts";
import { sandboxedText } from "./sandboxedText.ts";
import { connectingTo, type Headers, serverOrigins } from "./serverOrigins.ts";

const PREFIX = "virtual:runtime-files/";
const ASSETS = "assets/runtimes/";
const HASH_LENGTH = 10;
/** The sandbox's documents, and what of `headers.json` each is served with. */
export const FRAMES = { "/sandbox/frame.html": "sandbox", "/sandbox/preview.html": "preview" } as const;
const FRAME_MODULE = "virtual:sandbox-frame";
const HEADERS_FILE = "headers.json";
const PYTHON_OFFER_FILE = "python-offer.json";

interface LaidOutFile extends PackedFile {
  /** Below the site's root; names its content, so it may be cached for ever. */
  readonly path: string;
}

const packed = new Map<string, LaidOutFile[]>();

function filesOf(language: string): LaidOutFile[] {
  const known = packed.get(language);
  if (known !== undefined) return known;
  const packer = PACKERS[language] ?? PARTS[language];
  if (packer === undefined) throw new Error(`No files are packed for "${language}": see vite/packers/index.ts.`);
  const files = packer().map((file) => {
    const hash = createHash("sha256").update(file.content).digest("hex").slice(0, HASH_LENGTH);
    return { ...file, path: `${ASSETS}${file.fileName.replace(".", `-${hash}.`)}` };
  });
  packed.set(language, files);
  return files;
}

/** `virtual:runtime-files/python`: `{name: {path, bytes}}` of what the language's runtime fetches. */
function runtimeFiles(): Plugin {
  let base = "/";
  let building = false;
  return {
    name: "algoroom:runtime-files",
    configResolved(config) {
      base = config.base;
      building = config.command === "build";
    },
    resolveId: (source) => (source.startsWith(PREFIX) ? `\0${source}` : null),
    load(id) {
      if (!id.startsWith(`\0${PREFIX}`)) return null;
      const files = filesOf(id.slice(PREFIX.length + 1));
      if (building) {
        for (const { path, content } of files) this.emitFile({ type: "asset", fileName: path, source: content });
      }
      const entries = files.map(({ name, path, content }) => [name, { path: base + path, bytes: content.length }]);
      return `export default ${JSON.stringify(Object.fromEntries(entries))};`;
    },
    configureServer(server) {
      server.middlewares.use((request, response, next) => {
        const path = pathOf(request).slice(base.length);
        const file = [...packed.values()].flat().find((candidate) => candidate.path === path);
        if (file === undefined) {
          next();
          return;
        }
        response.setHeader("Content-Type", "application/octet-stream");
        response.end(file.content);
      });
    },
  };
}

/** `headers.json`: what the page and the sandbox's frames are served with. The backend reads the copy in `dist`. */
export interface HeadersFile {
  readonly page: Headers;
  readonly sandbox: Headers;
  readonly preview: Headers;
}

/** What is served with the answer to this path. */
export const headersFor = (path: string, headers: HeadersFile): Headers => {
  const [, place = "page"] = Object.entries(FRAMES).find(([frame]) => frame === path) ?? [];
  return headers[place];
};

export function readHeaders(): HeadersFile {
  return JSON.parse(readFileSync(new URL(`../${HEADERS_FILE}`, import.meta.url), "utf8"));
}

const pathOf = (request: IncomingMessage): string => new URL(request.url ?? "/", "http://localhost").pathname;

/** While developing, Vite itself writes inline scripts and styles into the page. A hash would switch that off again. */
const forDevelopment = (headers: Headers): Headers => ({
  ...headers,
  "Content-Security-Policy": (headers["Content-Security-Policy"] ?? "")
    .replace("script-src ", "script-src 'unsafe-inline' ")
    .replace(/style-src [^;]*/, "style-src 'self' 'unsafe-inline'"),
});

function securityHeaders(): Plugin {
  let servers: readonly string[] = [];
  const builtHeaders = (): HeadersFile => {
    const headers = readHeaders();
    return { ...headers, page: connectingTo(headers.page, servers) };
  };
  const middleware =
    (headers: HeadersFile) =>
    (request: IncomingMessage, response: ServerResponse, next: () => void): void => {
      for (const [name, value] of Object.entries(headersFor(pathOf(request), headers))) response.setHeader(name, value);
      next();
    };
  return {
    name: "algoroom:security-headers",
    configResolved({ env }) {
      servers = serverOrigins(env);
    },
    configureServer(server) {
      const headers = builtHeaders();
      server.middlewares.use(middleware({ ...headers, page: forDevelopment(headers.page) }));
    },
    configurePreviewServer(server) {
      server.middlewares.use(middleware(builtHeaders()));
    },
    generateBundle() {
      const source = JSON.stringify(builtHeaders(), null, 2);
      this.emitFile({ type: "asset", fileName: HEADERS_FILE, source });
    },
  };
}

/**
 * `virtual:sandbox-frame`: the addresses of the frames' documents. They name content and headers, so that a browser may
 * keep both: no service worker is asked for an opaque-origin frame, and without a connection there is nobody else.
 */
function sandboxFrame(): Plugin {
  return {
    name: "algoroom:sandbox-frame",
    resolveId: (source) => (source === FRAME_MODULE ? `\0${FRAME_MODULE}` : null),
    load(id) {
      if (id !== `\0${FRAME_MODULE}`) return null;
      const addresses = Object.keys(FRAMES).map((path) => {
        const hash = createHash("sha256").update(readFileSync(new URL(`../public${path}`, import.meta.url)));
        const version = hash.update(JSON.stringify(headersFor(path, readHeaders()))).digest("hex");
        return JSON.stringify(`${path}?v=${version.slice(0, HASH_LENGTH)}`);
      });
      return `export default ${addresses[0]};export const previewAddress = ${addresses[1]};`;
    },
  };
}

/** `python-offer.json`: which packages an administrator may fetch, with their hashes. */
function fetchablePackages(): Plugin {
  return {
    name: "algoroom:fetchable-packages",
    generateBundle() {
      this.emitFile({ type: "asset", fileName: PYTHON_OFFER_FILE, source: pythonOffer() });
    },
  };
}

/** All of it, for `plugins` of a Vite configuration. */
export function runtimeAssets(): Plugin[] {
  return [sandboxedText(), runtimeFiles(), sandboxFrame(), fetchablePackages(), securityHeaders()];
}
