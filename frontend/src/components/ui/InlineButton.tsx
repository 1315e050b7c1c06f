/** A button within a line of text, which looks like a link. */

interface InlineButtonProps {
  readonly label: string;
  readonly onPress: () => void;
}

export function InlineButton({ label, onPress }: InlineButtonProps) {
  return (
    <button
      type="button"
      onClick={onPress}
      className="-my-1 min-h-6 shrink-0 rounded-sm font-medium text-ink underline decoration-rule-strong underline-offset-2 hover:decoration-ink"
    >
      {label}
    </button>
  );
}
