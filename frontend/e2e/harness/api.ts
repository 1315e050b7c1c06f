/** The parts of the HTTP contract that browser tests begin with. */
import type { Entrance } from "./server";

export interface NewSession {
  readonly title?: string;
  readonly language?: string;
  /** Starter code of the entry file. */
  readonly code?: string;
  readonly prepare?: boolean;
  readonly lobby?: boolean;
}

export interface SessionLink {
  readonly id: string;
  /** Makes whoever joins with it the host. */
  readonly hostKey: string;
}

/** Create a session as a script would, without a page. */
export async function createSession(server: Pick<Entrance, "url">, wish: NewSession = {}): Promise<SessionLink> {
  const answer = await fetch(`${server.url}/sessions`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(wish),
  });
  const body: unknown = await answer.json();
  if (answer.status !== 201) throw new Error(`POST /sessions answered ${answer.status}: ${JSON.stringify(body)}`);
  return { id: readString(body, "id"), hostKey: readString(body, "hostKey") };
}

/** The entry file's text as the server has it. */
export async function readCode(server: Pick<Entrance, "url">, id: string): Promise<string> {
  const answer = await fetch(`${server.url}/sessions/${id}`);
  const body: unknown = await answer.json();
  if (!answer.ok) throw new Error(`GET /sessions/${id} answered ${answer.status}: ${JSON.stringify(body)}`);
  return readString(body, "code");
}

function readString(body: unknown, field: string): string {
  const value = typeof body === "object" && body !== null ? Object.entries(body).find(([name]) => name === field) : [];
  if (typeof value?.[1] !== "string") throw new Error(`The server's answer has no text "${field}".`);
  return value[1];
}
