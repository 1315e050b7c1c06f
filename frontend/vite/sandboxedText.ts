/** `import text from "./worker.ts?sandboxed"`: that module and all it needs as one classic script, as text. */
import { build, type Plugin } from "vite";

const SUFFIX = "?sandboxed";

/** The files of which something is in a text that was made so far. */
export const sandboxedSources = new Set<string>();

async function bundle(file: string, minify: boolean): Promise<{ text: string; sources: string[] }> {
  const sources: string[] = [];
  const result = await build({
    configFile: false,
    publicDir: false,
    logLevel: "error",
    plugins: [{ name: "algoroom:sources", moduleParsed: ({ id }) => void sources.push(id) }],
    build: {
      write: false,
      minify,
      target: "es2023",
      rolldownOptions: {
        input: file,
        // Pyodide and acorn name modules of Node that a browser never reaches.
        external: [/^node:/, "ws"],
        output: { format: "iife", codeSplitting: false },
      },
    },
  });
  const [output] = Array.isArray(result) ? result : [result];
  if (output === undefined || !("output" in output)) throw new Error(`Nothing was bundled for ${file}.`);
  // Strict mode keeps the harness's functions out of reach of `caller` and of V8's call sites.
  return { text: `"use strict";${output.output[0].code}`, sources };
}

/** Bundles what runs inside the sandbox into the page's lazily loaded runtime chunks. */
export function sandboxedText(): Plugin {
  let minify = false;
  return {
    name: "algoroom:sandboxed-text",
    enforce: "pre",
    configResolved(config) {
      minify = config.command === "build";
    },
    async resolveId(source, importer) {
      if (!source.endsWith(SUFFIX)) return null;
      const resolved = await this.resolve(source.slice(0, -SUFFIX.length), importer, { skipSelf: true });
      return resolved === null ? null : `${resolved.id}${SUFFIX}`;
    },
    async load(id) {
      if (!id.endsWith(SUFFIX)) return null;
      const { text, sources } = await bundle(id.slice(0, -SUFFIX.length), minify);
      for (const source of sources) sandboxedSources.add(source);
      for (const source of sources) if (source.startsWith("/")) this.addWatchFile(source.replace(/\?.*$/, ""));
      return { code: `export default ${JSON.stringify(text)};`, moduleType: "js" };
    },
  };
}
