/** How much memory the WebAssembly of a worker has taken: it grows and never shrinks, so its size is the most it ever was. */

type Imports = WebAssembly.Imports | undefined;

/** Notes the memories of all modules that this worker makes from now on. @returns their bytes, all together. */
export function watchMemory(): () => number {
  const memories = new Set<WebAssembly.Memory>();
  const { Memory, Instance, instantiate, instantiateStreaming } = WebAssembly;
  const noteIn = (things: object): void => {
    for (const thing of Object.values(things)) if (thing instanceof Memory) memories.add(thing);
  };
  const note = ({ exports }: WebAssembly.Instance, imports: Imports): void => {
    noteIn(exports);
    for (const module of Object.values(imports ?? {})) noteIn(module);
  };
  const noted = <Made extends WebAssembly.Instance | WebAssembly.WebAssemblyInstantiatedSource>(
    made: Made,
    imports: Imports,
  ): Made => {
    note("instance" in made ? made.instance : made, imports);
    return made;
  };
  Object.assign(WebAssembly, {
    Instance: new Proxy(Instance, {
      construct: (target, args: [WebAssembly.Module, Imports], newTarget) =>
        noted(Reflect.construct(target, args, newTarget) as WebAssembly.Instance, args[1]),
    }),
    instantiate: async (source: BufferSource, imports: Imports) =>
      noted(await instantiate.call(WebAssembly, source, imports), imports),
    instantiateStreaming: async (source: Response, imports: Imports) =>
      noted(await instantiateStreaming.call(WebAssembly, source, imports), imports),
  });
  return () => [...memories].reduce((bytes, { buffer }) => bytes + buffer.byteLength, 0);
}
