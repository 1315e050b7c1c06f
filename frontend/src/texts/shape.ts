/** What a translation must give: each sentence of the original, with the same values in it. */
export type Said<T> = T extends (...values: infer Values) => string
  ? (...values: Values) => string
  : T extends string
    ? string
    : { readonly [Key in keyof T]: Said<T[Key]> };
