/** A labelled line of text. */
import { type ComponentProps, type ReactNode, useId } from "react";

interface FieldProps extends ComponentProps<"input"> {
  readonly label: string;
  /** A word beside the label, such as "optional". */
  readonly aside?: ReactNode;
  /** What is wrong with the value; spoken with the field. */
  readonly problem?: string | null;
}

export function Field({ label, aside, problem = null, className = "", ...rest }: FieldProps) {
  const id = useId();
  return (
    <div className={className}>
      <div className="mb-1 flex items-baseline justify-between">
        <label htmlFor={id} className="text-xs font-medium text-ink-2">
          {label}
        </label>
        {aside !== undefined && <span className="text-xs text-ink-3">{aside}</span>}
      </div>
      <input
        id={id}
        aria-invalid={problem !== null}
        aria-describedby={problem === null ? undefined : `${id}-problem`}
        className="h-10 w-full rounded-md border border-rule-strong bg-raised px-3 text-base text-ink transition-colors hover:border-ink-3 aria-invalid:border-bad"
        {...rest}
      />
      {problem !== null && (
        <p id={`${id}-problem`} className="mt-1.5 text-xs text-bad">
          {problem}
        </p>
      )}
    </div>
  );
}
