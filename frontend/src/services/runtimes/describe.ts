/** What runs a language here, for the record of a run. */
import type { LanguageEntry } from "./contract";

/** By the word that stands before the version in what a browser calls itself; the first that fits counts. */
const BROWSERS: readonly (readonly [word: string, name: string])[] = [
  ["Edg", "Edge"],
  ["Firefox", "Firefox"],
  ["Chrome", "Chrome"],
  ["Version", "Safari"],
];

function browserIn(userAgent: string): string | null {
  for (const [word, name] of BROWSERS) {
    const version = new RegExp(`\\b${word}/(\\d+)`).exec(userAgent)?.[1];
    if (version !== undefined) return `${name} ${version}`;
  }
  return null;
}

/** The runtime and the browser, each with its version. */
export function describeRuntime({ runtime, label }: LanguageEntry, userAgent: string): string {
  const parts = [runtime, browserIn(userAgent)].filter((part) => typeof part === "string");
  return parts.length === 0 ? label : parts.join(", ");
}
