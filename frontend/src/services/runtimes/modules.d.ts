/** Modules that `vite/runtimeAssets.ts` makes. */

declare module "*?sandboxed" {
  /** The module and all it needs as one classic script. */
  const source: string;
  export default source;
}

declare module "virtual:sandbox-frame" {
  /** Where the server serves the frame document, with headers of its own (`headers.json`, "sandbox"). */
  const address: string;
  export default address;
  /** The same of the document that shows pages (`headers.json`, "preview"). */
  export const previewAddress: string;
}

declare module "virtual:runtime-files/python" {
  import type { RuntimeFile } from "./sandbox/assets";

  const files: Readonly<Record<"wasm" | "stdlib" | "glue" | "catalog", RuntimeFile>>;
  export default files;
}

declare module "virtual:runtime-files/python-packages" {
  import type { RuntimeFile } from "./sandbox/assets";

  /** By the distribution's name. */
  const files: Readonly<Record<string, RuntimeFile>>;
  export default files;
}

declare module "virtual:runtime-files/python-help" {
  import type { RuntimeFile } from "./sandbox/assets";

  const files: Readonly<Record<"pyright", RuntimeFile>>;
  export default files;
}

declare module "virtual:runtime-files/python-formatter" {
  import type { RuntimeFile } from "./sandbox/assets";

  const files: Readonly<Record<"wasm", RuntimeFile>>;
  export default files;
}

declare module "virtual:runtime-files/go-formatter" {
  import type { RuntimeFile } from "./sandbox/assets";

  /** Nothing where the page was built without Go. */
  const files: Readonly<Partial<Record<"wasm", RuntimeFile>>>;
  export default files;
}

declare module "virtual:runtime-files/typescript" {
  import type { RuntimeFile } from "./sandbox/assets";

  const files: Readonly<Record<"service" | "libraries", RuntimeFile>>;
  export default files;
}

declare module "virtual:runtime-files/sqlite" {
  import type { RuntimeFile } from "./sandbox/assets";

  const files: Readonly<Record<"wasm", RuntimeFile>>;
  export default files;
}

declare module "virtual:runtime-files/postgres" {
  import type { RuntimeFile } from "./sandbox/assets";

  const files: Readonly<Record<"wasm" | "files" | "database", RuntimeFile>>;
  export default files;
}

declare module "virtual:runtime-files/c" {
  import type { RuntimeFile } from "./sandbox/assets";

  const files: Readonly<Record<string, RuntimeFile>>;
  export default files;
}

declare module "virtual:runtime-files/cpp-headers" {
  import type { RuntimeFile } from "./sandbox/assets";

  const files: Readonly<Record<"headers", RuntimeFile>>;
  export default files;
}

declare module "virtual:runtime-files/go" {
  import type { RuntimeFile } from "./sandbox/assets";

  /** None where the page was built without Go. */
  const files: Readonly<Partial<Record<"compile" | "link" | "packages" | "catalog", RuntimeFile>>>;
  export default files;
}

declare module "virtual:runtime-files/go-packages" {
  import type { RuntimeFile } from "./sandbox/assets";

  /** By the path that programs import. */
  const files: Readonly<Record<string, RuntimeFile>>;
  export default files;
}

declare module "virtual:runtime-files/ruby" {
  import type { RuntimeFile } from "./sandbox/assets";

  const files: Readonly<Record<"wasm", RuntimeFile>>;
  export default files;
}

declare module "virtual:runtime-files/lua" {
  import type { RuntimeFile } from "./sandbox/assets";

  const files: Readonly<Record<"wasm", RuntimeFile>>;
  export default files;
}
