/** WebSocket frames as bytes (RFC 6455, section 5.2), for where they travel in HTTP (docs/protocol.md, section 15). */

export const OPCODE = { text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

export interface WebSocketFrame {
  readonly opcode: number;
  readonly payload: Uint8Array<ArrayBuffer>;
}

const FINAL = 0x80;
const MASKED = 0x80;
const MASK_BYTES = 4;
const TWO_BYTES_FOLLOW = 126;
const EIGHT_BYTES_FOLLOW = 127;
/** What a close frame without a code means. */
const NO_CODE = 1005;

/** A whole message as a client sends it, masked with zeros: what masking guards against is HTTP's business here. */
export function clientFrame(payload: Uint8Array, opcode: number = OPCODE.binary): Uint8Array<ArrayBuffer> {
  const size = payload.length;
  const sizeBytes = size < TWO_BYTES_FOLLOW ? 0 : size < 1 << 16 ? 2 : 8;
  const frame = new Uint8Array(2 + sizeBytes + MASK_BYTES + size);
  const view = new DataView(frame.buffer);
  frame[0] = FINAL | opcode;
  frame[1] = MASKED | (sizeBytes === 0 ? size : sizeBytes === 2 ? TWO_BYTES_FOLLOW : EIGHT_BYTES_FOLLOW);
  if (sizeBytes === 2) view.setUint16(2, size);
  if (sizeBytes === 8) view.setBigUint64(2, BigInt(size));
  frame.set(payload, 2 + sizeBytes + MASK_BYTES);
  return frame;
}

/** The frames of a server, which come whole and one after another. Throws RangeError where they do not. */
export function readFrames(bytes: Uint8Array<ArrayBuffer>): WebSocketFrame[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const frames: WebSocketFrame[] = [];
  let at = 0;
  while (at < bytes.length) {
    const opcode = view.getUint8(at) & 0x0f;
    let size = view.getUint8(at + 1);
    at += 2;
    if (size === TWO_BYTES_FOLLOW) {
      size = view.getUint16(at);
      at += 2;
    } else if (size === EIGHT_BYTES_FOLLOW) {
      size = Number(view.getBigUint64(at));
      at += 8;
    }
    if (at + size > bytes.length) throw new RangeError("A frame is cut off.");
    frames.push({ opcode, payload: bytes.slice(at, at + size) });
    at += size;
  }
  return frames;
}

/** The code of a close frame. */
export function closeCodeOf(payload: Uint8Array<ArrayBuffer>): number {
  return payload.length < 2 ? NO_CODE : new DataView(payload.buffer).getUint16(0);
}
