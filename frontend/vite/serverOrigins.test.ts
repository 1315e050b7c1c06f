/** A page built for a server of another origin may speak to it, and to no other. */
import { describe, expect, test } from "vitest";
import { readHeaders } from "./runtimeAssets.ts";
import { connectingTo, serverOrigins } from "./serverOrigins.ts";

const { page } = readHeaders();
const connections = (env: Record<string, string>): string | undefined =>
  connectingTo(page, serverOrigins(env))["Content-Security-Policy"]?.match(/connect-src ([^;]*)/)?.[1];

describe("the page may connect to", () => {
  test("its own origin only, where the build is told of no other", () => {
    expect(connectingTo(page, serverOrigins({}))).toBe(page);
    expect(connections({ VITE_API_URL: "", VITE_WS_URL: "" })).toBe("'self'");
    expect(connections({ VITE_API_URL: "/algoroom" })).toBe("'self'");
  });

  test("the servers that the build is told of, whatever their paths", () => {
    expect(
      connections({ VITE_API_URL: "https://api.example/room/", VITE_WS_URL: "wss://sockets.example:8443/room" }),
    ).toBe("'self' https://api.example wss://sockets.example:8443");
  });

  test("sockets by their own scheme, also where http is written", () => {
    expect(connections({ VITE_WS_URL: "https://sockets.example" })).toBe("'self' wss://sockets.example");
    expect(connections({ VITE_WS_URL: "http://127.0.0.1:8000" })).toBe("'self' ws://127.0.0.1:8000");
  });

  test("nothing else by way of these variables", () => {
    const policy = connectingTo(page, serverOrigins({ VITE_API_URL: "https://api.example" }));
    expect({ ...policy, "Content-Security-Policy": "" }).toEqual({ ...page, "Content-Security-Policy": "" });
    expect(policy["Content-Security-Policy"]?.replace(" https://api.example", "")).toBe(
      page["Content-Security-Policy"],
    );
  });
});

test.each([
  ["VITE_API_URL", "api.example"],
  ["VITE_API_URL", "wss://api.example"],
  ["VITE_API_URL", "//api.example"],
  ["VITE_WS_URL", "javascript:alert(1)"],
  ["VITE_WS_URL", "*"],
])("a wrong %s (%s) stops the build with a sentence that names it", (name, value) => {
  expect(() => serverOrigins({ [name]: value })).toThrow(name);
});
