/** Links to sessions: making them, and finding the id in what somebody pasted. */

const HOST_FRAGMENT = /^#host=([A-Za-z0-9_-]{16,64})(?![A-Za-z0-9_-])/;
const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/i;

/** What a link leads to, and the host's key if it is a hosts' link. */
export interface PastedLink {
  readonly id: string;
  readonly hostKey: string | null;
}

/** The session in a pasted link or text; `null` where there is none. */
export function findSession(pasted: string): PastedLink | null {
  const found = UUID.exec(pasted);
  if (found === null) return null;
  const behind = pasted.slice(found.index + found[0].length);
  return { id: found[0].toLowerCase(), hostKey: HOST_FRAGMENT.exec(behind)?.[1] ?? null };
}

/** The page's path of a session. */
export function sessionPath(id: string): string {
  return `/session/${id}`;
}

/** The page's path of a session's replay. */
export function replayPath(id: string): string {
  return `${sessionPath(id)}/replay`;
}

/** The link that makes a browser a host. What stands behind the `#` is sent to no server. */
export function hostLink(id: string, hostKey: string): string {
  return `${sessionLink(id)}#host=${hostKey}`;
}

/** The host's key in the address that was opened, which then loses it: nobody shall read it over a shoulder. */
export function takeHostKey(): string | null {
  const key = HOST_FRAGMENT.exec(window.location.hash)?.[1] ?? null;
  if (key !== null) window.history.replaceState(window.history.state, "", window.location.pathname);
  return key;
}

/** The link that one sends to others. */
export function sessionLink(id: string): string {
  return new URL(sessionPath(id), window.location.origin).href;
}
