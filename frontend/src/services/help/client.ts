/** An editor's extensions that speak to a language server. Loaded with the first server. */

import { setDiagnostics } from "@codemirror/lint";
import {
  hoverTooltips,
  LSPClient,
  nextSignature,
  prevSignature,
  serverCompletion,
  serverDiagnostics,
  showSignatureHelp,
  signatureHelp,
} from "@codemirror/lsp-client";
import { type Extension, Prec } from "@codemirror/state";
import { type EditorView, keymap } from "@codemirror/view";
import type { Progress } from "../runtimes/sandbox/assets";
import { type Beside, BesideWatch, FILES } from "./beside";
import { Connection, SILENCE_MS } from "./connection";
import { placeInfo } from "./placeInfo";
import { sanitize } from "./sanitize";
import { SERVERS } from "./servers";
import { spokenSignature } from "./spokenSignature";

export interface HelpClient {
  readonly extension: Extension;
  /** Takes what was marked off the code. */
  clear(view: EditorView): void;
  /** Ends the server. Safe to call twice. */
  dispose(): void;
}

export interface HelpClientOptions {
  readonly language: string;
  readonly fileName: string;
  readonly beside: Beside;
  readonly onProgress: Progress;
  /** Called once, when the server's worker is no more. */
  readonly onDeath: () => void;
}

const FOLDER = "file:///src";

/** The usual keys of such editors, but for those that browsers have. */
const keys = keymap.of([
  { key: "Mod-Shift-Space", run: showSignatureHelp },
  { key: "Mod-Shift-ArrowUp", run: prevSignature },
  { key: "Mod-Shift-ArrowDown", run: nextSignature },
]);

/** @throws Error when a part cannot be fetched or the server does not start. */
export async function startHelp(options: HelpClientOptions): Promise<HelpClient> {
  const { language, fileName, beside, onProgress, onDeath } = options;
  const load = SERVERS[language];
  if (load === undefined) throw new Error(`There is no language server for "${language}".`);
  const client = new LSPClient({
    rootUri: FOLDER,
    timeout: SILENCE_MS,
    sanitizeHTML: sanitize,
    // A server's own words to a person would be English, and of things that nobody here can change.
    notificationHandlers: { "window/showMessage": () => true, "window/logMessage": () => true },
    extensions: [
      serverCompletion({ override: true }),
      hoverTooltips(),
      signatureHelp({ keymap: false }),
      serverDiagnostics(),
    ],
  });
  const connection = await Connection.open(await load(onProgress), onDeath);
  // Before anything else, so that the server never reads the file without those that it imports.
  const watch = new BesideWatch(beside, (params) =>
    connection.send(JSON.stringify({ jsonrpc: "2.0", method: FILES, params })),
  );
  const dispose = (): void => {
    watch.dispose();
    client.disconnect();
    connection.close();
  };
  try {
    client.connect(connection);
    await client.initializing;
  } catch (error) {
    dispose();
    throw error;
  }
  const clear = (view: EditorView): void => view.dispatch(setDiagnostics(view.state, []));
  const plugin = client.plugin(`${FOLDER}/${fileName}`, language);
  return { clear, dispose, extension: [plugin, placeInfo, spokenSignature, Prec.high(keys)] };
}
