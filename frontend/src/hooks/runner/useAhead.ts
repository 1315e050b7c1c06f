/** Compiles ahead: who has paused after an edit will often run the program next. */
import { useEffect } from "react";
import { filesOfLanguage } from "../../services/collab/files";
import { programOf } from "../../services/collab/programs";
import type { LanguageEntry } from "../../services/runtimes/contract";
import type { Room } from "../room";
import type { RuntimePool } from "./runtimePool";

/** How long nothing was typed, for a program to be looked at as one that might be run. */
const PAUSE_MS = 400;

/** What this person has typed is made ready to run; what others type is not, since they will run it themselves. */
export function useAhead({ client, snapshot, canRun }: Room, entry: LanguageEntry, pool: RuntimePool | null): void {
  const { files } = snapshot;
  useEffect(() => {
    if (pool === null || !canRun) return;
    const names = [`file/${entry.fileName}`, ...filesOfLanguage(files, entry.id).map(({ text }) => text)];
    const contents = names.map((name) => client.text(name).content);
    let pause: number | undefined;
    const note = (_event: unknown, { local }: { readonly local: boolean }) => {
      if (!local) return;
      window.clearTimeout(pause);
      pause = window.setTimeout(() => pool.prepare(entry, programOf(client, entry)), PAUSE_MS);
    };
    for (const content of contents) content.observe(note);
    return () => {
      window.clearTimeout(pause);
      for (const content of contents) content.unobserve(note);
    };
  }, [client, files, canRun, entry, pool]);
}
