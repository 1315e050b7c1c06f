/** Serves the suite's page as the backend would, and remembers every request that user code could have made. */
import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { extname } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";
import { FRAMES, type HeadersFile, headersFor, readHeaders, runtimeAssets } from "../../vite/runtimeAssets";
import type { Recording } from "./page/main";

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".json": "application/json",
};

const REPORT_PATH = "/report";

/** Whatever the probes ask for lies below it, on our own origin and on a foreign one. */
export const PROBE_PATH = "/probed/";

type Content = string | Uint8Array;

/** The suite's page and a foreign address, both of which tell who asked. */
export interface Site {
  /** Served with the headers of `headers.json`. */
  readonly url: string;
  /** The same page without cross-origin isolation, as over plain HTTP on another host. */
  readonly bareUrl: string;
  readonly foreignUrl: string;
  /** Paths below `PROBE_PATH` that were asked for, on any of the three. */
  readonly hits: string[];
  /** What pages have reported of their runs. */
  readonly reports: Recording[];
  close(): Promise<void>;
}

const pathIn = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

async function buildPage(): Promise<Map<string, Content>> {
  const result = await build({
    configFile: false,
    root: pathIn("page"),
    logLevel: "error",
    plugins: [runtimeAssets()],
    build: { write: false, target: "es2023" },
  });
  const [output] = Array.isArray(result) ? result : [result];
  if (output === undefined || !("output" in output)) throw new Error("Vite built nothing.");
  const files = new Map<string, Content>();
  for (const file of output.output) files.set(`/${file.fileName}`, file.type === "chunk" ? file.code : file.source);
  for (const path of Object.keys(FRAMES)) files.set(path, await readFile(pathIn(`../../public${path}`)));
  return files;
}

const ISOLATING = /^Cross-Origin-(Opener|Embedder)|^Document-Isolation/;

const withoutIsolation = (headers: HeadersFile["page"]): HeadersFile["page"] =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !ISOLATING.test(name)));

function answer(response: ServerResponse, path: string, content: Content, headers: HeadersFile["page"]): void {
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  response.setHeader("Content-Type", TYPES[extname(path)] ?? "application/octet-stream");
  response.setHeader("Set-Cookie", "presser=secret; Path=/; SameSite=Lax");
  response.end(content);
}

async function takeReport(request: IncomingMessage, reports: Recording[]): Promise<void> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece);
  reports.push(JSON.parse(Buffer.concat(pieces).toString()));
}

async function listen(server: Server, hits: string[]): Promise<string> {
  server.prependListener("request", (request) => {
    if (request.url?.includes(PROBE_PATH)) hits.push(`${request.method} ${request.url}`);
  });
  server.on("upgrade", (request, socket) => {
    hits.push(`UPGRADE ${request.url}`);
    socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, "localhost", resolve));
  return `http://localhost:${(server.address() as AddressInfo).port}`;
}

function serve(files: ReadonlyMap<string, Content>, headers: HeadersFile, reports: Recording[]): Server {
  return createServer((request, response) => {
    if (request.method === "POST" && request.url === REPORT_PATH) {
      void takeReport(request, reports).then(() => response.end());
      return;
    }
    const { pathname } = new URL(request.url ?? "/", "http://localhost");
    const path = pathname === "/" ? "/index.html" : pathname;
    const content = files.get(path);
    if (content === undefined) {
      // A probe that gets this far gets an answer that is good as text, script and page: only the sandbox makes it fail.
      response.setHeader("Access-Control-Allow-Origin", "*");
      answer(response, path, "null", { "Cross-Origin-Resource-Policy": "cross-origin" });
    } else answer(response, path, content, headersFor(path, headers));
  });
}

export async function openSite(): Promise<Site> {
  const files = await buildPage();
  const headers = readHeaders();
  const bare = {
    page: withoutIsolation(headers.page),
    sandbox: withoutIsolation(headers.sandbox),
    preview: withoutIsolation(headers.preview),
  };
  const reports: Recording[] = [];
  const servers = [
    serve(files, headers, reports),
    serve(files, bare, reports),
    serve(new Map(), headers, reports),
  ] as const;
  const hits: string[] = [];
  const [url, bareUrl, foreignUrl] = await Promise.all([
    listen(servers[0], hits),
    listen(servers[1], hits),
    listen(servers[2], hits),
  ]);
  const close = async (): Promise<void> => {
    for (const server of servers) {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  };
  return { url, bareUrl, foreignUrl, hits, reports, close };
}
