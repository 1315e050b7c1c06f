/**
 * What Pyright says of a program that somebody writes while others watch: what will not run, or not do what it says. What only
 * a strict reading of types minds stays unsaid; a hint is no reproach.
 */

const ERRORS = [
  "reportUndefinedVariable",
  "reportCallIssue",
  "reportUnhashable",
  "reportAbstractUsage",
  "reportNoOverloadImplementation",
  "reportUnusedExcept",
] as const;

const WARNINGS = [
  "reportArgumentType",
  "reportAttributeAccessIssue",
  "reportAssignmentType",
  "reportReturnType",
  "reportIndexIssue",
  "reportOperatorIssue",
  "reportTypedDictNotRequiredAccess",
  "reportUnusedCoroutine",
  "reportSelfClsParameterName",
] as const;

const all = (rules: readonly string[], level: string): Record<string, string> =>
  Object.fromEntries(rules.map((rule) => [rule, level]));

/** `pyrightconfig.json`. Packages are loaded by a run, so that an import that Pyright does not find is no error. */
export const CONFIGURATION = {
  typeCheckingMode: "off",
  pythonVersion: "3.14",
  pythonPlatform: "Linux",
  typeshedPath: "/typeshed",
  strictParameterNoneValue: false,
  reportMissingImports: "none",
  reportMissingModuleSource: "none",
  ...all(ERRORS, "error"),
  ...all(WARNINGS, "warning"),
};

/** What an editor would have in its settings. */
export const ANALYSIS = {
  autoImportCompletions: false,
  diagnosticMode: "openFilesOnly",
  autoSearchPaths: false,
};

/** An attribute that begins as None and becomes something else later, as in every linked list, is what people write. */
const ORDINARY = /^Type ".*" is not assignable to attribute /;

export const isWorthSaying = (message: string): boolean => !ORDINARY.test(message);
