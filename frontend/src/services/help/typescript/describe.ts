/** What TypeScript's service knows of a place, as a language server says it. */
import type ts from "typescript-5";
import type { TypeScript } from "../../runtimes/typescript/checker/service";

/** The protocol's numbers of kinds, by TypeScript's names; what is not here is a text. */
const KINDS: Readonly<Record<string, number>> = {
  method: 2,
  function: 3,
  "local function": 3,
  constructor: 4,
  property: 5,
  getter: 5,
  setter: 5,
  var: 6,
  let: 6,
  "local var": 6,
  parameter: 6,
  class: 7,
  "local class": 7,
  interface: 8,
  module: 9,
  enum: 13,
  keyword: 14,
  "enum member": 20,
  const: 21,
  alias: 25,
  type: 25,
  "type parameter": 25,
};

const TEXT = 1;

export const kindOf = (kind: string): number => (Object.hasOwn(KINDS, kind) ? (KINDS[kind] ?? TEXT) : TEXT);

/** Its declaration and what is written about it, as markdown. */
export function describe(
  typescript: TypeScript,
  { displayParts, documentation }: ts.QuickInfo,
  language: string,
): string {
  const declaration = typescript.displayPartsToString(displayParts);
  const about = typescript.displayPartsToString(documentation);
  return `\`\`\`${language}\n${declaration}\n\`\`\`\n\n${about}`;
}

/** Where each parameter lies in the label of its signature. */
function describeSignature(typescript: TypeScript, item: ts.SignatureHelpItem) {
  const text = (parts: readonly ts.SymbolDisplayPart[]): string => typescript.displayPartsToString([...parts]);
  let label = text(item.prefixDisplayParts);
  const parameters = item.parameters.map(({ displayParts }, index) => {
    if (index > 0) label += text(item.separatorDisplayParts);
    const start = label.length;
    label += text(displayParts);
    return { label: [start, label.length] as const };
  });
  label += text(item.suffixDisplayParts);
  const value = text(item.documentation);
  return { label, parameters, ...(value === "" ? {} : { documentation: { kind: "markdown", value } }) };
}

export function describeSignatures(typescript: TypeScript, found: ts.SignatureHelpItems) {
  const last = (found.items[found.selectedItemIndex]?.parameters.length ?? 1) - 1;
  return {
    signatures: found.items.map((item) => describeSignature(typescript, item)),
    activeSignature: found.selectedItemIndex,
    // Beyond the last it is the rest's.
    activeParameter: Math.max(0, Math.min(found.argumentIndex, last)),
  };
}
