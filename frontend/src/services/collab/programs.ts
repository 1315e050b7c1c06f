/** What a run of a language runs: its entry file and the files beside it, as they are now. */
import { filesOfLanguage } from "./files";
import type { RoomClient } from "./types";

export interface ProgramTexts {
  readonly code: string;
  /** In the order of their names. */
  readonly files: readonly { readonly name: string; readonly text: string }[];
}

export function programOf(
  client: RoomClient,
  { id, fileName }: { readonly id: string; readonly fileName: string },
): ProgramTexts {
  const contentOf = (text: string): string => client.text(text).content.toString();
  return {
    code: contentOf(`file/${fileName}`),
    files: filesOfLanguage(client.snapshot().files, id).map(({ name, text }) => ({ name, text: contentOf(text) })),
  };
}
