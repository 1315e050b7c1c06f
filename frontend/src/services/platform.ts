/** What differs between kinds of machines. */

/** Whether shortcuts are made with Command rather than Control. */
export const isMac = /Mac|iPhone|iPad/.test(globalThis.navigator?.platform ?? "");
