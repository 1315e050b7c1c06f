/** Gives the link away: copied where the browser lets us, else shown and selected. */
import { Check, Link2 } from "lucide-react";
import { Popover } from "radix-ui";
import { useEffect, useState } from "react";
import { tryCopy } from "../../hooks/clipboard";
import { useMessages } from "../../hooks/messages";
import { type Room, useRoom } from "../../hooks/room";
import { sessionLink } from "../../hooks/sessionLink";
import { useLinks } from "../../hooks/useLinks";
import { texts } from "../../texts";
import { Button } from "../ui/Button";

/** How long the button says "Copied". */
const COPIED_MS = 2500;

type ShareState = "idle" | "copied" | "shown";

/** The link that lets candidates in: this page's own, unless it is a host's and another one was put in its place. */
function useCandidateLink(room: Room): string {
  const own = sessionLink(room.client.sessionId);
  const { state } = useLinks(room, room.isHost && room.snapshot.connection.kind === "live");
  return (state.kind === "known" ? state.links.candidate : null) ?? own;
}

export function ShareButton() {
  const room = useRoom();
  const { announce } = useMessages();
  const [state, setState] = useState<ShareState>("idle");
  const link = useCandidateLink(room);

  useEffect(() => {
    if (state !== "copied") return;
    const timer = window.setTimeout(() => setState("idle"), COPIED_MS);
    return () => window.clearTimeout(timer);
  }, [state]);

  const share = async () => {
    const isCopied = await tryCopy(link);
    setState(isCopied ? "copied" : "shown");
    if (isCopied) announce(texts.share.copiedAnnounce);
  };

  const Icon = state === "copied" ? Check : Link2;
  return (
    <Popover.Root open={state === "shown"} onOpenChange={(open) => setState(open ? "shown" : "idle")}>
      <Popover.Anchor asChild>
        <Button onClick={share} className="min-w-24 max-sm:min-w-0">
          <Icon aria-hidden size={15} strokeWidth={1.75} />
          <span className="max-sm:sr-only">{state === "copied" ? texts.share.copied : texts.share.share}</span>
        </Button>
      </Popover.Anchor>
      <Popover.Portal>
        <Popover.Content
          aria-label={texts.share.link}
          align="end"
          sideOffset={6}
          collisionPadding={8}
          className="sheet z-40 w-96 max-w-[calc(100vw-1rem)] rounded-lg border border-rule bg-raised p-4 shadow-pop"
        >
          <p className="mb-2 text-sm text-ink-2">{texts.share.explain}</p>
          <input
            readOnly
            aria-label={texts.share.link}
            value={link}
            ref={(input) => input?.select()}
            onFocus={(event) => event.currentTarget.select()}
            className="h-9 w-full rounded-md border border-rule-strong bg-surface px-2 font-mono text-xs"
          />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
