/** Holds the page to its own content security policy, whatever a test does. What code in the sandbox tries is not meant. */
import type { BrowserContext } from "@playwright/test";

const MARK = "Against the page's policy:";

/** What pages of this context do against their policy from now on, in words. It grows. */
export async function watchPolicy(context: BrowserContext): Promise<readonly string[]> {
  const violations: string[] = [];
  context.on("console", (message) => {
    if (message.text().startsWith(MARK)) violations.push(message.text());
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
  return violations;
}
