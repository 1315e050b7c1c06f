/** The truth about connection and saving, in one line, with the one thing that can be done about it. */
import { Check, CircleAlert, CloudOff, LoaderCircle } from "lucide-react";
import { useEffect, useRef } from "react";
import { useMessages } from "../../hooks/messages";
import { useRoom } from "../../hooks/room";
import { answerSave, describeStatus, type Tone } from "../../hooks/statusLine";
import { useNow } from "../../hooks/useNow";
import { useOnline } from "../../hooks/useOnline";
import { useSettled } from "../../hooks/useSettled";
import { texts } from "../../texts";
import { InlineButton } from "../ui/InlineButton";

/** On a phone what is wrong needs more room than is left beside the buttons. */
const LINE_OF_ITS_OWN =
  "max-sm:col-span-full max-sm:col-start-1 max-sm:row-start-3 max-sm:pb-2 max-sm:[&>span]:whitespace-normal";

const LOOKS: Record<Tone, { readonly icon: typeof Check; readonly look: string }> = {
  good: { icon: Check, look: "text-ink-3" },
  quiet: { icon: LoaderCircle, look: "text-ink-3 [&>svg]:animate-spin" },
  attention: { icon: CloudOff, look: `text-attention ${LINE_OF_ITS_OWN}` },
  bad: { icon: CircleAlert, look: `text-bad ${LINE_OF_ITS_OWN}` },
};

/** Speaks a tone's change to good or bad, not each second of a countdown nor each keystroke's saving. */
function useSpokenTone(tone: Tone, text: string): void {
  const { announce } = useMessages();
  const spoken = useRef<Tone>("quiet");
  useEffect(() => {
    if (tone === "quiet" || tone === spoken.current) return;
    if (spoken.current !== "quiet" || tone !== "good") announce(text);
    spoken.current = tone;
  }, [tone, text, announce]);
}

export function ConnectionStatus() {
  const { client, snapshot } = useRoom();
  const isWaiting = snapshot.connection.kind === "waiting";
  const now = useNow(isWaiting ? 500 : null);
  const saved = useSettled(snapshot.saved);
  const shown = { ...snapshot, saved };
  const status = describeStatus(shown, now, useOnline());
  useSpokenTone(status.tone, status.text);
  const { icon: Icon, look } = LOOKS[status.tone];
  return (
    <div
      data-tone={status.tone}
      className={`tabular col-start-2 row-start-2 flex min-w-0 items-center gap-1.5 text-xs ${look}`}
    >
      <Icon aria-hidden size={13} strokeWidth={2} className="shrink-0" />
      <span className="truncate" title={answerSave(shown)}>
        {status.text}
      </span>
      {status.canRetry && <InlineButton label={texts.saved.tryNow} onPress={() => client.reconnect()} />}
    </div>
  );
}
