/** The part of the server's HTTP contract that the page uses: create a session, look one up. */

import { ApiError, NetworkError, REQUEST_TIMEOUT_MS } from "./errors";
import { number, object, type Reader, ShapeError, string, withDefault } from "./shape";
import { apiUrl } from "./urls";

/** A session as `GET /sessions/{id}` tells it. `participants` counts who is connected now; `createdAt` is ISO 8601. */
export interface SessionRecord {
  readonly id: string;
  readonly code: string;
  readonly language: string;
  readonly title: string;
  readonly createdAt: string;
  readonly participants: number;
}

/** What a new session starts with; the server has a default for each. */
export interface NewSession {
  readonly language?: string;
  readonly title?: string;
  readonly code?: string;
}

/** The session, and the key that makes this browser its host. The server tells the key this once. */
export interface CreatedSession {
  readonly session: SessionRecord;
  readonly hostKey: string;
}

const readSession = object<SessionRecord>({
  id: string,
  code: string,
  language: string,
  title: withDefault(string, ""),
  createdAt: string,
  participants: number,
});
const readHostKey = object<{ hostKey: string }>({ hostKey: string });
const readRefusal = object<{ message: string; code: string }>({ message: string, code: string });

/** @throws ApiError | NetworkError */
export async function createSession(wish: NewSession = {}): Promise<CreatedSession> {
  const init = { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(wish) };
  return ask("/sessions", init, (answer) => ({
    session: readSession(answer),
    hostKey: readHostKey(answer).hostKey,
  }));
}

/** @throws ApiError (`SESSION_NOT_FOUND` where there is none) | NetworkError */
export async function getSession(id: string): Promise<SessionRecord> {
  return ask(`/sessions/${encodeURIComponent(id)}`, { method: "GET" }, readSession);
}

/** One request with a JSON answer. @throws ApiError | NetworkError */
export async function ask<T>(path: string, init: RequestInit, read: Reader<T>): Promise<T> {
  let response: Response;
  let body: unknown;
  try {
    response = await fetch(apiUrl(path), { ...init, signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS) });
    body = parse(await response.text());
  } catch (error) {
    throw new NetworkError(error);
  }
  if (!response.ok) throw refusal(response.status, body);
  try {
    return read(body);
  } catch (error) {
    if (error instanceof ShapeError) throw new ApiError("UNEXPECTED_ANSWER", response.status, error.message);
    throw error;
  }
}

/** The refusal that an answer with this body says. */
export function refusalOf(status: number, body: string): ApiError {
  return refusal(status, parse(body));
}

function refusal(status: number, body: unknown): ApiError {
  try {
    const { code, message } = readRefusal(body);
    return new ApiError(code, status, message);
  } catch {
    // A proxy in between answers in its own words; the status is all that can be trusted.
    return new ApiError(`HTTP_${status}`, status, `The server answered with status ${status}.`);
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
