/** The links of a session, for its hosts: read when they are looked at, and again when one was replaced. */
import { useCallback, useEffect, useState } from "react";
import { getLinks, type LinkRole, replaceLink, type SessionLinks } from "../api";
import { identity } from "./identity";
import type { Room } from "./room";
import { hostLink, sessionLink } from "./sessionLink";

export type LinksState =
  | { readonly kind: "loading" }
  | { readonly kind: "failed" }
  | { readonly kind: "known"; readonly links: Readonly<Record<LinkRole, string | null>> };

export interface Links {
  readonly state: LinksState;
  /** Resolves to whether it was replaced. */
  replace(role: LinkRole): Promise<boolean>;
}

function asLinks(sessionId: string, { candidate, observer }: SessionLinks): Readonly<Record<LinkRole, string | null>> {
  const hostKey = identity.hostKey(sessionId);
  return {
    candidate: sessionLink(candidate),
    observer: observer === null ? null : sessionLink(observer),
    host: hostKey === null ? null : hostLink(sessionId, hostKey),
  };
}

/** `isWanted`: whether somebody looks at them. */
export function useLinks({ client }: Room, isWanted: boolean): Links {
  const { sessionId } = client;
  const [state, setState] = useState<LinksState>({ kind: "loading" });

  const read = useCallback(async () => {
    try {
      const links = await getLinks(sessionId, identity.hostKey(sessionId) ?? "");
      setState({ kind: "known", links: asLinks(sessionId, links) });
    } catch {
      setState({ kind: "failed" });
    }
  }, [sessionId]);

  useEffect(() => {
    if (isWanted) void read();
  }, [isWanted, read]);

  const replace = async (role: LinkRole): Promise<boolean> => {
    try {
      const next = role === "host" ? identity.nextHostKey(sessionId) : null;
      const { hostKey } = await replaceLink(sessionId, role, identity.hostKey(sessionId) ?? "", next);
      if (hostKey !== null) {
        identity.rememberHostKey(sessionId, hostKey);
        // Our own connection came by the old one.
        client.reconnect();
      }
      await read();
      return true;
    } catch {
      setState({ kind: "failed" });
      return false;
    }
  };
  return { state, replace };
}
