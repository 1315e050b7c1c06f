/** Ruff, for Python. Its module comes as bytes, before the first text. */
import { type Diagnostic, initSync, PositionEncoding, Workspace } from "@astral-sh/ruff-wasm-web";
import { serveFormatter, UnreadableText } from "./serve";

globalThis.addEventListener("message", ({ data }: MessageEvent<unknown>) => {
  if (data instanceof ArrayBuffer) initSync({ module: data });
});

serveFormatter(({ text, indent }) => {
  const workspace = new Workspace({ "indent-width": indent, lint: { select: [] } }, PositionEncoding.Utf16);
  try {
    // Without any rule chosen, what is found is what does not parse.
    const [problem]: Diagnostic[] = workspace.check(text);
    if (problem !== undefined) throw new UnreadableText(problem.start_location.row);
    return workspace.format(text);
  } finally {
    workspace.free();
  }
});
