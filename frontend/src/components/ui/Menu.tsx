/** A menu behind a button that is only a picture, and what it lists. */
import { Check, Ellipsis, type LucideIcon } from "lucide-react";
import { DropdownMenu } from "radix-ui";
import type { ComponentProps, ReactNode } from "react";

export const MENU_ITEM =
  "flex h-9 items-center gap-2.5 rounded-md px-2.5 text-sm outline-none data-highlighted:bg-hover data-disabled:opacity-50 pointer-coarse:h-11";

interface MenuProps {
  /** What the button is called. */
  readonly name: string;
  readonly icon?: LucideIcon;
  readonly children: ReactNode;
}

export function Menu({ name, icon: Icon = Ellipsis, children }: MenuProps) {
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger
        aria-label={name}
        className="inline-flex size-8 shrink-0 items-center justify-center rounded-md text-ink-2 hover:bg-hover hover:text-ink data-[state=open]:bg-hover pointer-coarse:size-10"
      >
        <Icon aria-hidden size={16} strokeWidth={1.75} />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align="end"
          sideOffset={6}
          collisionPadding={8}
          className="sheet z-50 max-h-(--radix-dropdown-menu-content-available-height) min-w-44 overflow-y-auto rounded-lg border border-rule bg-raised p-1 shadow-pop"
        >
          {children}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

interface MenuItemProps extends ComponentProps<typeof DropdownMenu.Item> {
  readonly icon: LucideIcon;
  /** Whether it takes something from everybody. */
  readonly isGrave?: boolean;
}

export function MenuItem({ icon: Icon, isGrave = false, children, ...rest }: MenuItemProps) {
  return (
    <DropdownMenu.Item className={`${MENU_ITEM} ${isGrave ? "text-bad" : ""}`} {...rest}>
      <Icon aria-hidden size={15} strokeWidth={1.75} className={isGrave ? "" : "text-ink-3"} />
      {children}
    </DropdownMenu.Item>
  );
}

export function MenuLine() {
  return <DropdownMenu.Separator className="mx-1 my-1 h-px bg-rule" />;
}

interface SwitchItemProps {
  readonly label: string;
  readonly checked: boolean;
  readonly disabled: boolean;
  /** The id of what says more. */
  readonly describedBy?: string | undefined;
  readonly onChange: (checked: boolean) => void;
}

export function SwitchItem({ label, checked, disabled, describedBy, onChange }: SwitchItemProps) {
  return (
    <DropdownMenu.CheckboxItem
      className={MENU_ITEM}
      checked={checked}
      disabled={disabled}
      aria-describedby={describedBy}
      onCheckedChange={onChange}
    >
      <span className="flex w-[15px] justify-center text-ink-3">
        <DropdownMenu.ItemIndicator>
          <Check aria-hidden size={15} strokeWidth={2} />
        </DropdownMenu.ItemIndicator>
      </span>
      {label}
    </DropdownMenu.CheckboxItem>
  );
}
