/** A real server for the browser tests: started, stopped, killed and started again on the same port and database. */
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const HOST = "127.0.0.1";
export const BACKEND = fileURLToPath(new URL("../../../backend", import.meta.url));
export const PYTHON = join(
  BACKEND,
  ".venv",
  ...(process.platform === "win32" ? ["Scripts", "python.exe"] : ["bin", "python"]),
);

/** How long a start may take on a machine that is busy with other tests. */
const START_MS = 30_000;
const ASK_MS = 25;
/** The server closes its sockets and saves within 5 s. */
const STOP_MS = 15_000;
const MIGRATE_MS = 60_000;

export interface ServerOptions {
  /** Default: a SQLite file of its own in a temporary folder. */
  readonly databaseUrl?: string;
  /** Further settings, as docs/configuration.md names them. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** Where people come in, and what its server has logged. */
export interface Entrance {
  readonly url: string;
  readonly logs: string;
}

/** One server process at a time, always behind the same address and with the same database. */
export class Server implements Entrance {
  readonly url: string;
  readonly #folder: string;
  readonly #environment: NodeJS.ProcessEnv;
  #process: ChildProcess | null = null;
  #logs = "";
  /** A test worker that ends by an error takes its server along. */
  readonly #killAtExit = (): void => {
    this.#process?.kill("SIGKILL");
  };

  private constructor(port: number, folder: string, { databaseUrl, settings }: ServerOptions) {
    this.url = `http://${HOST}:${port}`;
    this.#folder = folder;
    this.#environment = {
      ...process.env,
      // An empty setting counts as none: what a developer has set must not reach a test.
      ...{ ALLOWED_ORIGINS: "", LOG_FORMAT: "", LOG_LEVEL: "", REDIS_URL: "", REPOSITORY_TYPE: "", STATIC_DIR: "" },
      ...settings,
      HOST,
      PORT: String(port),
      DATABASE_URL: databaseUrl ?? `sqlite:///${join(folder, "algoroom.db")}`,
    };
    process.once("exit", this.#killAtExit);
  }

  /** A migrated and running server. Whoever opened it closes it. */
  static async open(options: ServerOptions = {}): Promise<Server> {
    const folder = await mkdtemp(join(tmpdir(), "algoroom-e2e-"));
    const server = new Server(await findFreePort(), folder, options);
    try {
      await server.#migrate();
      await server.start();
    } catch (error) {
      await server.close();
      throw error;
    }
    return server;
  }

  /** All that every process of this server has logged so far. */
  get logs(): string {
    return this.#logs;
  }

  /** Start the process; resolves when it answers. Throws, with its logs, when it ends or stays silent instead. */
  async start(): Promise<void> {
    if (this.#process !== null) throw new Error("This server is running already.");
    const child = spawn(PYTHON, ["-m", "app.main"], {
      cwd: BACKEND,
      env: this.#environment,
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#process = child;
    const collect = (chunk: Buffer): void => {
      this.#logs += chunk.toString("utf8");
    };
    child.stdout.on("data", collect);
    child.stderr.on("data", collect);
    await this.#untilItAnswers(child);
  }

  /** End the process as an administrator does: it closes its sockets and saves what is unsaved. */
  async stop(): Promise<void> {
    await this.#end("SIGTERM");
  }

  /** End the process as a power cut does. */
  async kill(): Promise<void> {
    await this.#end("SIGKILL");
  }

  /** End the process and remove its database. Safe to call twice. */
  async close(): Promise<void> {
    await this.#end("SIGKILL");
    process.off("exit", this.#killAtExit);
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #migrate(): Promise<void> {
    const options = { cwd: BACKEND, env: this.#environment, timeout: MIGRATE_MS };
    await promisify(execFile)(PYTHON, ["-m", "app.db.migrate"], options);
  }

  async #untilItAnswers(child: ChildProcess): Promise<void> {
    const deadline = Date.now() + START_MS;
    while (!(await isHealthy(this.url))) {
      if (hasEnded(child) || Date.now() > deadline) {
        await this.#end("SIGKILL");
        throw new Error(`The server did not start. It said:\n${this.#logs}`);
      }
      await new Promise((resolve) => setTimeout(resolve, ASK_MS));
    }
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#process;
    if (child === null) return;
    this.#process = null;
    if (hasEnded(child)) return;
    const ended = once(child, "exit");
    child.kill(signal);
    const patience = setTimeout(() => child.kill("SIGKILL"), STOP_MS);
    await ended;
    clearTimeout(patience);
  }
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

async function isHealthy(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/health`)).ok;
  } catch {
    return false;
  }
}

async function findFreePort(): Promise<number> {
  const probe = createServer().listen(0, HOST);
  await once(probe, "listening");
  const address = probe.address();
  probe.close();
  await once(probe, "close");
  if (address === null || typeof address === "string") throw new Error("The system gave no port.");
  return address.port;
}
