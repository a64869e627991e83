import { ZarrdropError } from "../model/errors.ts";

/** Reads bits, the highest of each byte first. Errors: `corrupt` at the end. */
export class BitReader {
  readonly #bytes: Uint8Array;
  #position = 0;
  #held = 0;
  #count = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** Bytes that were not begun. */
  get left(): number {
    return this.#bytes.length - this.#position;
  }

  /** The next `count` bits (24 at most) as a number. */
  read(count: number): number {
    while (this.#count < count) {
      if (this.#position >= this.#bytes.length) throw damagedBzip2("it ends too early");
      this.#held = ((this.#held << 8) | this.#bytes[this.#position++]!) >>> 0;
      this.#count += 8;
    }
    this.#count -= count;
    return (this.#held >>> this.#count) & ((1 << count) - 1);
  }

  /** The next 32 bits as a number. */
  read32(): number {
    const high = this.read(16);
    return ((high << 16) | this.read(16)) >>> 0;
  }

  /** Leaves the rest of the byte that was begun; true. */
  skipToByte(): boolean {
    this.#count -= this.#count % 8;
    // Whole bytes that are held are given back.
    this.#position -= this.#count / 8;
    this.#count = 0;
    return true;
  }
}

/** The error for data that are no bzip2 data. */
export function damagedBzip2(technical: string): ZarrdropError {
  return new ZarrdropError("corrupt", "The bzip2 data is damaged.", { technical });
}
