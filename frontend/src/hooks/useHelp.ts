/** How far help while typing is in the editor, shown and said. */
import { useCallback, useRef, useState } from "react";
import type { HelpStatus } from "../services/help/languageHelp";
import { texts } from "../texts";
import { useMessages } from "./messages";

interface Help {
  readonly status: HelpStatus;
  readonly onHelp: (status: HelpStatus) => void;
}

export function useHelp(): Help {
  const { toast, announce } = useMessages();
  const [status, setStatus] = useState<HelpStatus>({ kind: "asleep" });
  const last = useRef<HelpStatus["kind"]>("asleep");
  const onHelp = useCallback(
    (now: HelpStatus) => {
      setStatus(now);
      if (now.kind === last.current) return;
      last.current = now.kind;
      if (now.kind === "off") toast(texts.help.off);
      if (now.kind === "ready") announce(texts.help.ready);
    },
    [toast, announce],
  );
  return { status, onHelp };
}
