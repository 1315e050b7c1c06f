/** Whether anything can still happen in a page: something of it runs later, or waits for the person. */

/** What happens once while a page loads, or only where it goes. */
const OF_LOADING = new Set(
  "load DOMContentLoaded readystatechange pageshow error unhandledrejection pagehide beforeunload unload".split(" "),
);

const OF_A_PERSON = `click dblclick input change submit reset keydown keyup keypress pointerdown pointerup pointermove
pointerenter mousedown mouseup mousemove mouseover mouseenter touchstart touchend touchmove wheel scroll focus blur drag drop
dragstart dragover paste copy contextmenu resize hashchange message`.split(/\s+/);

/** How many elements are looked at: a page with more of them is taken for one that goes on. */
const MAX_ELEMENTS = 20_000;

export class Waiting {
  private listens = false;

  /** Notices listeners that are added from now on. */
  install(): void {
    const { prototype } = EventTarget;
    const native = prototype.addEventListener;
    const note = (type: unknown): void => {
      if (!OF_LOADING.has(String(type))) this.listens = true;
    };
    prototype.addEventListener = function (this: EventTarget, ...args: Parameters<typeof native>) {
      note(args[0]);
      return native.apply(this, args);
    };
  }

  /** Whether something waits for what a person does. */
  isForPerson(): boolean {
    if (this.listens) return true;
    const elements = document.querySelectorAll("*");
    if (elements.length > MAX_ELEMENTS) return true;
    return [globalThis, document, ...elements].some((owner) =>
      OF_A_PERSON.some((type) => typeof (owner as unknown as Record<string, unknown>)[`on${type}`] === "function"),
    );
  }
}
