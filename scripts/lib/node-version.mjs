// Whether this Node can build and test the page. Old syntax only: an old Node must be able to read the complaint.
import { isAtLeast, parseVersion } from "./versions.mjs";

/** What Vite asks for, in the form of package.json's `engines`. */
export const SUPPORTED_NODE = "^20.19.0 || >=22.12.0";

/**
 * One sentence with the remedy when a Node version is not supported, else null.
 * @param {string} version as in `process.version`
 * @returns {string | null}
 */
export function complaintAboutNode(version) {
  const parsed = parseVersion(version);
  const isSupported =
    parsed !== null && ((parsed[0] === 20 && isAtLeast(parsed, [20, 19])) || isAtLeast(parsed, [22, 12]));
  if (isSupported) return null;
  return (
    "AlgoRoom needs Node.js 20.19, 22.12 or newer, and this is " +
    version +
    ". Install a current one from https://nodejs.org, then run the command again."
  );
}
