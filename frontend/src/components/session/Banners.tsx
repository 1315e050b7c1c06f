/** What the room must say across its whole width: a closed connection, storage in trouble, a text set aside. */
import { AnimatePresence } from "framer-motion";
import { downloadText } from "../../hooks/download";
import { useRoom } from "../../hooks/room";
import { takeAlong } from "../../hooks/takeAlong";
import { isRefusalOfCopy } from "../../services/collab/closeCodes";
import type { LanguageEntry } from "../../services/runtimes/contract";
import { texts } from "../../texts";
import { Banner } from "../ui/Banner";
import { Button } from "../ui/Button";

function DownloadButton({ entry }: { readonly entry: LanguageEntry }) {
  const { take } = takeAlong(useRoom(), entry);
  return <Button onClick={take}>{texts.closedActions.download}</Button>;
}

function ClosedBanner({ entry }: { readonly entry: LanguageEntry }) {
  const { client, snapshot } = useRoom();
  if (snapshot.connection.kind !== "closed") return null;
  const { reason } = snapshot.connection;
  const { title, advice } = texts.closed[reason];
  return (
    <Banner
      tone="bad"
      actions={
        <>
          <DownloadButton entry={entry} />
          <Button onClick={() => client.reconnect()}>{texts.closedActions.reconnect}</Button>
          {isRefusalOfCopy(reason) && (
            <Button onClick={() => client.startAnew()}>{texts.closedActions.startAnew}</Button>
          )}
        </>
      }
    >
      <strong className="font-semibold">{title}.</strong> {advice}
    </Banner>
  );
}

/** `file/main.py` as the name of a download that nobody takes for the file itself. */
function asideName(text: string): string {
  return `set-aside-${text.slice(text.lastIndexOf("/") + 1)}`;
}

function RecoveredBanner() {
  const { client, snapshot } = useRoom();
  const download = () => {
    for (const { text, content } of snapshot.recovered) downloadText(asideName(text), content);
  };
  return (
    <Banner
      tone="attention"
      actions={
        <>
          <Button onClick={download}>{texts.banner.recoveredDownload}</Button>
          <Button onClick={() => client.dismissRecovered()}>{texts.banner.dismiss}</Button>
        </>
      }
    >
      {texts.banner.recovered(snapshot.recovered.length)}
    </Banner>
  );
}

/** What the room must say now; of an ended one too. */
export function Banners({ entry }: { readonly entry: LanguageEntry }) {
  const { snapshot } = useRoom();
  const { connection, saved, keptLocally, recovered, session, you } = snapshot;
  const hasEnded = session?.status === "ended";
  return (
    <AnimatePresence initial={false}>
      {connection.kind === "closed" && <ClosedBanner key="closed" entry={entry} />}
      {saved === "trouble" && connection.kind === "live" && (
        <Banner key="trouble" tone="bad">
          {keptLocally ? texts.banner.trouble : texts.banner.troubleNoCopy}
        </Banner>
      )}
      {saved === "paused" && (
        <Banner key="paused" tone="bad">
          {keptLocally ? texts.banner.paused : texts.banner.pausedNoCopy}
        </Banner>
      )}
      {saved === "damaged" && (
        <Banner key="damaged" tone="bad" actions={<DownloadButton entry={entry} />}>
          {texts.banner.damaged}
        </Banner>
      )}
      {hasEnded && saved === "unsent" && (
        <Banner key="unsent" tone="attention">
          {texts.banner.unsentAtEnd(keptLocally)}
        </Banner>
      )}
      {recovered.length > 0 && <RecoveredBanner key="recovered" />}
      {you?.role === "observer" && !hasEnded && (
        <Banner key="observer" tone="note">
          {texts.room.observing}
        </Banner>
      )}
    </AnimatePresence>
  );
}
