/** What a run of a language runs: its entry file and the files beside it, as they are now. */
import { filesOfLanguage } from "./files";
import type { RoomClient } from "./types";

export interface ProgramTexts {
  readonly code: string;
  /** In the order of their names. */
  readonly files: readonly { readonly name: string; readonly text: string }[];
}

type Language = { readonly id: string; readonly fileName: string };

/** The same, once the copies in this browser are read. */
export async function programLoaded(client: RoomClient, language: Language): Promise<ProgramTexts> {
  const names = filesOfLanguage(client.snapshot().files, language.id).map(({ text }) => text);
  await Promise.all([`file/${language.fileName}`, ...names].map((name) => client.text(name).loaded));
  return programOf(client, language);
}

export function programOf(client: RoomClient, { id, fileName }: Language): ProgramTexts {
  const contentOf = (text: string): string => client.text(text).content.toString();
  return {
    code: contentOf(`file/${fileName}`),
    files: filesOfLanguage(client.snapshot().files, id).map(({ name, text }) => ({ name, text: contentOf(text) })),
  };
}
