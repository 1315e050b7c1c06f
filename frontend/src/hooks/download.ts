/** Handing a text to the person as a file. */

/** Saves `content` under `fileName` where the browser saves downloads. */
export function downloadText(fileName: string, content: string): void {
  const url = URL.createObjectURL(new Blob([content], { type: "text/plain;charset=utf-8" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = fileName;
  link.click();
  // The click has handed the address to the browser, but some read it a moment later.
  window.setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
