/** What a run shows beside text (docs/protocol.md RD1): values that the page draws by itself, never HTML. */
import { list, number, object, oneOf, type Reader, readRecord, string } from "../../api/shape";

export interface ImageDisplay {
  readonly kind: "image";
  /** Base64. */
  readonly png: string;
  /** As it is shown, in CSS pixels; the picture itself may have more. */
  readonly width: number;
  readonly height: number;
  readonly alt: string;
}

export interface TableDisplay {
  readonly kind: "table";
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly note: string;
}

/** The steps of a run. `data`: base64 of raw deflate, read by `services/steps`. */
export interface TraceDisplay {
  readonly kind: "trace";
  readonly steps: number;
  readonly data: string;
}

/** Stands where one was that is not kept (RD2, RD3). */
export interface DroppedDisplay {
  readonly kind: "dropped";
}

export type Display = ImageDisplay | TableDisplay | TraceDisplay | DroppedDisplay;

const READERS: { readonly [kind: string]: Reader<Display> } = {
  image: object<ImageDisplay>({ kind: oneOf("image"), png: string, width: number, height: number, alt: string }),
  table: object<TableDisplay>({ kind: oneOf("table"), columns: list(string), rows: list(list(string)), note: string }),
  trace: object<TraceDisplay>({ kind: oneOf("trace"), steps: number, data: string }),
};

const DROPPED: DroppedDisplay = { kind: "dropped" };

/** A kind that this page does not know is shown as one that was left out. */
export const readDisplay: Reader<Display> = (value) => {
  const { kind } = readRecord(value);
  const read = typeof kind === "string" && Object.hasOwn(READERS, kind) ? READERS[kind] : undefined;
  return read === undefined ? DROPPED : read(value);
};
