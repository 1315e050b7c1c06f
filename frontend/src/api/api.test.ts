/** The API client against a real HTTP server: what it sends, and how it tells refusals from silence. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ApiError, createSession, getSession, NetworkError } from ".";
import { apiUrl, syncSocketUrl } from "./urls";

const record = {
  id: "5f6c1c1e-0000-4000-8000-000000000001",
  code: "",
  language: "python",
  title: "Two sums",
  createdAt: "2026-01-01T00:00:00Z",
  participants: 2,
};

let server: Server;
let answer: (request: IncomingMessage, response: ServerResponse, body: string) => void;
let asked: { method: string | undefined; url: string | undefined; body: string }[];

beforeEach(async () => {
  asked = [];
  server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      const body = Buffer.concat(parts).toString();
      asked.push({ method: request.method, url: request.url, body });
      answer(request, response, body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  vi.stubEnv("VITE_API_URL", `http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
});

afterEach(async () => {
  vi.unstubAllEnvs();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

function answerWith(status: number, body: string): void {
  answer = (_request, response) => response.writeHead(status, { "Content-Type": "application/json" }).end(body);
}

describe("sessions", () => {
  it("are created with what was wished, and the key is handed over beside them", async () => {
    answerWith(201, JSON.stringify({ ...record, hostKey: "secret", newer: true }));
    const created = await createSession({ language: "python", title: "Two sums" });
    expect(created).toEqual({ session: record, hostKey: "secret" });
    expect(asked).toEqual([{ method: "POST", url: "/sessions", body: '{"language":"python","title":"Two sums"}' }]);
  });

  it("are looked up by id, whatever its form", async () => {
    answerWith(200, JSON.stringify(record));
    expect(await getSession("a/b c")).toEqual(record);
    expect(asked[0]?.url).toBe("/sessions/a%2Fb%20c");
  });
});

describe("failures", () => {
  it("in the server's words", async () => {
    answerWith(404, JSON.stringify({ message: "There is no such session.", code: "SESSION_NOT_FOUND", status: 404 }));
    const error = await getSession("x").catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({ code: "SESSION_NOT_FOUND", status: 404, message: "There is no such session." });
  });

  it("in a proxy's words keep the status", async () => {
    answerWith(502, "<html>Bad Gateway</html>");
    await expect(getSession("x")).rejects.toMatchObject({ name: "ApiError", code: "HTTP_502", status: 502 });
  });

  it("of shape are named, not passed on", async () => {
    answerWith(200, JSON.stringify({ ...record, participants: "two" }));
    await expect(getSession("x")).rejects.toMatchObject({ code: "UNEXPECTED_ANSWER" });
  });

  it("of the network are a kind of their own", async () => {
    answer = (request) => request.socket.destroy();
    await expect(createSession()).rejects.toBeInstanceOf(NetworkError);
  });
});

describe("addresses", () => {
  it("are of the page's own origin unless set", () => {
    expect(apiUrl("/sessions", "")).toBe("/sessions");
    expect(syncSocketUrl("s 1", "", "https://room.test")).toBe("wss://room.test/ws/sync/s%201");
    expect(syncSocketUrl("s1", "", "http://localhost:8080")).toBe("ws://localhost:8080/ws/sync/s1");
    expect(syncSocketUrl("s1", "wss://sockets.test/", "https://room.test")).toBe("wss://sockets.test/ws/sync/s1");
  });
});
