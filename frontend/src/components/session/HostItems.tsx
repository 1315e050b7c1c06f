/** What hosts find in the session's menu: links, the lobby, locks for everybody, the end, deletion. */
import { Link2, OctagonX, Trash2 } from "lucide-react";
import { DropdownMenu } from "radix-ui";
import { Fragment } from "react";
import { useRoom } from "../../hooks/room";
import { LOCKS } from "../../services/collab/rights";
import { texts } from "../../texts";
import { MenuItem, MenuLine, SwitchItem } from "../ui/Menu";

/** What says how far a lock on pasting goes. */
const PASTE_BOUND = "paste-bound";

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
      <MenuLine />
      <MenuItem icon={Link2} onSelect={onLinks}>
        {texts.links.open}
      </MenuItem>
      <SwitchItem
        label={texts.door.lobby}
        checked={lobby}
        disabled={cannot}
        onChange={(on) => propose({ type: "lobby", on })}
      />
      <MenuLine />
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
      <MenuLine />
      <MenuItem icon={OctagonX} isGrave disabled={cannot} onSelect={onEnd}>
        {texts.room.end}
      </MenuItem>
      <MenuItem icon={Trash2} isGrave onSelect={onDelete}>
        {texts.deletion.open}
      </MenuItem>
    </>
  );
}
