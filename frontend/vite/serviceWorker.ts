/** Builds the service worker to `/sw.js` and tells it which files the build has. */
import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";

const ENTRY = fileURLToPath(new URL("../src/serviceWorker/worker.ts", import.meta.url));
const FILE = "sw.js";
const PLACEHOLDER = "__SHELL__";
/** Of the built files, what the page needs to start. Runtimes are large: they are kept once they were used. */
const STARTS_PAGE = /^assets\/(?!runtimes\/).+\.(js|css)$/;

/** For `plugins` of a Vite configuration, last, so that it sees what the others emit. */
export function serviceWorker(): Plugin {
  return {
    name: "algoroom:service-worker",
    apply: "build",
    enforce: "post",
    buildStart() {
      this.emitFile({ type: "chunk", id: ENTRY, fileName: FILE });
    },
    generateBundle: {
      order: "post",
      handler(_options, bundle) {
        const worker = bundle[FILE];
        if (worker?.type !== "chunk") throw new Error(`The build has no ${FILE}.`);
        // The browser runs it as a classic script, which knows neither.
        if (worker.imports.length > 0 || worker.exports.length > 0) {
          throw new Error(`${FILE} must stand alone: it shares ${worker.imports.join(", ")} with the page.`);
        }
        if (!worker.code.includes(PLACEHOLDER)) throw new Error(`${FILE} does not ask for the list of files.`);
        const files = Object.keys(bundle).filter((file) => file.startsWith("assets/"));
        const paths = (some: string[]) => some.sort().map((file) => `/${file}`);
        const shell = { install: paths(files.filter((file) => STARTS_PAGE.test(file))), known: paths(files) };
        worker.code = worker.code.replaceAll(PLACEHOLDER, JSON.stringify(shell));
      },
    },
  };
}
