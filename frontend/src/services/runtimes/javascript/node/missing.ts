/** What a program is told of a module that it cannot have. */

/** A line (from 1) and a column (from 1) of the person's file. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

const PACKAGES_NOTE =
  "Packages cannot be imported here; the language, the browser's own objects and some modules of Node are there.";

const FILE_NOTE = "The session has no file of that name in this language.";

const NODES_OWN = new Set(
  "child_process cluster crypto dgram dns fs/promises http http2 https net tls vm worker_threads zlib".split(" "),
);

export class MissingModuleError extends Error {
  override name = "Error";
  readonly code = "MODULE_NOT_FOUND";
  /** A sentence below the error. */
  readonly note: string;

  /** @param at where a declaration names it; null where the error's own stack says so. */
  constructor(
    specifier: string,
    readonly at: Place | null,
  ) {
    super(`Cannot find module '${specifier}'`);
    const isNodes = specifier.startsWith("node:") || NODES_OWN.has(specifier);
    if (isNodes) this.note = `'${specifier}' belongs to Node but cannot work in a browser.`;
    else this.note = specifier.startsWith(".") ? FILE_NOTE : PACKAGES_NOTE;
    for (const detail of ["code", "note", "at", "name"]) Object.defineProperty(this, detail, { enumerable: false });
  }
}
