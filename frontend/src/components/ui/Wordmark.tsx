/** The name of the thing: two words and the caret between them. */

export function Wordmark({ className = "" }: { readonly className?: string }) {
  return (
    <span className={`inline-flex items-center font-semibold tracking-[-0.02em] ${className}`}>
      Algo
      <span aria-hidden className="mx-[0.09em] inline-block h-[0.95em] w-[0.16em] bg-accent" />
      Room
    </span>
  );
}

/** The mark alone, for where there is no room for words. */
export function Mark() {
  return (
    <svg aria-hidden="true" viewBox="0 0 32 32" className="size-7">
      <rect width="32" height="32" rx="5" className="fill-ink" />
      <path d="M8.5 8.5h6M8.5 23.5h6M11.5 8.5v15" className="stroke-ink-inverse" strokeWidth="2.5" fill="none" />
      <rect x="18" y="7.25" width="6.5" height="17.5" className="fill-accent" />
    </svg>
  );
}
