/** What is known of the place of the caret, by keyboard: as a pointer that rests there shows it. */
import { LSPPlugin } from "@codemirror/lsp-client";
import { type Extension, Prec, StateEffect, StateField } from "@codemirror/state";
import {
  type Command,
  closeHoverTooltips,
  EditorView,
  hasHoverTooltips,
  showTooltip,
  type Tooltip,
} from "@codemirror/view";
import { helpCommands } from "./commands";
import { problemMoves, problemsAt } from "./problems";

interface Hover {
  readonly contents: string | { readonly kind: string; readonly value: string };
}

const show = StateEffect.define<Tooltip | null>();

const shown = StateField.define<Tooltip | null>({
  create: () => null,
  update(tooltip, transaction) {
    for (const effect of transaction.effects) if (effect.is(show)) return effect.value;
    return transaction.docChanged || transaction.selection !== undefined ? null : tooltip;
  },
  provide: (field) => showTooltip.from(field),
});

/** As the server tells it, made safe; empty where it knows nothing. */
async function readHover(plugin: LSPPlugin, at: number): Promise<string> {
  const { client, uri } = plugin;
  client.sync();
  const params = { position: plugin.toPosition(at), textDocument: { uri } };
  const hover = await client.request<typeof params, Hover | null>("textDocument/hover", params);
  if (hover === null) return "";
  return typeof hover.contents === "string"
    ? plugin.docToHTML(hover.contents, "markdown")
    : plugin.docToHTML(hover.contents.value, hover.contents.kind === "markdown" ? "markdown" : "plaintext");
}

function draw(problems: readonly string[], about: string): HTMLElement {
  const dom = document.createElement("div");
  dom.className = "cm-place-info";
  for (const message of problems) {
    const line = dom.appendChild(document.createElement("p"));
    line.className = "cm-place-problem";
    line.textContent = message;
  }
  if (about !== "") {
    const part = dom.appendChild(document.createElement("div"));
    part.className = "cm-lsp-documentation";
    part.innerHTML = about;
  }
  return dom;
}

async function tell(view: EditorView, plugin: LSPPlugin, nothing: string): Promise<void> {
  const { doc, selection } = view.state;
  const at = selection.main.from;
  const problems = problemsAt(view.state, at).map(({ message }) => message);
  const about = await readHover(plugin, at).catch(() => "");
  if (view.state.doc !== doc || view.state.selection.main.from !== at) return;
  const dom = draw(problems, about);
  const said = dom.textContent === "" ? nothing : dom.textContent;
  const tooltip: Tooltip | null = dom.textContent === "" ? null : { pos: at, above: true, create: () => ({ dom }) };
  view.dispatch({ effects: [show.of(tooltip), EditorView.announce.of(said ?? nothing)] });
}

const explain: Command = (view) => {
  const plugin = LSPPlugin.get(view);
  if (plugin === null) return false;
  void tell(view, plugin, view.state.phrase("Nothing is known of this place."));
  return true;
};

/** Escape takes away whatever is explained; what else Escape does stays as it is. */
const escapes = Prec.highest(
  EditorView.domEventHandlers({
    keydown(event, view) {
      const isShown = view.state.field(shown) !== null || hasHoverTooltips(view.state);
      if (event.key === "Escape" && isShown) view.dispatch({ effects: [show.of(null), closeHoverTooltips] });
      return false;
    },
  }),
);

export const placeInfo: Extension = [shown, escapes, helpCommands.of({ explain, ...problemMoves })];
