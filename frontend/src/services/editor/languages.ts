/** How the editor treats each language; one line a language, plain text for what is not here. */
import { javascript } from "@codemirror/lang-javascript";
import { python } from "@codemirror/lang-python";
import { indentUnit, LanguageSupport, StreamLanguage, type StreamParser } from "@codemirror/language";
import { c, cpp, csharp, java, kotlin, scala } from "@codemirror/legacy-modes/mode/clike";
import { go } from "@codemirror/legacy-modes/mode/go";
import { lua } from "@codemirror/legacy-modes/mode/lua";
import { ruby } from "@codemirror/legacy-modes/mode/ruby";
import { rust } from "@codemirror/legacy-modes/mode/rust";
import { pgSQL, sqlite } from "@codemirror/legacy-modes/mode/sql";
import { swift } from "@codemirror/legacy-modes/mode/swift";
import { EditorState, type Extension } from "@codemirror/state";
import { lateLanguage } from "./lateLanguage";
import { wordCompletion } from "./words";

interface EditorLanguage {
  readonly label: string;
  readonly indent: number;
  readonly support: () => Extension;
}

const PLAIN: EditorLanguage = { label: "plain text", indent: 2, support: () => [] };

/** A language whose highlighting reads line by line, without a grammar. */
const stream =
  <State>(parser: StreamParser<State>) =>
  (): Extension =>
    new LanguageSupport(StreamLanguage.define(parser));

/** What few sessions show comes when it is shown. */
const late = (load: () => Promise<Extension>) => (): Extension => lateLanguage(load);

const html = late(async () => (await import("@codemirror/lang-html")).html());
const css = late(async () => (await import("@codemirror/lang-css")).css());
const json = late(async () => stream((await import("@codemirror/legacy-modes/mode/javascript")).json)());

/** Keys are the server's ids of languages, and what else files of a session are written in. */
const LANGUAGES: ReadonlyMap<string, EditorLanguage> = new Map<string, EditorLanguage>([
  ["javascript", { label: "JavaScript", indent: 2, support: javascript }],
  ["typescript", { label: "TypeScript", indent: 2, support: () => javascript({ typescript: true }) }],
  ["python", { label: "Python", indent: 4, support: python }],
  ["html", { label: "HTML", indent: 2, support: html }],
  ["css", { label: "CSS", indent: 2, support: css }],
  ["json", { label: "JSON", indent: 2, support: json }],
  ["c", { label: "C", indent: 4, support: stream(c) }],
  ["cpp", { label: "C++", indent: 4, support: stream(cpp) }],
  ["go", { label: "Go", indent: 4, support: stream(go) }],
  ["sqlite", { label: "SQL", indent: 2, support: stream(sqlite) }],
  ["postgres", { label: "SQL", indent: 2, support: stream(pgSQL) }],
  ["lua", { label: "Lua", indent: 2, support: stream(lua) }],
  ["ruby", { label: "Ruby", indent: 2, support: stream(ruby) }],
  ["java", { label: "Java", indent: 4, support: stream(java) }],
  ["csharp", { label: "C#", indent: 4, support: stream(csharp) }],
  ["kotlin", { label: "Kotlin", indent: 4, support: stream(kotlin) }],
  ["swift", { label: "Swift", indent: 4, support: stream(swift) }],
  ["rust", { label: "Rust", indent: 4, support: stream(rust) }],
  ["scala", { label: "Scala", indent: 2, support: stream(scala) }],
]);

/** What completes names of these by itself. */
const KNOW_NAMES: ReadonlySet<string> = new Set(["javascript", "typescript", "python", "html", "css"]);

/** Highlighting, completion by words, indentation and commenting of a language. */
export function languageExtension(id: string): Extension {
  const { indent, support } = LANGUAGES.get(id) ?? PLAIN;
  return [
    support(),
    KNOW_NAMES.has(id) ? [] : wordCompletion(id),
    indentUnit.of(" ".repeat(indent)),
    EditorState.tabSize.of(indent),
  ];
}

/** The language's name for a person. */
export function languageLabel(id: string): string {
  return (LANGUAGES.get(id) ?? PLAIN).label;
}
