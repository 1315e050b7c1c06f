/** Types of installed-chromium.mjs for the browser tests, which are TypeScript. */

/** The executable of a Chromium on this machine, or null. CHROMIUM_PATH comes before all others. */
export function findChromium(): string | null;

/** All Chromiums here, the preferred one first. */
export function installedChromiums(): string[];

/** Flags that keep a browser under test quiet; root has no sandbox to offer it. */
export const CHROMIUM_ARGUMENTS: readonly string[];
