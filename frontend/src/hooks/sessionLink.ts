/** Links to sessions: making them, and finding the id in what somebody pasted. */

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/i;

/** The id of a session in a pasted link or text; `null` where there is none. */
export function findSessionId(pasted: string): string | null {
  return UUID.exec(pasted)?.[0].toLowerCase() ?? null;
}

/** The page's path of a session. */
export function sessionPath(id: string): string {
  return `/session/${id}`;
}

/** The page's path of a session's replay. */
export function replayPath(id: string): string {
  return `${sessionPath(id)}/replay`;
}

/** The link that one sends to others. */
export function sessionLink(id: string): string {
  return new URL(sessionPath(id), window.location.origin).href;
}
