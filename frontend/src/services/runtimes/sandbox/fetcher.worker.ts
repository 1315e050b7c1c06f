/** Fetches and unpacks files in a thread of its own: what comes in and what it is made into would keep the page from its keys. */
import type { FetcherNews } from "./assets";
import { fetchFiles, type RuntimeFile } from "./fetchFiles";

const tell = (news: FetcherNews, transfer: Transferable[] = []): void => postMessage(news, { transfer });

globalThis.onmessage = async ({ data: files }: MessageEvent<Readonly<Record<string, RuntimeFile>>>) => {
  try {
    const buffers = await fetchFiles(files, (loaded, total) => tell({ kind: "progress", loaded, total }));
    tell({ kind: "fetched", buffers }, Object.values(buffers));
  } catch (error) {
    tell({ kind: "failed", message: error instanceof Error ? error.message : String(error) });
  }
};
