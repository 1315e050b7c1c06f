/** Node's `assert` as far as interview programs use it. */
import { dequal } from "dequal";
import { inspect } from "node-inspect-extracted";

type Expected = RegExp | (new (...args: never[]) => unknown) | ((thrown: unknown) => boolean) | object;
type Message = string | Error | undefined;

/** What a failed assertion throws. */
export class AssertionError extends Error {
  override name = "AssertionError";
  readonly code = "ERR_ASSERTION";

  constructor(
    message: string,
    readonly actual?: unknown,
    readonly expected?: unknown,
    readonly operator = "fail",
  ) {
    super(message);
  }
}

function fail(message: Message, otherwise: string, actual?: unknown, expected?: unknown, operator?: string): never {
  if (message instanceof Error) throw message;
  throw new AssertionError(message ?? otherwise, actual, expected, operator);
}

type Compare = (actual: unknown, expected: unknown) => boolean;

const comparison =
  (operator: string, holds: Compare, complaint: string) =>
  (actual: unknown, expected: unknown, message?: Message): void => {
    if (holds(actual, expected)) return;
    fail(message, `${complaint}:\n\n${inspect(actual)} !== ${inspect(expected)}\n`, actual, expected, operator);
  };

const looselyEqual: Compare = (actual, expected) =>
  // biome-ignore lint/suspicious/noDoubleEquals: it is what this assertion promises.
  actual == expected || (Number.isNaN(actual) && Number.isNaN(expected));

const not =
  (holds: Compare): Compare =>
  (actual, expected) =>
    !holds(actual, expected);

function matches(thrown: unknown, expected: Expected): boolean {
  if (expected instanceof RegExp) return expected.test(String(thrown));
  if (typeof expected !== "function") {
    return Object.entries(expected).every(([key, value]) => {
      const found = (thrown as Record<string, unknown>)[key];
      return value instanceof RegExp ? value.test(String(found)) : dequal(found, value);
    });
  }
  if (expected.prototype !== undefined && thrown instanceof expected) return true;
  if (expected.prototype instanceof Error) return false;
  return (expected as (thrown: unknown) => unknown)(thrown) === true;
}

function checkThrown(thrown: unknown, expected: Expected | string | undefined, message: Message): void {
  if (expected === undefined || typeof expected === "string" || matches(thrown, expected)) return;
  if (message === undefined) throw thrown;
  fail(message, "", thrown, expected, "throws");
}

function throws(body: () => unknown, expected?: Expected | string, message?: Message): void {
  try {
    body();
  } catch (thrown) {
    checkThrown(thrown, expected, message);
    return;
  }
  fail(message ?? (typeof expected === "string" ? expected : undefined), "Missing expected exception.");
}

type Promising = Promise<unknown> | (() => Promise<unknown>);

async function rejects(body: Promising, expected?: Expected | string, message?: Message): Promise<void> {
  try {
    await (typeof body === "function" ? body() : body);
  } catch (thrown) {
    checkThrown(thrown, expected, message);
    return;
  }
  fail(message, "Missing expected rejection.");
}

const ok = (value: unknown, message?: Message): void => {
  if (!value) fail(message, "The expression evaluated to a falsy value.", value, true, "==");
};

const deepEqual = comparison("deepStrictEqual", dequal, "Expected values to be deeply equal");
const notDeepEqual = comparison("notDeepStrictEqual", not(dequal), "Expected values not to be deeply equal");

const assertions = {
  AssertionError,
  ok,
  equal: comparison("==", looselyEqual, "Expected values to be equal"),
  notEqual: comparison("!=", not(looselyEqual), "Expected values to differ"),
  strictEqual: comparison("strictEqual", Object.is, "Expected values to be strictly equal"),
  notStrictEqual: comparison("notStrictEqual", not(Object.is), "Expected values to differ strictly"),
  deepEqual,
  deepStrictEqual: deepEqual,
  notDeepEqual,
  notDeepStrictEqual: notDeepEqual,
  throws,
  rejects,
  doesNotThrow: (body: () => unknown): void => void body(),
  match: (text: string, pattern: RegExp, message?: Message): void => {
    if (!pattern.test(text)) fail(message, `The input did not match ${pattern}.`, text, pattern, "match");
  },
  fail: (message?: Message): never => fail(message, "Failed"),
};

/** `assert(value)`, with the other assertions as its members. */
export const assert = Object.assign(ok, assertions, { strict: Object.assign(ok.bind(null), assertions) });
