/** A layout for jsdom, which has none: every character stands at one place, which is enough for carets to be drawn. */

const PLACE = { left: 10, right: 18, top: 40, bottom: 58, width: 8, height: 18, x: 10, y: 40 };
/** Wide enough for any name. */
const VIEW_WIDTH_PX = 800;

/** Gives every element and range of this test file a place. */
export function pretendLayout(): void {
  const rectangle = { ...PLACE, toJSON: () => ({}) };
  const rectangles = () => Object.assign([rectangle], { item: () => rectangle }) as unknown as DOMRectList;
  Range.prototype.getClientRects = rectangles;
  Range.prototype.getBoundingClientRect = () => rectangle;
  Element.prototype.getClientRects = rectangles;
  Object.defineProperty(Element.prototype, "clientWidth", { configurable: true, get: () => VIEW_WIDTH_PX });
}
