/** Keys to press. */

export function Kbd({ keys, className = "" }: { readonly keys: string; readonly className?: string }) {
  return (
    <kbd className={`rounded-sm border border-rule-strong px-1 font-mono text-2xs text-ink-2 ${className}`}>{keys}</kbd>
  );
}
