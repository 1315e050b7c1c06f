/** The languages that the suites hold to the contract, a line each. */
import { c } from "./c";
import { cpp } from "./cpp";
import { go } from "./go";
import { html } from "./html";
import { javascript } from "./javascript";
import { lua } from "./lua";
import { postgres } from "./postgres";
import type { LanguagePrograms } from "./programs";
import { python } from "./python";
import { ruby } from "./ruby";
import { sqlite } from "./sqlite";
import { typescript } from "./typescript";

export const LANGUAGES: readonly LanguagePrograms[] = [
  python,
  javascript,
  typescript,
  html,
  c,
  cpp,
  go,
  sqlite,
  postgres,
  lua,
  ruby,
];

export type { ExpectedError, LanguagePrograms } from "./programs";

/** What a language has of a promise's program; undefined where it lacks it. */
export function has<Program>(program: Program | { readonly lacks: string }): program is Program {
  return !(typeof program === "object" && program !== null && "lacks" in program);
}
