/** Chooses a word's form by a count, as the language's own rules say. */

type Forms = Readonly<Partial<Record<Intl.LDMLPluralRule, string>>> & { readonly other: string };

/** Says which of the forms fits a count: `plural("de")(2, { one: "Person", other: "Personen" })`. */
export function plural(language: string): (count: number, forms: Forms) => string {
  const rules = new Intl.PluralRules(language);
  return (count, forms) => forms[rules.select(count)] ?? forms.other;
}
