/** A server on this machine that only counts who knocks: where leaked requests would arrive. */
import { once } from "node:events";
import { createServer, type Server as HttpServer } from "node:http";

export class Recorder {
  /** First lines of the requests, and the connections that never became one. */
  readonly hits: string[] = [];
  readonly #http: HttpServer;

  private constructor(http: HttpServer) {
    this.#http = http;
  }

  /** Answers every origin, so that nothing but the sandbox can be what holds a request back. Whoever opened it closes it. */
  static async open(): Promise<Recorder> {
    const http = createServer();
    const recorder = new Recorder(http);
    http.on("connection", () => recorder.hits.push("connection"));
    http.on("request", (request, response) => {
      recorder.hits.push(`${request.method} ${request.url}`);
      response.setHeader("access-control-allow-origin", "*");
      response.setHeader("cross-origin-resource-policy", "cross-origin");
      response.end("caught");
    });
    http.listen(0, "127.0.0.1");
    await once(http, "listening");
    return recorder;
  }

  get port(): number {
    const address = this.#http.address();
    if (address === null || typeof address === "string") throw new Error("The recorder does not listen.");
    return address.port;
  }

  async close(): Promise<void> {
    this.#http.closeAllConnections();
    this.#http.close();
    await once(this.#http, "close");
  }
}
