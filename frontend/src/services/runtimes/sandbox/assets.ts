/** A runtime's files, fetched beside the page. */
import { fetchFiles, type Progress, type RuntimeFile, RuntimeFileError } from "./fetchFiles";

export { type Progress, type RuntimeFile, RuntimeFileError };

/** What the worker says to the page. */
export type FetcherNews =
  | { readonly kind: "progress"; readonly loaded: number; readonly total: number }
  | { readonly kind: "fetched"; readonly buffers: Readonly<Record<string, ArrayBuffer>> }
  | { readonly kind: "failed"; readonly message: string };

/**
 * Fetches all files at once, in a worker where there can be one.
 * @throws RuntimeFileError when one of them cannot be had.
 */
export function fetchRuntimeFiles<Name extends string>(
  files: Readonly<Record<Name, RuntimeFile>>,
  onProgress: Progress,
): Promise<Record<Name, ArrayBuffer>> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL("./fetcher.worker.ts", import.meta.url), { type: "module", name: "fetcher" });
    worker.onmessage = ({ data: news }: MessageEvent<FetcherNews>) => {
      if (news.kind === "progress") onProgress(news.loaded, news.total);
      else {
        worker.terminate();
        if (news.kind === "fetched") resolve(news.buffers as Record<Name, ArrayBuffer>);
        else reject(new RuntimeFileError(news.message));
      }
    };
    // Its script cannot be had, as without a network behind a first visit. The files may be here all the same.
    worker.onerror = (event) => {
      event.preventDefault();
      worker.terminate();
      fetchFiles(files, onProgress).then(resolve, reject);
    };
    worker.postMessage(files);
  });
}
