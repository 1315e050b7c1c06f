/** The page's buttons: one loud, the rest quiet. */
import type { ComponentProps } from "react";

export type ButtonLook = "accent" | "strong" | "plain" | "quiet" | "danger";
type ButtonSize = "small" | "large";

const LOOKS: Record<ButtonLook, string> = {
  accent: "bg-accent text-accent-ink hover:bg-accent-hover font-semibold",
  strong: "bg-ink text-ink-inverse hover:bg-ink-2 font-medium",
  plain: "border border-rule bg-raised text-ink hover:border-rule-strong font-medium",
  quiet: "text-ink-2 hover:bg-hover hover:text-ink font-medium",
  danger: "bg-bad text-ink-inverse hover:opacity-90 font-medium",
};

const SIZES: Record<ButtonSize, string> = {
  small: "h-8 px-2.5 text-sm gap-1.5 pointer-coarse:h-10",
  large: "h-11 px-4 text-base gap-2",
};

interface ButtonProps extends ComponentProps<"button"> {
  readonly look?: ButtonLook;
  readonly size?: ButtonSize;
}

export function Button({ look = "plain", size = "small", className = "", type = "button", ...rest }: ButtonProps) {
  return (
    <button
      type={type}
      className={`inline-flex shrink-0 items-center justify-center rounded-md whitespace-nowrap transition-colors duration-100 disabled:pointer-events-none disabled:opacity-55 ${SIZES[size]} ${LOOKS[look]} ${className}`}
      {...rest}
    />
  );
}
