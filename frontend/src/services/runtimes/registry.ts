/** The languages that this page can run; adding one is a folder and a line, see docs/adding-a-runtime.md. */
import type { LanguageEntry } from "./contract";

/** A language that is highlighted and kept, and does not run here. */
const notes = (id: string, label: string, fileName: string): LanguageEntry => ({
  id,
  label,
  fileName,
  downloadBytes: 0,
  load: null,
});

export const LANGUAGES: readonly LanguageEntry[] = [
  {
    id: "python",
    label: "Python",
    fileName: "main.py",
    runtime: "Pyodide 314.0.7",
    downloadBytes: 6_370_000,
    load: async () => (await import("./python")).createRuntime(),
    tellsSteps: true,
  },
  {
    id: "javascript",
    label: "JavaScript",
    fileName: "main.js",
    downloadBytes: 100_000,
    load: async () => (await import("./javascript")).createRuntime(),
  },
  {
    id: "typescript",
    label: "TypeScript",
    fileName: "main.ts",
    runtime: "TypeScript 5.9.3",
    downloadBytes: 1_250_000,
    load: async () => (await import("./typescript")).createRuntime(),
  },
  {
    id: "html",
    label: "HTML, CSS, JavaScript",
    fileName: "index.html",
    downloadBytes: 100_000,
    load: async () => (await import("./html")).createRuntime(),
    showsPage: true,
  },
  {
    id: "c",
    label: "C",
    fileName: "main.c",
    runtime: "clang 22.0.0-git20542-10",
    downloadBytes: 27_300_000,
    load: async () => (await import("./clang")).createCRuntime(),
  },
  {
    id: "cpp",
    label: "C++",
    fileName: "main.cpp",
    runtime: "clang 22.0.0-git20542-10",
    downloadBytes: 41_500_000,
    load: async () => (await import("./clang")).createCppRuntime(),
  },
  {
    id: "go",
    label: "Go",
    fileName: "main.go",
    runtime: "Go 1.27.3",
    downloadBytes: 17_400_000,
    load: async () => (await import("./go")).createRuntime(),
  },
  {
    id: "sqlite",
    label: "SQL (SQLite)",
    fileName: "main.sql",
    runtime: "sql.js 1.16.0",
    downloadBytes: 370_000,
    load: async () => (await import("./sqlite")).createRuntime(),
  },
  {
    id: "postgres",
    label: "SQL (PostgreSQL)",
    fileName: "main.pgsql",
    runtime: "PGlite 0.5.16",
    downloadBytes: 7_700_000,
    load: async () => (await import("./postgres")).createRuntime(),
  },
  {
    id: "lua",
    label: "Lua",
    fileName: "main.lua",
    runtime: "wasmoon 1.16.0",
    downloadBytes: 180_000,
    load: async () => (await import("./lua")).createRuntime(),
  },
  {
    id: "ruby",
    label: "Ruby",
    fileName: "main.rb",
    runtime: "ruby.wasm 2.10.1",
    downloadBytes: 10_300_000,
    load: async () => (await import("./ruby")).createRuntime(),
  },
  notes("java", "Java", "Main.java"),
  notes("csharp", "C#", "Program.cs"),
  notes("kotlin", "Kotlin", "Main.kt"),
  notes("swift", "Swift", "main.swift"),
  notes("rust", "Rust", "main.rs"),
  notes("scala", "Scala", "Main.scala"),
];

/** The entry of a language, if this page can run it. */
export const findLanguage = (id: string): LanguageEntry | undefined => LANGUAGES.find((entry) => entry.id === id);
