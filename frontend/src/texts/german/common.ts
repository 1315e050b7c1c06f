/** What belongs to no page. */
import type { common as Shape } from "../english/common";
import type { Said } from "../shape";

export const common: Said<typeof Shape> = {
  product: "AlgoRoom",
  time: { justNow: "gerade eben" },
  toast: { region: "Meldungen", dismiss: "Meldung schließen" },
};
