/** The headers that page and sandbox are served with say what the sandbox's safety rests on. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { readHeaders } from "./runtimeAssets.ts";

const headers = readHeaders();

const policyOf = (which: "page" | "sandbox"): Map<string, string> =>
  new Map(
    (headers[which]["Content-Security-Policy"] ?? "").split("; ").map((directive) => {
      const [name = "", ...values] = directive.split(" ");
      return [name, values.join(" ")];
    }),
  );

describe("the sandbox", () => {
  test("allows its own inline script by hash and no other", () => {
    const frame = readFileSync(new URL("../public/sandbox/frame.html", import.meta.url), "utf8");
    const scripts = [...frame.matchAll(/<script>([\s\S]*?)<\/script>/g)].map((match) => match[1] ?? "");
    expect(scripts).toHaveLength(1);
    const hash = createHash("sha256").update(scripts.join("")).digest("base64");
    expect(policyOf("sandbox").get("script-src")).toContain(`'sha256-${hash}'`);
    expect(policyOf("sandbox").get("script-src")).not.toContain("unsafe-inline");
  });

  test("has an opaque origin and no network", () => {
    expect(policyOf("sandbox").get("sandbox")).toBe("allow-scripts");
    expect(policyOf("sandbox").get("default-src")).toBe("'none'");
    expect(policyOf("sandbox").get("connect-src")).toBe("'none'");
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

  test("runs no script but its own and speaks to no server but its own", () => {
    expect(policyOf("page").get("script-src")).toBe("'self' 'wasm-unsafe-eval'");
    expect(policyOf("page").get("connect-src")).toBe("'self'");
    expect(policyOf("page").get("frame-src")).toBe("'self'");
    expect(policyOf("page").get("frame-ancestors")).toBe("'none'");
  });
});
