/** Ruby's interpreter: the module of `@ruby/4.0-wasm-wasi`, without its bridge to JavaScript. */
import type { Wasi } from "../compiled/program/wasi";

/** Names of the functions that the module gives and wants; those of the bridge are refused. */
const INIT = "ruby-init: func(args: list<string>) -> ()";
const EVALUATE = "rb-eval-string-protect: func(str: string) -> tuple<handle<rb-abi-value>, s32>";
const TEXT_OF = "rstring-ptr: func(value: handle<rb-abi-value>) -> string";
const BRIDGE = "rb-js-abi-host";

const ARGUMENTS = ["ruby", "-EUTF-8", "-e_=0"];
const NO_BRIDGE = "Ruby does not reach JavaScript here.";

type Exported = (...args: number[]) => number;

/** Values of Ruby's go by their own address: nothing of ours outlives a call. */
const OWN_ADDRESS = {
  "resource_new_rb-abi-value": (value: number) => value,
  "resource_get_rb-abi-value": (value: number) => value,
  "resource_drop_js-abi-value": () => undefined,
};

export class RubyVm {
  private constructor(private readonly exports: WebAssembly.Exports) {}

  static async boot(module: WebAssembly.Module, wasi: Wasi): Promise<RubyVm> {
    const wanted = WebAssembly.Module.imports(module).filter((wish) => wish.module === BRIDGE);
    const refuse = (): never => {
      throw new Error(NO_BRIDGE);
    };
    const bridge = Object.fromEntries(wanted.map(({ name }) => [name, refuse]));
    const imports = { ...wasi.imports, canonical_abi: OWN_ADDRESS, [BRIDGE]: bridge };
    const instance = await WebAssembly.instantiate(module, imports);
    wasi.initialize(instance);
    const vm = new RubyVm(instance.exports);
    vm.initialize();
    return vm;
  }

  /**
   * Evaluates what answers a text.
   * @throws Error when Ruby raises, and whatever ends the module.
   */
  evaluate(code: string): string {
    const [value = 0, state] = this.pair(this.call(EVALUATE, ...this.place(code)));
    if (state !== 0) throw new Error("Ruby could not run the program.");
    const [at = 0, length = 0] = this.pair(this.call(TEXT_OF, value));
    return new TextDecoder().decode(new Uint8Array(this.memory.buffer, at, length));
  }

  private initialize(): void {
    const texts = ARGUMENTS.flatMap((argument) => this.place(`${argument}\0`));
    const list = this.call("cabi_realloc", 0, 0, 4, texts.length * 4);
    new Uint32Array(this.memory.buffer, list, texts.length).set(texts);
    this.call(INIT, list, ARGUMENTS.length);
  }

  private get memory(): WebAssembly.Memory {
    const { memory } = this.exports;
    if (!(memory instanceof WebAssembly.Memory)) throw new TypeError("Ruby's module has no memory.");
    return memory;
  }

  private call(name: string, ...args: number[]): number {
    const exported = this.exports[name];
    if (typeof exported !== "function") throw new TypeError(`Ruby's module has no ${name}.`);
    return (exported as Exported)(...args);
  }

  private pair(at: number): number[] {
    return [...new Uint32Array(this.memory.buffer, at, 2)];
  }

  /** Puts a text into the module's memory; answers its address and length. */
  private place(text: string): [at: number, length: number] {
    const bytes = new TextEncoder().encode(text);
    const at = this.call("cabi_realloc", 0, 0, 1, bytes.length);
    new Uint8Array(this.memory.buffer, at, bytes.length).set(bytes);
    return [at, bytes.length];
  }
}
