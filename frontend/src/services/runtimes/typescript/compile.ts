/** Makes JavaScript of TypeScript: types are taken out, and every place can be led back to what was written. */
import { originalPositionFor, TraceMap } from "@jridgewell/trace-mapping";
import { transform } from "sucrase";
import type { Place, Source } from "../javascript/errors";

/** Sucrase says the file and the place within its message. */
const SAID = /^Error transforming [^:]*: (.*) \(\d+:\d+\)$/s;

function asSyntaxError(error: unknown): unknown {
  if (!(error instanceof Error) || !("loc" in error)) return error;
  const plain = new SyntaxError(SAID.exec(error.message)?.[1] ?? error.message);
  plain.stack = "";
  return Object.assign(plain, { loc: error.loc });
}

/**
 * Takes the types out; enumerations and parameter properties become JavaScript.
 * @throws SyntaxError with its place as `loc`.
 */
export function compileTypeScript(code: string, fileName: string): Source {
  try {
    const { code: compiled, sourceMap } = transform(code, {
      transforms: ["typescript"],
      disableESTransforms: true,
      filePath: fileName,
      sourceMapOptions: { compiledFilename: fileName },
    });
    const map = new TraceMap(JSON.stringify(sourceMap));
    const originalPlace = (place: Place): Place => {
      const { line, column } = originalPositionFor(map, { line: place.line, column: place.column - 1 });
      return line === null ? place : { line, column: column + 1 };
    };
    return { code, compiled, originalPlace };
  } catch (error) {
    throw asSyntaxError(error);
  }
}
