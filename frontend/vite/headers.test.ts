/** The headers that page and sandbox are served with say what the sandbox's safety rests on. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { readHeaders } from "./runtimeAssets.ts";

const headers = readHeaders();

const policyOf = (which: "page" | "sandbox" | "preview"): Map<string, string> =>
  new Map(
    (headers[which]["Content-Security-Policy"] ?? "").split("; ").map((directive) => {
      const [name = "", ...values] = directive.split(" ");
      return [name, values.join(" ")];
    }),
  );

const hashOf = (text: string): string => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

describe("the sandbox", () => {
  test("allows its own inline script by hash and no other", () => {
    const frame = readFileSync(new URL("../public/sandbox/frame.html", import.meta.url), "utf8");
    const scripts = [...frame.matchAll(/<script>([\s\S]*?)<\/script>/g)].map((match) => match[1] ?? "");
    expect(scripts).toHaveLength(1);
    expect(policyOf("sandbox").get("script-src")).toContain(hashOf(scripts.join("")));
    expect(policyOf("sandbox").get("script-src")).not.toContain("unsafe-inline");
  });

  test("has an opaque origin and no network", () => {
    expect(policyOf("sandbox").get("sandbox")).toBe("allow-scripts");
    expect(policyOf("sandbox").get("default-src")).toBe("'none'");
    expect(policyOf("sandbox").get("connect-src")).toBe("'none'");
  });

  test("shows pages without an origin, a network, a frame or a form", () => {
    const policy = policyOf("preview");
    expect(policy.get("sandbox")).toBe("allow-scripts");
    for (const closed of ["default-src", "connect-src", "frame-src", "base-uri", "form-action"]) {
      expect(policy.get(closed)).toBe("'none'");
    }
    expect([...policy.values()].join(" ")).not.toMatch(/https?:|\*/);
    const { "Content-Security-Policy": _, ...others } = headers.preview;
    expect(headers.sandbox).toMatchObject(others);
  });

  test("has a process of its own where the browser knows how", () => {
    expect(headers.sandbox["Document-Isolation-Policy"]).toBe("isolate-and-require-corp");
  });

  test("may be embedded by the page in every browser", () => {
    expect(headers.sandbox).toMatchObject({
      "Cross-Origin-Embedder-Policy": "require-corp",
      "Cross-Origin-Resource-Policy": "cross-origin",
    });
  });
});

describe("the page", () => {
  test("is cross-origin isolated", () => {
    expect(headers.page).toMatchObject({
      "Cross-Origin-Opener-Policy": "same-origin",
      "Cross-Origin-Embedder-Policy": "require-corp",
    });
  });

  test("wears no style but its own and the one that Radix writes into every open choice", () => {
    const select = readFileSync(
      new URL("../node_modules/@radix-ui/react-select/dist/index.mjs", import.meta.url),
      "utf8",
    );
    const [, rules = ""] = select.match(/__html: `([^`]+)`/) ?? [];
    expect(policyOf("page").get("style-src")).toBe(`'self' ${hashOf(rules)}`);
  });

  test("runs no script but its own and speaks to no server but its own", () => {
    expect(policyOf("page").get("script-src")).toBe("'self' 'wasm-unsafe-eval'");
    expect(policyOf("page").get("connect-src")).toBe("'self'");
    expect(policyOf("page").get("frame-src")).toBe("'self'");
    expect(policyOf("page").get("frame-ancestors")).toBe("'none'");
  });
});
