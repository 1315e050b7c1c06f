/** The session's update log as the server streams it: docs/protocol.md, section 12. */
import { NetworkError, REQUEST_TIMEOUT_MS } from "./errors";
import { refusalOf, shown } from "./sessions";
import { apiUrl } from "./urls";

/** How far the log has come. `share` is between 0 and 1; `null` where the server did not tell how long the log is. */
export interface LogProgress {
  readonly bytes: number;
  readonly share: number | null;
}

export interface LogRequest {
  readonly signal: AbortSignal;
  /** Called with each line, in order. */
  readonly onLine: (json: string) => void;
  /** The number of the entry that was read last; asked after each piece, for `share`. */
  readonly seq: () => number;
  readonly onProgress: (progress: LogProgress) => void;
}

/**
 * Reads the whole log. Resolves when every line has been handed over.
 * `key` is the host's, or this browser's, where it was let in.
 * @throws ApiError (`SESSION_NOT_FOUND` where there is none) | NetworkError, also when it falls silent; what `onLine` throws.
 */
export async function readLog(id: string, request: LogRequest, key: string | null = null): Promise<void> {
  const patience = new Patience(request.signal);
  try {
    const response = await patience.with(fetch(logUrl(id), { signal: patience.signal, headers: shown(key) }));
    if (!response.ok) throw refusalOf(response.status, await patience.with(response.text()));
    await readBody(response, patience, request);
  } finally {
    patience.end();
  }
}

async function readBody(response: Response, patience: Patience, request: LogRequest): Promise<void> {
  const reader = response.body?.getReader();
  if (reader === undefined) return;
  const last = Number(response.headers.get("Log-Entries"));
  const decoder = new TextDecoder();
  let bytes = 0;
  let rest = "";
  for (;;) {
    const { done, value } = await patience.with(reader.read());
    rest += done ? decoder.decode() : decoder.decode(value, { stream: true });
    const lines = rest.split("\n");
    rest = lines.pop() ?? "";
    // What stands behind the last newline is no line of the log; its reader refuses it.
    if (done && rest !== "") lines.push(rest);
    for (const line of lines) request.onLine(line);
    bytes += value?.length ?? 0;
    request.onProgress({ bytes, share: last > 0 ? Math.min(1, request.seq() / last) : null });
    if (done) return;
  }
}

function logUrl(id: string): string {
  return apiUrl(`/sessions/${encodeURIComponent(id)}/log`);
}

/** Gives up when nothing comes for a while, however long the whole takes. */
class Patience {
  readonly #abort = new AbortController();
  readonly signal: AbortSignal;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(outer: AbortSignal) {
    this.signal = AbortSignal.any([outer, this.#abort.signal]);
  }

  /** Awaits one step of the network. */
  async with<T>(step: Promise<T>): Promise<T> {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#abort.abort(), REQUEST_TIMEOUT_MS);
    try {
      return await step;
    } catch (error) {
      throw new NetworkError(error);
    }
  }

  end(): void {
    clearTimeout(this.#timer);
  }
}
