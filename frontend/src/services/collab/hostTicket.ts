/** What a host's connection shows of the host's key: a ticket that is good once, so that no frame need carry the key. */
import { ApiError, requestTicket } from "../../api";

export interface HostProof {
  /** What the greeting carries. */
  readonly shown: { readonly ticket?: string; readonly hostKey?: string };
  /** The key that the server took for a ticket; `null` where it took none. */
  readonly taken: string | null;
}

/** Asks the server for a ticket; {@link requestTicket} unless a test has another one. */
export type TicketOffice = (sessionId: string, hostKey: string) => Promise<string>;

/** Never rejects. Where the server says that none of these is a host's key any more, nothing is shown. */
export async function proveHost(
  sessionId: string,
  hostKeys: readonly string[],
  office: TicketOffice = requestTicket,
): Promise<HostProof> {
  for (const hostKey of hostKeys) {
    try {
      return { shown: { ticket: await office(sessionId, hostKey) }, taken: hostKey };
    } catch (error) {
      const isRefused = error instanceof ApiError && error.status < 500 && error.status !== 429;
      // Its storage is away perhaps, and the room is in memory: that needs no storage to let a host in.
      if (!isRefused) return { shown: { hostKey }, taken: null };
    }
  }
  return { shown: {}, taken: null };
}
