/** Handing something to the person as a file. */

function download(fileName: string, content: Blob): void {
  const url = URL.createObjectURL(content);
  const link = document.createElement("a");
  link.href = url;
  link.download = fileName;
  link.click();
  // The click has handed the address to the browser, but some read it a moment later.
  window.setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** Saves `content` under `fileName` where the browser saves downloads. */
export function downloadText(fileName: string, content: string): void {
  download(fileName, new Blob([content], { type: "text/plain;charset=utf-8" }));
}

/** The same for what is no text. */
export function downloadBytes(fileName: string, content: Uint8Array<ArrayBuffer>, type: string): void {
  download(fileName, new Blob([content], { type }));
}
