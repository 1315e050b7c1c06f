/** A proxy on the way to a server: it may refuse WebSockets, or stop to pass anything on without a word. */
import { once } from "node:events";
import { connect, createServer, type Server as Listener, type Socket } from "node:net";
import type { Entrance } from "./server";

const HOST = "127.0.0.1";
const UPGRADE = /^upgrade: *websocket/im;
const REFUSAL = "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

export interface ProxyOptions {
  /** Answers requests for WebSockets with 403, as proxies do that do not know them. */
  readonly refusesWebSockets?: boolean;
}

export class ProxyServer implements Entrance {
  #url = "";
  #isCut = false;
  /** How many requests for a WebSocket were refused, and how many were passed on. */
  refused = 0;
  passed = 0;
  readonly #sockets = new Set<Socket>();
  readonly #listener: Listener;
  readonly #behind: Entrance;
  #options: ProxyOptions;

  private constructor(behind: Entrance, options: ProxyOptions) {
    this.#behind = behind;
    this.#options = options;
    this.#listener = createServer((socket) => this.#accept(socket));
  }

  /** A running proxy. Whoever opened it closes it. */
  static async open(behind: Entrance, options: ProxyOptions = {}): Promise<ProxyServer> {
    const proxy = new ProxyServer(behind, options);
    proxy.#listener.listen(0, HOST);
    await once(proxy.#listener, "listening");
    const address = proxy.#listener.address();
    if (address === null || typeof address === "string") throw new Error("The system gave no port.");
    proxy.#url = `http://${HOST}:${address.port}`;
    return proxy;
  }

  get url(): string {
    return this.#url;
  }

  get logs(): string {
    return this.#behind.logs;
  }

  /** Let WebSockets through from now on. */
  allowWebSockets(): void {
    this.#options = { ...this.#options, refusesWebSockets: false };
  }

  /** Pass nothing on any more, in neither direction, not even an end: a cable that was pulled. */
  cut(): void {
    this.#isCut = true;
    for (const socket of this.#sockets) socket.pause();
  }

  /** The cable is in again; what was on its way is lost, as are the connections. */
  mend(): void {
    this.#isCut = false;
    for (const socket of this.#sockets) socket.destroy();
  }

  /** Ends everything. Safe to call twice. */
  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    if (!this.#listener.listening) return;
    this.#listener.close();
    await once(this.#listener, "close");
  }

  #accept(client: Socket): void {
    this.#keep(client);
    if (this.#isCut) {
      client.pause();
      return;
    }
    // A browser sends the request for a WebSocket first on a connection of its own, and in one piece.
    client.once("data", (head) => {
      if (UPGRADE.test(head.toString("latin1"))) {
        if (this.#options.refusesWebSockets) {
          this.refused++;
          client.end(REFUSAL);
          return;
        }
        this.passed++;
      }
      const server = connect(Number(new URL(this.#behind.url).port), HOST);
      this.#keep(server);
      server.write(head);
      this.#pipe(client, server);
      this.#pipe(server, client);
    });
  }

  #keep(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on("error", () => socket.destroy());
    socket.on("close", () => this.#sockets.delete(socket));
  }

  #pipe(from: Socket, to: Socket): void {
    from.on("data", (chunk) => to.write(chunk));
    from.on("end", () => {
      if (!this.#isCut) to.end();
    });
    from.on("close", () => {
      if (!this.#isCut) to.destroy();
    });
  }
}
