/** What code can show beside text, as it comes out of the sandbox: checked for its shape, not believed. */
import { object, oneOf, type Reader, string } from "../../api/shape";
import { type Display, type DroppedDisplay, type ImageDisplay, readDisplay } from "../collab/displays";

/** A drawing that the page makes a picture of before anybody else gets it: what others draw must cost them little. */
export interface SvgDisplay {
  readonly kind: "svg";
  readonly svg: string;
  readonly alt: string;
}

export type OfferedDisplay = Exclude<Display, DroppedDisplay> | SvgDisplay;

const readSvg = object<SvgDisplay>({ kind: oneOf("svg"), svg: string, alt: string });

/** @throws ShapeError where it is none. */
export const readOffered: Reader<OfferedDisplay> = (value) => {
  const display = readDisplay(value);
  return display.kind === "dropped" ? readSvg(value) : display;
};

/** Of a picture's longer side, in its own pixels. */
const MAX_SIDE = 1_600;
/** Of the data as base64; the rest of a display takes some, too. */
const MAX_BASE64_LENGTH = 180_000;
const SMALLEST_SCALE = 0.25;
const START_OF_DATA = /^data:image\/png;base64,/;

async function load(svg: string): Promise<HTMLImageElement> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  return image;
}

function paint(image: HTMLImageElement, width: number, height: number): string {
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(width));
  canvas.height = Math.max(1, Math.round(height));
  canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvas.toDataURL("image/png").replace(START_OF_DATA, "");
}

/**
 * Makes a picture of a drawing. Nothing that the drawing names elsewhere is loaded, and no script in it runs.
 * @throws Error when it is no drawing, or too large a picture.
 */
export async function drawSvg({ svg, alt }: SvgDisplay): Promise<ImageDisplay> {
  const image = await load(svg);
  const width = Math.min(image.naturalWidth || 300, MAX_SIDE / 2);
  const height = Math.min((width * (image.naturalHeight || 150)) / (image.naturalWidth || 300), MAX_SIDE / 2);
  // Twice as fine as it is shown, where that is not too much.
  for (let scale = 2; scale >= SMALLEST_SCALE; scale /= 2) {
    const png = paint(image, width * scale, height * scale);
    if (png.length <= MAX_BASE64_LENGTH) {
      return {
        kind: "image",
        png,
        width: Math.max(1, Math.round(width)),
        height: Math.max(1, Math.round(height)),
        alt,
      };
    }
  }
  throw new Error("The drawing makes too large a picture.");
}
