/** A table of language by rule with the milliseconds that each took: printed behind the list, and written where the results lie. */
import { mkdirSync, writeFileSync } from "node:fs";
import type { Reporter, TestCase, TestResult } from "@playwright/test/reporter";

const SPEC = "contract.spec.ts";
const RESULTS = new URL("../../test-results/", import.meta.url);
const FILE = "rules.md";

export default class RuleTable implements Reporter {
  private readonly languages: string[] = [];
  private readonly rules = new Map<string, Map<string, string>>();

  onTestEnd(test: TestCase, { status, duration }: TestResult): void {
    if (!test.location.file.endsWith(SPEC)) return;
    const language = test.parent.title;
    if (!this.languages.includes(language)) this.languages.push(language);
    const row = this.rules.get(test.title) ?? new Map<string, string>();
    row.set(language, status === "passed" ? String(Math.round(duration)) : status);
    this.rules.set(test.title, row);
  }

  onEnd(): void {
    if (this.rules.size === 0) return;
    const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
    const rows = [...this.rules].map(([rule, times]) => [
      rule,
      ...this.languages.map((language) => times.get(language) ?? "–"),
    ]);
    const table = [["rule (ms)", ...this.languages], ["---", ...this.languages.map(() => "--:")], ...rows];
    const text = `${table.map(line).join("\n")}\n`;
    console.log(`\n${text}`);
    mkdirSync(RESULTS, { recursive: true });
    writeFileSync(new URL(FILE, RESULTS), text);
  }
}
