/** Holds the page to its own content security policy, and its editors to whole plugins, whatever a test does. What code in the sandbox tries is not meant. */
import type { BrowserContext } from "@playwright/test";

const MARK = "Against the page's policy:";
/** How CodeMirror says that it has put a part of an editor out of use. */
const CRASHED = "CodeMirror plugin crashed:";

/** What goes wrong in pages of this context from now on, in words. It grows. */
export async function watchFaults(context: BrowserContext): Promise<readonly string[]> {
  const faults: string[] = [];
  context.on("console", (message) => {
    const text = message.text();
    if (text.startsWith(MARK) || text.startsWith(CRASHED)) faults.push(text);
  });
  await context.addInitScript((mark) => {
    // A frame without an origin is the sandbox.
    if (globalThis.origin === "null") return;
    document.addEventListener(
      "securitypolicyviolation",
      ({ effectiveDirective, blockedURI, sourceFile, lineNumber }) => {
        console.error(`${mark} ${effectiveDirective} forbids ${blockedURI} (${sourceFile}:${lineNumber})`);
      },
    );
  }, MARK);
  return faults;
}
