/**
 * Imported before Pyodide, which refuses classic workers and knows them by a working `importScripts`. A module worker
 * cannot be started in an opaque-origin frame, and what Pyodide wants a module for is given to it as text.
 */
Object.defineProperty(globalThis, "importScripts", {
  value: () => {
    throw new TypeError("There are no scripts to import in the sandbox.");
  },
});

export {};
