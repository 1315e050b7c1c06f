/** What can go wrong when the page asks the server: it refused, or it could not be reached. */

/** The server's refusal, in its own words: `{message, code, status}` of the outside contract. */
export class ApiError extends Error {
  override readonly name = "ApiError";

  /**
   * @param code the machine's word, for example `SESSION_NOT_FOUND`; `HTTP_<status>` where the answer had none
   * @param status the HTTP status
   */
  constructor(
    readonly code: string,
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/** No answer came: no network, no server, or it took longer than {@link REQUEST_TIMEOUT_MS}. Trying again may help. */
export class NetworkError extends Error {
  override readonly name = "NetworkError";

  constructor(cause: unknown) {
    super("The server could not be reached.", { cause });
  }
}

export const REQUEST_TIMEOUT_MS = 15_000;
