/** What a host's connection shows of the host's key: a ticket that is good once, so that no frame need carry the key. */
import { ApiError, requestTicket } from "../../api";

export interface HostProof {
  readonly ticket?: string;
  readonly hostKey?: string;
}

/** Asks the server for a ticket; {@link requestTicket} unless a test has another one. */
export type TicketOffice = (sessionId: string, hostKey: string) => Promise<string>;

/** Never rejects. Where the server says that this is no host's key any more, nothing is shown. */
export async function proveHost(
  sessionId: string,
  hostKey: string | null,
  office: TicketOffice = requestTicket,
): Promise<HostProof> {
  if (hostKey === null) return {};
  try {
    return { ticket: await office(sessionId, hostKey) };
  } catch (error) {
    const isRefused = error instanceof ApiError && error.status < 500 && error.status !== 429;
    // Its storage is away perhaps, and the room is in memory: that needs no storage to let a host in.
    return isRefused ? {} : { hostKey };
  }
}
