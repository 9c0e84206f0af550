/** Reads the length-prefixed values of SSH's binary formats. Reading past the end throws a RangeError. */
export class ByteReader {
  readonly #bytes: Buffer;
  #offset = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  take(length: number): Buffer {
    const end = this.#offset + length;
    if (end > this.#bytes.length) throw new RangeError(`${length} bytes wanted, fewer are left`);
    const taken = this.#bytes.subarray(this.#offset, end);
    this.#offset = end;
    return taken;
  }

  uint32(): number {
    return this.take(4).readUInt32BE();
  }

  /** A length (4 bytes) and that many bytes. */
  block(): Buffer {
    return this.take(this.uint32());
  }

  text(): string {
    return this.block().toString('latin1');
  }

  rest(): Buffer {
    return this.take(this.#bytes.length - this.#offset);
  }
}
