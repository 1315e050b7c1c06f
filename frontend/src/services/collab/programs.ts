/** What a run of a language runs: its entry file and the files beside it, as they are now. */
import { filesOfLanguage } from "./files";
import type { RoomClient, SharedText } from "./types";

export interface ProgramTexts {
  readonly code: string;
  /** In the order of their names. */
  readonly files: readonly { readonly name: string; readonly text: string }[];
}

type Language = { readonly id: string; readonly fileName: string };

/** How long is waited for a server that does not tell what it has. */
const PATIENCE_MS = 5000;

function textsOf(client: RoomClient, { id, fileName }: Language): SharedText[] {
  const names = filesOfLanguage(client.snapshot().files, id).map(({ text }) => text);
  return [`file/${fileName}`, ...names].map((name) => client.text(name));
}

/** The same, once the copies in this browser are read. */
export async function programLoaded(client: RoomClient, language: Language): Promise<ProgramTexts> {
  await Promise.all(textsOf(client, language).map(({ loaded }) => loaded));
  return programOf(client, language);
}

/** Null where all of the program is here that the server has; else resolves when it is, or when it does not come. */
export function programArrival(client: RoomClient, language: Language): Promise<void> | null {
  const awaited = textsOf(client, language).filter(({ isAwaited }) => isAwaited);
  if (awaited.length === 0) return null;
  const impatience = new Promise<void>((resolve) => setTimeout(resolve, PATIENCE_MS));
  const arrival = Promise.all(awaited.map((text) => text.arrived())).then(() => undefined);
  return Promise.race([arrival, impatience]);
}

export function programOf(client: RoomClient, { id, fileName }: Language): ProgramTexts {
  const contentOf = (text: string): string => client.text(text).content.toString();
  return {
    code: contentOf(`file/${fileName}`),
    files: filesOfLanguage(client.snapshot().files, id).map(({ name, text }) => ({ name, text: contentOf(text) })),
  };
}
