/** Where pages that were run are shown, and which one is. There is one such place on the page, and one page in it. */

export interface ShownPage {
  /** What it calls itself; empty where it does not. */
  readonly title: string;
  /** Takes the page away, and ends its run where that goes on. */
  readonly close: () => void;
}

class PreviewStage {
  readonly #listeners = new Set<() => void>();
  #place: HTMLElement | null = null;
  #shown: ShownPage | null = null;

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** The page that is shown, null for none. */
  shown = (): ShownPage | null => this.#shown;

  /** The element in which the next page is shown; null where there is none, and pages run out of sight. */
  get place(): HTMLElement | null {
    return this.#place;
  }

  /** Offers a place, and returns how to take it back. */
  offer = (place: HTMLElement | null): (() => void) => {
    this.#place = place;
    return () => {
      if (this.#place === place) this.#place = null;
    };
  };

  show(page: ShownPage | null): void {
    this.#shown = page;
    for (const listener of this.#listeners) listener();
  }
}

export const previewStage = new PreviewStage();
