/** The room's files beside one of them, for help while typing. */
import { filesOfLanguage } from "../services/collab/files";
import type { RoomClient, SharedText } from "../services/collab/types";
import type { Beside } from "../services/help/beside";
import type { LanguageEntry } from "../services/runtimes/contract";

export function besideFiles(client: RoomClient, entry: LanguageEntry, own: SharedText): Beside {
  return {
    list: () =>
      [{ name: entry.fileName, text: `file/${entry.fileName}` }, ...filesOfLanguage(client.snapshot().files, entry.id)]
        .filter(({ text }) => text !== own.name)
        .map(({ name, text }) => ({ name, content: client.text(text).content })),
    subscribe: (listener) => client.subscribe(listener),
  };
}
