/** A blob for who asks for one, of bytes that are at hand: WebKit reads no blob in a worker without an origin. */
export class HeldBlob extends Blob {
  constructor(private readonly held: ArrayBuffer) {
    super([]);
  }

  override get size(): number {
    return this.held.byteLength;
  }

  override arrayBuffer(): Promise<ArrayBuffer> {
    return Promise.resolve(this.held);
  }
}
