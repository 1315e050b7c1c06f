/** Highlighting that is loaded when the first file of its kind is opened; until then the text stands there plain. */
import { Compartment, type Extension } from "@codemirror/state";
import { ViewPlugin } from "@codemirror/view";

/** Where it cannot be loaded, the text stays plain. */
export function lateLanguage(load: () => Promise<Extension>): Extension {
  const place = new Compartment();
  const plugin = ViewPlugin.define((view) => {
    let isWanted = true;
    const take = (extension: Extension) => {
      if (isWanted) view.dispatch({ effects: place.reconfigure(extension) });
    };
    load().then(take, () => undefined);
    return {
      destroy() {
        isWanted = false;
      },
    };
  });
  return [place.of([]), plugin];
}
