/** Google's CSP Evaluator looks at every policy that anything of AlgoRoom is served with: by the server, nginx or the proxy. */
import { readFileSync } from "node:fs";
import { CspEvaluator } from "csp_evaluator/dist/evaluator.js";
import { type Finding, Severity, Type } from "csp_evaluator/dist/finding.js";
import { CspParser } from "csp_evaluator/dist/parser.js";
import { expect, test } from "vitest";
import { readHeaders } from "./runtimeAssets.ts";
import { connectingTo } from "./serverOrigins.ts";

const POLICY = "Content-Security-Policy";
const { page, sandbox } = readHeaders();
const read = (file: string): string => readFileSync(new URL(`../../${file}`, import.meta.url), "utf8");

const policiesIn = (file: string): string[] =>
  [...read(file).matchAll(/Content-Security-Policy "([^"]+)"/g)].map(([, policy = ""]) => policy);

/** The Evaluator's lowest of real findings: "can be problematic if". What is smaller is more severe. */
const LOW = Severity.MEDIUM_MAYBE;

const findings = (policy: string): Finding[] => new CspEvaluator(new CspParser(policy).csp).evaluate();
const aboveLow = (policy: string): Finding[] => findings(policy).filter(({ severity }) => severity < LOW);

/** The server and the container's nginx send those of headers.json with every answer: backend/tests/test_headers.py. */
test("the page's policy, which all answers but the sandbox's frame have, is not weak", () => {
  expect(aboveLow(page[POLICY] ?? "")).toEqual([]);
  const ofTwoOrigins = connectingTo(page, ["https://api.example.org", "wss://api.example.org"]);
  expect(aboveLow(ofTwoOrigins[POLICY] ?? "")).toEqual([]);
});

test("nothing in the page's policy is inline or of another origin", () => {
  const policy = page[POLICY] ?? "";
  expect(policy).not.toContain("unsafe-inline");
  expect(policy).not.toContain(" 'unsafe-eval'");
  expect(policy).not.toMatch(/https?:|\*/);
});

test("what the proxy and nginx say by themselves is not weak", () => {
  const policies = ["proxy.conf", "nginx.conf"].flatMap(policiesIn);
  expect(policies).not.toEqual([]);
  for (const policy of policies) expect(aboveLow(policy)).toEqual([]);
});

/**
 * The sandbox is there to run whatever somebody has typed: what keeps it is that it has no origin and no network
 * (docs/adr/0003-sandbox.md). Even so nothing in its policy is called weak.
 */
test("the sandbox's policy is not weak, and leaves neither origin nor network", () => {
  expect(aboveLow(sandbox[POLICY] ?? "")).toEqual([]);
  expect(sandbox[POLICY]).toMatch(/^sandbox allow-scripts; default-src 'none'; /);
  expect(sandbox[POLICY]).toContain("connect-src 'none'");
});

test.each([
  ["script-src 'self' 'unsafe-inline'; object-src 'none'; base-uri 'none'", Type.SCRIPT_UNSAFE_INLINE],
  ["default-src *", Type.PLAIN_WILDCARD],
  ["script-src 'self'; base-uri 'none'", Type.MISSING_DIRECTIVES],
])("a weak policy is found: %s", (policy, type) => {
  expect(aboveLow(policy).map((finding) => finding.type)).toContain(type);
});
