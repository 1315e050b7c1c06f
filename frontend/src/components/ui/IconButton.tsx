/** A button that is only a picture: its name is spoken, and shown on hover and focus. */
import type { LucideIcon } from "lucide-react";
import type { ComponentProps } from "react";
import { Hint } from "./Hint";

interface IconButtonProps extends Omit<ComponentProps<"button">, "children"> {
  readonly icon: LucideIcon;
  readonly name: string;
}

export function IconButton({ icon: Icon, name, className = "", ...rest }: IconButtonProps) {
  return (
    <Hint text={name}>
      <button
        type="button"
        aria-label={name}
        className={`inline-flex size-8 shrink-0 items-center justify-center rounded-md text-ink-2 transition-colors duration-100 hover:bg-hover hover:text-ink disabled:pointer-events-none disabled:opacity-45 pointer-coarse:size-10 ${className}`}
        {...rest}
      >
        <Icon aria-hidden size={16} strokeWidth={1.75} />
      </button>
    </Hint>
  );
}
