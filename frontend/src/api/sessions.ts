/** The part of the server's HTTP contract that the page uses: create a session, look one up. */

import { ApiError, NetworkError, REQUEST_TIMEOUT_MS } from "./errors";
import { nullable, number, object, type Reader, ShapeError, string, withDefault } from "./shape";
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
  /** Nobody but hosts comes in before the session is started. */
  readonly prepare?: boolean;
  /** New people wait until a host lets them in. */
  readonly lobby?: boolean;
}

/** What the links of a session end with; `observer` is `null` where there is none yet. */
export interface SessionLinks {
  readonly candidate: string;
  readonly observer: string | null;
}

/** A link that took the place of another one: what it ends with, or the host's new key. */
export interface ReplacedLink {
  readonly id: string;
  readonly hostKey: string | null;
}

export type LinkRole = "host" | "candidate" | "observer";

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
const readLinks = object<SessionLinks>({ candidate: string, observer: nullable(string) });
const readReplaced = object<ReplacedLink>({ id: string, hostKey: nullable(string) });
const readTicket = object<{ ticket: string }>({ ticket: string });
const readRefusal = object<{ message: string; code: string }>({ message: string, code: string });

/** `token` is what some servers ask for. @throws ApiError (`TOKEN_REQUIRED` where it is missing or wrong) | NetworkError */
export async function createSession(wish: NewSession = {}, token: string | null = null): Promise<CreatedSession> {
  const headers = { "Content-Type": "application/json", ...shown(token) };
  const init = { method: "POST", headers, body: JSON.stringify(wish) };
  return ask("/sessions", init, (answer) => ({
    session: readSession(answer),
    hostKey: readHostKey(answer).hostKey,
  }));
}

/** @throws ApiError (`SESSION_NOT_FOUND` where there is none) | NetworkError */
export async function getSession(id: string): Promise<SessionRecord> {
  return ask(sessionPath(id), { method: "GET" }, readSession);
}

/** What a host sends to others. @throws ApiError | NetworkError */
export async function getLinks(id: string, hostKey: string): Promise<SessionLinks> {
  return ask(`${sessionPath(id)}/links`, { method: "GET", headers: shown(hostKey) }, readLinks);
}

/** What a host's socket shows once instead of the key. @throws ApiError | NetworkError */
export async function requestTicket(id: string, hostKey: string): Promise<string> {
  const init = { method: "POST", headers: shown(hostKey) };
  return ask(`${sessionPath(id)}/tickets`, init, (answer) => readTicket(answer).ticket);
}

/**
 * Puts a new link in the place of one; who is there by the old one must go. `newHostKey`: what the hosts' link shall have, so
 * that it is known here before the answer comes. @throws ApiError | NetworkError
 */
export async function replaceLink(
  id: string,
  role: LinkRole,
  hostKey: string,
  newHostKey: string | null = null,
): Promise<ReplacedLink> {
  const headers = { "Content-Type": "application/json", ...shown(hostKey) };
  const init = { method: "POST", headers, body: JSON.stringify({ hostKey: newHostKey }) };
  return ask(`${sessionPath(id)}/links/${role}`, init, readReplaced);
}

/** Removes the session with everything that is stored of it. @throws ApiError | NetworkError */
export async function deleteSession(id: string, hostKey: string): Promise<void> {
  return ask(sessionPath(id), { method: "DELETE", headers: shown(hostKey) }, () => undefined);
}

/** Shows the server who asks; never a part of the address. */
export function shown(key: string | null): Record<string, string> {
  return key === null ? {} : { Authorization: `Bearer ${key}` };
}

function sessionPath(id: string): string {
  return `/sessions/${encodeURIComponent(id)}`;
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
