/** The clipboard, where the browser gives it. */

/** Whether the clipboard took it; it is missing where the page is served without TLS. */
export async function tryCopy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
