import { corruptPicture } from "./pictures.ts";

/**
 * Bits of a JPEG-LS scan, highest first. After a byte 0xFF the next one holds only seven (ITU-T T.87, annex A.1): a byte
 * from 0x80 on ends the scan. Errors: `corrupt` when bits are wanted that are not there.
 */
export class JpegLsBits {
  readonly #bytes: Uint8Array;
  #position: number;
  /** The next bits, from the highest bit of 32 on. */
  #window = 0;
  #count = 0;
  #afterFF = false;

  constructor(bytes: Uint8Array, position: number) {
    this.#bytes = bytes;
    this.#position = position;
  }

  /** Offset of the next marker at or after what was read. */
  nextMarker(): number {
    let position = Math.max(0, this.#position - 1);
    while (position + 1 < this.#bytes.length && (this.#bytes[position] !== 0xff || this.#bytes[position + 1]! < 0x80)) {
      position += 1;
    }
    return position;
  }

  /** The next `count` bits, 0 to 24, as a number. */
  read(count: number): number {
    if (count === 0) return 0;
    if (this.#count < count) this.#fill(count);
    const value = this.#window >>> (32 - count);
    this.#window <<= count;
    this.#count -= count;
    return value;
  }

  /** The number of zeros before the next one, which is read too; at most `limit`. */
  zeros(limit: number): number {
    let total = 0;
    for (;;) {
      if (this.#count === 0) this.#fill(1);
      const zeros = Math.clz32(this.#window);
      if (zeros < this.#count) {
        // In two steps: a shift by 32 would be none.
        this.#window = (this.#window << zeros) << 1;
        this.#count -= zeros + 1;
        total += zeros;
        if (total > limit) throw corruptPicture("JPEG-LS", "a code is too long");
        return total;
      }
      total += this.#count;
      if (total > limit) throw corruptPicture("JPEG-LS", "a code is too long");
      this.#window = 0;
      this.#count = 0;
    }
  }

  #fill(wanted: number): void {
    while (this.#count <= 24 && this.#position < this.#bytes.length) {
      const byte = this.#bytes[this.#position]!;
      const bits = this.#afterFF ? 7 : 8;
      if (this.#afterFF && byte >= 0x80) break;
      this.#window |= byte << (32 - bits - this.#count);
      this.#count += bits;
      this.#afterFF = byte === 0xff;
      this.#position += 1;
    }
    if (this.#count < wanted) throw corruptPicture("JPEG-LS", "the data end too early");
  }
}
