/** Checks of what came from outside (JSON from the server or from storage), by hand and without a schema library. */

/** Reads a value of one shape, or throws {@link ShapeError}. */
export type Reader<T> = (value: unknown) => T;

/** A value does not have the shape that was promised. */
export class ShapeError extends Error {
  override readonly name = "ShapeError";
}

export const string: Reader<string> = (value) => {
  if (typeof value !== "string") throw new ShapeError(`Expected a string, found ${kindOf(value)}.`);
  return value;
};

/** A finite number. */
export const number: Reader<number> = (value) => {
  if (typeof value !== "number" || !Number.isFinite(value)) {
    throw new ShapeError(`Expected a number, found ${kindOf(value)}.`);
  }
  return value;
};

export const boolean: Reader<boolean> = (value) => {
  if (typeof value !== "boolean") throw new ShapeError(`Expected a boolean, found ${kindOf(value)}.`);
  return value;
};

export function nullable<T>(read: Reader<T>): Reader<T | null> {
  return (value) => (value === null ? null : read(value));
}

/** Reads the value, or takes `fallback` where the field is missing. */
export function withDefault<T>(read: Reader<T>, fallback: T): Reader<T> {
  return (value) => (value === undefined ? fallback : read(value));
}

export function oneOf<const T extends string>(...allowed: readonly T[]): Reader<T> {
  return (value) => {
    const found = allowed.find((candidate) => candidate === value);
    if (found === undefined) throw new ShapeError(`Expected one of ${allowed.join(", ")}, found ${kindOf(value)}.`);
    return found;
  };
}

export function list<T>(read: Reader<T>): Reader<readonly T[]> {
  return (value) => {
    if (!Array.isArray(value)) throw new ShapeError(`Expected a list, found ${kindOf(value)}.`);
    return value.map((item) => read(item));
  };
}

/** An object with these fields; others are ignored, so that a newer server may say more. */
export function object<T extends object>(fields: { readonly [K in keyof T]-?: Reader<T[K]> }): Reader<T> {
  const entries = Object.entries<Reader<unknown>>(fields);
  return (value) => {
    const record = readRecord(value);
    const result: Record<string, unknown> = {};
    for (const [name, read] of entries) {
      try {
        result[name] = read(record[name]);
      } catch (error) {
        throw error instanceof ShapeError ? new ShapeError(`\`${name}\`: ${error.message}`) : error;
      }
    }
    // Every field of T has been read above, or we have thrown.
    return result as T;
  };
}

/** An object that holds the same under each name. */
export function record<T>(read: Reader<T>): Reader<{ readonly [name: string]: T }> {
  return (value) => Object.fromEntries(Object.entries(readRecord(value)).map(([name, held]) => [name, read(held)]));
}

/** Any JSON object. */
export function readRecord(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new ShapeError(`Expected an object, found ${kindOf(value)}.`);
  }
  return value as Readonly<Record<string, unknown>>;
}

/** Parses JSON and reads it. @throws ShapeError also where it is not JSON. */
export function readJson<T>(json: string, read: Reader<T>): T {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    throw new ShapeError("This is not JSON.");
  }
  return read(value);
}

function kindOf(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "a list" : typeof value;
}
