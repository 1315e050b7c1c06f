/** Serves TypeScript's language service to the page's port. */
import { loadTypeScript } from "../../runtimes/typescript/checker/load";
import type { Libraries } from "../../runtimes/typescript/checker/service";
import { isWorkerBoot } from "../boot";
import type { Message } from "../lsp";
import { TypeScriptServer } from "./server";

/** What is wrong is looked for when nothing was changed for so long: it holds up every question meanwhile. */
const DIAGNOSE_AFTER_MS = 300;

const METHOD_NOT_FOUND = -32601;
const FAILED = -32603;

function serve(port: MessagePort, server: TypeScriptServer): void {
  const send = (message: Omit<Message, "jsonrpc">): void =>
    port.postMessage(JSON.stringify({ jsonrpc: "2.0", ...message }));
  let timer: ReturnType<typeof setTimeout> | undefined;
  const diagnoseSoon = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      for (const params of server.diagnose()) send({ method: "textDocument/publishDiagnostics", params });
    }, DIAGNOSE_AFTER_MS);
  };
  port.onmessage = ({ data }: MessageEvent<string>) => {
    const { id, method = "", params }: Message = JSON.parse(data);
    if (id === undefined) {
      if (server.notify(method, params)) diagnoseSoon();
      return;
    }
    try {
      const result = server.answer(method, params);
      if (result === undefined) send({ id, error: { code: METHOD_NOT_FOUND, message: method } });
      else send({ id, result });
    } catch (error) {
      send({ id, error: { code: FAILED, message: String(error) } });
    }
  };
}

globalThis.addEventListener("message", ({ data }: MessageEvent<unknown>) => {
  if (!isWorkerBoot(data)) return;
  const textOf = (name: string): string => new TextDecoder().decode(data.files[name]);
  const libraries: Libraries = JSON.parse(textOf("libraries"));
  serve(data.port, new TypeScriptServer(loadTypeScript(textOf("service")), libraries));
});
