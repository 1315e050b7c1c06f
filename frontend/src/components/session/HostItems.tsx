/** What hosts find in the session's menu: links, the lobby, locks for everybody, the end, deletion. */
import { Check, Link2, OctagonX, Trash2 } from "lucide-react";
import { DropdownMenu } from "radix-ui";
import { Fragment } from "react";
import { useRoom } from "../../hooks/room";
import { LOCKS } from "../../services/collab/rights";
import { texts } from "../../texts";

export const ITEM =
  "flex h-9 items-center gap-2.5 rounded-md px-2.5 text-sm outline-none data-highlighted:bg-hover data-disabled:opacity-50 pointer-coarse:h-11";

/** What says how far a lock on pasting goes. */
const PASTE_BOUND = "paste-bound";

function Line() {
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
      className={ITEM}
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

interface HostItemsProps {
  readonly onLinks: () => void;
  readonly onEnd: () => void;
  readonly onDelete: () => void;
}

export function HostItems({ onLinks, onEnd, onDelete }: HostItemsProps) {
  const { canEdit, propose, snapshot } = useRoom();
  const { lobby, locks } = snapshot.rights;
  const cannot = !canEdit || snapshot.connection.kind !== "live";
  return (
    <>
      <Line />
      <DropdownMenu.Item className={ITEM} onSelect={onLinks}>
        <Link2 aria-hidden size={15} strokeWidth={1.75} className="text-ink-3" />
        {texts.links.open}
      </DropdownMenu.Item>
      <SwitchItem
        label={texts.door.lobby}
        checked={lobby}
        disabled={cannot}
        onChange={(on) => propose({ type: "lobby", on })}
      />
      <Line />
      <DropdownMenu.Group aria-label={texts.locks.forAll}>
        <DropdownMenu.Label className="px-2.5 pt-1 pb-0.5 text-xs text-ink-2">{texts.locks.forAll}</DropdownMenu.Label>
        {LOCKS.map((lock) => (
          <Fragment key={lock}>
            <SwitchItem
              label={texts.locks.what[lock]}
              checked={locks.all.includes(lock)}
              disabled={cannot}
              describedBy={lock === "paste" ? PASTE_BOUND : undefined}
              onChange={(on) => propose({ type: on ? "locked" : "unlocked", lock, participantId: null })}
            />
            {lock === "paste" && (
              <DropdownMenu.Label id={PASTE_BOUND} className="max-w-60 px-2.5 pb-1 pl-9 text-xs text-ink-3">
                {texts.locks.pasteBound}
              </DropdownMenu.Label>
            )}
          </Fragment>
        ))}
      </DropdownMenu.Group>
      <Line />
      <DropdownMenu.Item className={`${ITEM} text-bad`} disabled={cannot} onSelect={onEnd}>
        <OctagonX aria-hidden size={15} strokeWidth={1.75} />
        {texts.room.end}
      </DropdownMenu.Item>
      <DropdownMenu.Item className={`${ITEM} text-bad`} onSelect={onDelete}>
        <Trash2 aria-hidden size={15} strokeWidth={1.75} />
        {texts.deletion.open}
      </DropdownMenu.Item>
    </>
  );
}
