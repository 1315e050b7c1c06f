/** Where the server is: `VITE_API_URL` and `VITE_WS_URL`; empty means the page's own origin. */

/** The address of an API path such as `/sessions`. */
export function apiUrl(path: string, base: string = import.meta.env.VITE_API_URL ?? ""): string {
  return `${base.replace(/\/+$/, "")}${path}`;
}

/** The address of a session's sync socket (docs/protocol.md, section 1). */
export function syncSocketUrl(
  sessionId: string,
  base: string = import.meta.env.VITE_WS_URL ?? "",
  origin: string = globalThis.location?.origin ?? "",
): string {
  const server = (base || origin).replace(/\/+$/, "").replace(/^http/, "ws");
  return `${server}/ws/sync/${encodeURIComponent(sessionId)}`;
}
