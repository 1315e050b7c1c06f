/** Before the door: what one waits for, said also to who does not see it. */
import type { Room } from "../../hooks/room";
import { usePageTitle } from "../../hooks/usePageTitle";
import type { Door } from "../../services/collab/types";
import { texts } from "../../texts";
import { StatePage } from "../ui/StatePage";

interface WaitingScreenProps {
  readonly room: Room;
  readonly door: Door;
}

export function WaitingScreen({ room, door }: WaitingScreenProps) {
  usePageTitle(door.title);
  const isLive = room.snapshot.connection.kind === "live";
  return (
    <div role="status" className="h-full">
      <StatePage
        code={texts.door.waitingCode}
        title={texts.door.waitingFor[door.reason]}
        explain={texts.door.waitingExplain[door.reason]}
        actions={<p className="font-medium">{door.title === "" ? texts.untitled : door.title}</p>}
        footnote={isLive ? undefined : texts.saved.reconnecting}
      />
    </div>
  );
}
