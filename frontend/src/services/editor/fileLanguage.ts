/** In which language a file is written, by its ending. */

/** Files in other languages than this one are read in the session's; what is here is in neither. */
const BY_ENDING: Readonly<Record<string, string>> = {
  html: "html",
  htm: "html",
  css: "css",
  json: "json",
  js: "javascript",
  mjs: "javascript",
  cjs: "javascript",
  ts: "typescript",
  py: "python",
  c: "c",
  cpp: "cpp",
  cc: "cpp",
  hpp: "cpp",
  go: "go",
  lua: "lua",
  rb: "ruby",
  java: "java",
  cs: "csharp",
  kt: "kotlin",
  swift: "swift",
  rs: "rust",
  scala: "scala",
};
/** Read in the session's language whichever of several it is. */
const SHARED: ReadonlySet<string> = new Set(["h", "sql", "pgsql"]);

/** The server's word for a language, `css`, `json`, or `text` for what is neither. */
export function languageOfFile(sessionLanguage: string, fileName: string): string {
  const ending = fileName.split(".").at(-1)?.toLowerCase() ?? "";
  return SHARED.has(ending) ? sessionLanguage : (BY_ENDING[ending] ?? "text");
}
