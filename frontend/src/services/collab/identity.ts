/** Who this browser is in a session: its secret key, the host's key, the name, the Yjs client ids it has written with. */
import { list, number, ShapeError, string } from "../../api/shape";
import { type BrowserStore, browserStore } from "./browserStore";

/** Client ids told in `hello`; the oldest are forgotten first (docs/protocol.md, section 2). */
export const MAX_CLIENTS = 256;
const KEY_BYTES = 24;
const KEY_FORM = /^[A-Za-z0-9_-]{16,64}$/;

export class Identity {
  readonly #store: BrowserStore;
  readonly #randomBytes: (length: number) => Uint8Array;

  constructor(store: BrowserStore, randomBytes: (length: number) => Uint8Array = cryptoBytes) {
    this.#store = store;
    this.#randomBytes = randomBytes;
  }

  /** The name last used in this browser; empty where there is none. */
  name(): string {
    return this.#store.read("name", string, "");
  }

  rememberName(name: string): void {
    this.#store.write("name", name);
  }

  /** What this server asked for before a session may be created; `null` where it has not. */
  token(): string | null {
    return this.#store.read<string | null>("token", string, null);
  }

  rememberToken(token: string): void {
    this.#store.write("token", token);
  }

  /** The secret from which the server derives the participant's id; made on first use. */
  key(sessionId: string): string {
    return this.#secret(`key/${sessionId}`);
  }

  /** What `POST /sessions` answered to this browser, if it created the session. */
  hostKey(sessionId: string): string | null {
    return this.#store.read<string | null>(`hostKey/${sessionId}`, string, null);
  }

  /** This is the one that the server takes. */
  rememberHostKey(sessionId: string, hostKey: string): void {
    this.#store.write(`hostKey/${sessionId}`, hostKey);
    for (const maybe of ["nextHostKey", "linkHostKey"]) this.#store.remove(`${maybe}/${sessionId}`);
  }

  /** A link had this key. It may be an old link: a key that is known already is tried before it, and stays if it is good. */
  offerHostKey(sessionId: string, hostKey: string): void {
    const known = this.hostKey(sessionId);
    if (known === null) this.rememberHostKey(sessionId, hostKey);
    else if (known !== hostKey) this.#store.write(`linkHostKey/${sessionId}`, hostKey);
  }

  /**
   * What shall be the host's key when the link is replaced. Kept before the server is asked, because its answer may not
   * come; and the same one until it has answered, because an earlier request may still arrive.
   */
  nextHostKey(sessionId: string): string {
    return this.#secret(`nextHostKey/${sessionId}`);
  }

  /** What may make this browser a host: the host's key, the next one if a link is being replaced, and that of a link. */
  hostKeys(sessionId: string): readonly string[] {
    const maybe = (what: string) => this.#store.read<string | null>(`${what}/${sessionId}`, readKey, null);
    return [this.hostKey(sessionId), maybe("nextHostKey"), maybe("linkHostKey")].filter((key) => key !== null);
  }

  /** The session is no more: nobody is anybody in it. */
  forget(sessionId: string): void {
    for (const what of ["key", "hostKey", "nextHostKey", "linkHostKey", "clients"])
      this.#store.remove(`${what}/${sessionId}`);
  }

  /** The Yjs client ids that this browser has written with in this session, newest last. */
  clients(sessionId: string): readonly number[] {
    return this.#store.read(`clients/${sessionId}`, list(number), []);
  }

  rememberClient(sessionId: string, client: number): void {
    const others = this.clients(sessionId).filter((known) => known !== client);
    this.#store.write(`clients/${sessionId}`, [...others, client].slice(-MAX_CLIENTS));
  }

  /** Made on first use. */
  #secret(name: string): string {
    const known = this.#store.read<string | null>(name, readKey, null);
    if (known !== null) return known;
    const key = base64Url(this.#randomBytes(KEY_BYTES));
    this.#store.write(name, key);
    return key;
  }
}

/** This browser's identity. */
export const identity = new Identity(browserStore);

/** The name last used in this browser; empty where there is none. */
export const rememberedName = (): string => identity.name();

export const rememberName = (name: string): void => identity.rememberName(name);

/** Keeps the key that `createSession` answered, so that this browser is the session's host. */
export const rememberHostKey = (sessionId: string, hostKey: string): void =>
  identity.rememberHostKey(sessionId, hostKey);

function readKey(value: unknown): string | null {
  const key = string(value);
  if (!KEY_FORM.test(key)) throw new ShapeError("This is not a participant's key.");
  return key;
}

function cryptoBytes(length: number): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(length));
}

function base64Url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}
