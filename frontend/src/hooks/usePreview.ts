/** The page that a run shows in this browser, and the place for it. */
import { useSyncExternalStore } from "react";
import { previewStage, type ShownPage } from "../services/runtimes/html/stage";

export interface PreviewPlace {
  /** Null where no page is shown. */
  readonly page: ShownPage | null;
  /** For the element in which pages are shown. */
  readonly offer: (element: HTMLElement | null) => () => void;
}

export function usePreview(): PreviewPlace {
  const page = useSyncExternalStore(previewStage.subscribe, previewStage.shown);
  return { page, offer: previewStage.offer };
}
