/** A session's files to take along: one as it is, several as one archive. */
import { strToU8, zipSync } from "fflate";
import { filesOfLanguage } from "../services/collab/files";
import type { LanguageEntry } from "../services/runtimes/contract";
import { texts } from "../texts";
import { downloadBytes, downloadText } from "./download";
import type { Room } from "./room";

export interface TakeAlong {
  /** What the control that does it is called. */
  readonly label: string;
  readonly take: () => void;
}

/** The archive is called as the session is, with nothing in it that a file's name cannot have. */
function archiveName(title: string): string {
  const plain = title.replace(/[^\p{L}\p{M}\p{N}_.-]+/gu, "-").replace(/^[-.]+|[-.]+$/g, "");
  return `${plain === "" ? "session" : plain}.zip`;
}

/** All files of the language, as their texts are when they are taken. */
export function takeAlong({ client, snapshot }: Room, entry: LanguageEntry): TakeAlong {
  const others = filesOfLanguage(snapshot.files, entry.id);
  const textOf = (name: string): string => client.text(name).content.toString();
  const entryText = (): string => textOf(`file/${entry.fileName}`);
  if (others.length === 0) {
    return {
      label: texts.room.download(entry.fileName),
      take: () => downloadText(entry.fileName, entryText()),
    };
  }
  return {
    label: texts.room.downloadAll(others.length + 1),
    take: () => {
      const files = Object.fromEntries(others.map(({ name, text }) => [name, strToU8(textOf(text))]));
      const archive = zipSync({ [entry.fileName]: strToU8(entryText()), ...files });
      downloadBytes(archiveName(snapshot.session?.title ?? ""), archive, "application/zip");
    },
  };
}
