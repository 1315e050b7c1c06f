/** Runs Lua in the sandbox's worker, one program per worker. */
import { type LuaEngine, LuaFactory } from "wasmoon";
import type { RunFile, RunRequest } from "../contract";
import { watchMemory } from "../sandbox/watchMemory";
import { type Ending, INPUT_UNAVAILABLE, serveLanguage, type WorkerHost } from "../sandbox/worker";
import harness from "./harness.lua?raw";

/** Never asked for: the module's bytes are given. */
const NOWHERE = "https://sandbox.invalid/lua.wasm";

type RunProgram = (code: string, fileName: string) => string | null;

interface Lua {
  readonly engine: LuaEngine;
  /** Lays a file where the C library finds it. */
  readonly lay: (file: RunFile) => void;
}

async function bootLua(wasm: ArrayBuffer): Promise<Lua> {
  const nativeFetch = globalThis.fetch;
  globalThis.fetch = async () => new Response(wasm, { headers: { "Content-Type": "application/wasm" } });
  try {
    const factory = new LuaFactory(NOWHERE);
    const module = await factory.getLuaModule();
    const engine = await factory.createEngine({ injectObjects: false, enableProxy: false });
    return { engine, lay: ({ name, text }) => factory.mountFileSync(module, name, text) };
  } finally {
    globalThis.fetch = nativeFetch;
  }
}

/** `main.lua:3: what` as a sentence with its place behind it. */
function inOneLine(report: string, fileNames: readonly string[]): string {
  const [first = ""] = report.split("\n");
  const names = fileNames.map((name) => name.replaceAll(".", "\\.")).join("|");
  const found = new RegExp(`^(${names}):(\\d+): (.*)$`).exec(first);
  return found === null ? first : `${found[3]} (${found[1]}, line ${found[2]})`;
}

class Program {
  private readonly startedAt = performance.now();
  private readonly encoder = new TextEncoder();
  /** Whether the program asked for more than was prepared, and nobody can be asked. */
  private usedUp = false;

  constructor(
    private readonly host: WorkerHost,
    private readonly request: RunRequest,
    private readonly finish: (ending: Ending) => void,
  ) {}

  /** @param prepare the harness, which answers what runs a program. */
  run(prepare: (host: object) => RunProgram): void {
    const { code, files = [], fileName } = this.request;
    const program = prepare({
      exit: (status: number) => this.exit(status),
      write: (stream: "stdout" | "stderr", text: string) => this.host.write(stream, this.encoder.encode(text)),
      read_line: () => this.readLine(),
      chance: () => crypto.getRandomValues(new Uint32Array(1))[0],
      file: (name: string) => files.find((file) => file.name === name)?.text,
    });
    const report = program(code, fileName) ?? null;
    if (report === null) {
      this.end(null);
      return;
    }
    const note = this.usedUp ? `\n${INPUT_UNAVAILABLE}` : "";
    this.host.write("stderr", this.encoder.encode(`lua: ${report}${note}\n`));
    const oneLine = inOneLine(report, [fileName, ...files.map(({ name }) => name)]);
    this.end(this.usedUp ? `${oneLine}: ${INPUT_UNAVAILABLE}` : oneLine);
  }

  private readLine(): string | undefined {
    const answer = this.host.readLine();
    if (answer.kind === "unavailable") this.usedUp = true;
    return answer.kind === "line" ? answer.text : undefined;
  }

  private exit(status: number): never {
    this.end(status === 0 ? null : `Exited with code ${status}.`);
    // Nothing after this line of the program may happen: the broker ends the worker meanwhile.
    this.host.sleep(Number.POSITIVE_INFINITY);
    for (;;);
  }

  private end(error: string | null): void {
    const durationMs = performance.now() - this.startedAt;
    this.finish({ outcome: error === null ? "succeeded" : "failed", error, durationMs, renew: false });
  }
}

serveLanguage(async ({ wasm }, host) => {
  if (!(wasm instanceof ArrayBuffer)) throw new TypeError("Lua's module is missing.");
  const { engine, lay } = await bootLua(wasm);
  const prepare = engine.doStringSync(`return function(...) ${harness}\nend`);
  return {
    run(request, finish) {
      request.files?.forEach(lay);
      new Program(host, request, finish).run(prepare);
    },
  };
}, watchMemory());
