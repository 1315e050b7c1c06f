/** Lets libraries that write `<style>` elements, which the page's policy forbids, build style sheets by script instead. */
import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";

const STYLE_SINGLETON = fileURLToPath(new URL("../src/styles/styleSingleton.ts", import.meta.url));

/** CodeMirror's style-mod builds sheets by script already, but in shadow roots only. */
const IN_SHADOW_ROOTS = "!root.head && root.adoptedStyleSheets";
const EVERYWHERE = "root.adoptedStyleSheets";

/** For `plugins` of a Vite configuration. While developing nothing of it is needed: Vite writes such elements itself. */
export function styleSheets(): Plugin {
  return {
    name: "algoroom:style-sheets",
    apply: "build",
    enforce: "pre",
    resolveId: (source) => (source === "react-style-singleton" ? STYLE_SINGLETON : null),
    transform: {
      filter: { id: /\/style-mod\/src\/style-mod\.js$/ },
      handler(code) {
        if (!code.includes(IN_SHADOW_ROOTS)) {
          throw new Error(`style-mod no longer says "${IN_SHADOW_ROOTS}": see vite/styleSheets.ts.`);
        }
        return { code: code.replace(IN_SHADOW_ROOTS, EVERYWHERE), map: null };
      },
    },
  };
}
