/** The faces of a room that cannot be entered: not there, not answering, full, unreadable, refused. */
import { downloadText } from "../../hooks/download";
import type { Room } from "../../hooks/room";
import type { RoomView } from "../../hooks/roomView";
import { useNow } from "../../hooks/useNow";
import { isRefusalOfCopy } from "../../services/collab/closeCodes";
import type { LanguageEntry } from "../../services/runtimes/contract";
import { texts } from "../../texts";
import { Button } from "../ui/Button";
import { StatePage } from "../ui/StatePage";

type OutsideView = Exclude<RoomView, { readonly kind: "opening" | "waiting" | "ended" | "open" }>;

interface RoomOutsideProps {
  readonly room: Room;
  readonly view: OutsideView;
  readonly languages: readonly LanguageEntry[];
}

function Countdown({ retryAt }: { readonly retryAt: number }) {
  const now = useNow(500);
  return texts.saved.retryIn(Math.max(1, Math.ceil((retryAt - now) / 1000)));
}

/** What this browser holds of the session's files, for somebody who cannot reach the room any more. */
function KeptCopies({ room, languages }: Pick<RoomOutsideProps, "room" | "languages">) {
  const download = () => {
    for (const { fileName } of languages) {
      const content = room.client.text(`file/${fileName}`).content.toString();
      if (content !== "") downloadText(fileName, content);
    }
  };
  return (
    <Button size="large" onClick={download}>
      {texts.pages.keptCopy}
    </Button>
  );
}

export function RoomOutside({ room, view, languages }: RoomOutsideProps) {
  if (view.kind === "deleted") return <StatePage {...texts.pages.deleted} />;
  if (view.kind === "notFound" || view.kind === "removed" || view.kind === "replaced") {
    const hasCopy = room.snapshot.session !== null;
    const copies = hasCopy ? <KeptCopies room={room} languages={languages} /> : null;
    return <StatePage {...texts.pages[view.kind]} actions={copies} />;
  }
  if (view.kind === "refused") {
    const { title, advice } = texts.closed[view.reason];
    // Without a session nothing of it was ever opened here: there is no copy to speak of.
    const explain = isRefusalOfCopy(view.reason) ? texts.pages.refusedExplain : advice;
    const reload = (
      <Button look="strong" size="large" onClick={() => window.location.reload()}>
        {texts.closedActions.reload}
      </Button>
    );
    return <StatePage code={view.reason} title={title} explain={explain} actions={reload} />;
  }
  const tryNow = (
    <Button look="strong" size="large" onClick={() => room.client.reconnect()}>
      {texts.pages.tryNow}
    </Button>
  );
  const footnote = view.retryAt === null ? texts.saved.reconnecting : <Countdown retryAt={view.retryAt} />;
  return <StatePage {...texts.pages[view.kind]} actions={tryNow} footnote={footnote} />;
}
