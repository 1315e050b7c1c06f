/** Says who this browser is when a connection opens: its name and its key, and for a host a proof of that. */
import { type HostProof, proveHost } from "./hostTicket";
import type { Identity } from "./identity";
import type { Hello } from "./protocol";

export class Introduction {
  #name: string;
  /** Which connection is the newest: what was asked for an older one is not for this one. */
  #connections = 0;
  /** The host's keys that were known when this connection opened, up to the one that was taken. */
  #triedHostKeys: readonly string[] = [];
  readonly #sessionId: string;
  readonly #identity: Identity;
  readonly #say: (hello: Hello) => void;

  constructor(sessionId: string, name: string, identity: Identity, say: (hello: Hello) => void) {
    this.#sessionId = sessionId;
    this.#name = name;
    this.#identity = identity;
    this.#say = say;
  }

  /** Takes another name, from the next connection on. */
  rename(name: string): void {
    this.#name = name;
    this.#identity.rememberName(name);
  }

  /** A connection has opened. A host asks for a ticket first. */
  begin(): void {
    const hostKeys = this.#identity.hostKeys(this.#sessionId);
    this.#triedHostKeys = hostKeys;
    const connection = ++this.#connections;
    if (hostKeys.length === 0) this.#introduce({});
    else {
      void proveHost(this.#sessionId, hostKeys).then(({ shown, taken }) => {
        // Another connection may have taken the place of the one that asked.
        if (connection !== this.#connections) return;
        if (taken !== null) this.#takeHostKey(taken, hostKeys);
        this.#introduce(shown);
      });
    }
  }

  /** The connection is gone. */
  callOff(): void {
    this.#connections++;
  }

  /** Whether this browser may be a host by another key since: it replaced the link itself, in this tab or another. */
  get hasNewerHostKey(): boolean {
    return this.#identity.hostKeys(this.#sessionId).some((key) => !this.#triedHostKeys.includes(key));
  }

  #takeHostKey(taken: string, known: readonly string[]): void {
    const at = known.indexOf(taken);
    this.#triedHostKeys = known.slice(0, at + 1);
    if (at > 0) this.#identity.rememberHostKey(this.#sessionId, taken);
  }

  #introduce(proof: HostProof["shown"]): void {
    const [key, clients] = [this.#identity.key(this.#sessionId), this.#identity.clients(this.#sessionId)];
    this.#say({ name: this.#name, key, clients, ...proof });
  }
}
