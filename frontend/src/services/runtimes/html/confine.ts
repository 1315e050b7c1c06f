/**
 * Takes from a page what the frame's policy cannot forbid: WebRTC, and frames inside it, which would have it again.
 * A page that means to get around this may; docs/adr/0003-sandbox.md says what is promised.
 */

const CONNECTIONS = ["RTCPeerConnection", "webkitRTCPeerConnection", "mozRTCPeerConnection"];
const FRAMES = "iframe, frame, object, embed";
const EVERYTHING = { childList: true, subtree: true, characterData: true } as const;

/**
 * @param onFrame called when a frame was taken out.
 * @param onChange called when anything in the page has changed.
 */
export function confine(onFrame: () => void, onChange: () => void): void {
  for (const name of CONNECTIONS) {
    Object.defineProperty(globalThis, name, { value: undefined, writable: false, configurable: false });
  }
  const takeOut = (root: ParentNode): void => {
    for (const frame of root.querySelectorAll(FRAMES)) {
      frame.remove();
      onFrame();
    }
  };
  const observer = new MutationObserver((changes) => {
    const roots = new Set(changes.map(({ target }) => target.getRootNode()));
    for (const root of roots) {
      if (root instanceof Document || root instanceof DocumentFragment) takeOut(root);
    }
    onChange();
  });
  observer.observe(document, EVERYTHING);
  const native = Element.prototype.attachShadow;
  Element.prototype.attachShadow = function (options) {
    const root = native.call(this, options);
    observer.observe(root, EVERYTHING);
    return root;
  };
  for (const owner of [Element.prototype, ShadowRoot.prototype]) Reflect.deleteProperty(owner, "setHTMLUnsafe");
  Reflect.deleteProperty(Document, "parseHTMLUnsafe");
}
