import { ZarrdropError } from "../../model/errors.ts";

const HEADER_BYTES = 3;
const CLEAR = 256;
const FEWEST_BITS = 9;
const MOST_BITS = 16;

/**
 * Undoes Unix' `compress` (.Z): LZW with codes of 9 to 16 bits, lowest bit first, which are stored in groups of eight. What is cut off gives what there is.
 * @throws `corrupt`; `limit` for more than `mostBytes`
 */
export function uncompress(packed: Uint8Array, mostBytes: number): Uint8Array<ArrayBuffer> {
  const flags = packed[2] ?? 0;
  const mostBits = flags & 31;
  if (packed[0] !== 0x1f || packed[1] !== 0x9d || mostBits < FEWEST_BITS || mostBits > MOST_BITS) {
    throw damaged("no header of compress");
  }
  const table = new Table((flags & 128) !== 0, 2 ** mostBits);
  const codes = new Codes(packed.subarray(HEADER_BYTES));
  const output = new Output(mostBytes);
  let bits = FEWEST_BITS;
  for (;;) {
    const code = codes.next(bits);
    if (code === null) return output.bytes();
    if (table.hasClear && code === CLEAR) {
      codes.skipGroup(bits);
      table.clear();
      bits = FEWEST_BITS;
      continue;
    }
    table.write(code, output);
    if (table.next >= 2 ** bits && bits < mostBits) {
      codes.skipGroup(bits);
      bits++;
    }
  }
}

/** Codes out of a stream of bits. */
class Codes {
  readonly #bytes: Uint8Array;
  #bit = 0;
  /** Bit at which the codes of this width began. */
  #start = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  next(bits: number): number | null {
    if (this.#bit + bits > this.#bytes.length * 8) return null;
    const at = this.#bit >>> 3;
    const word = this.#bytes[at]! | ((this.#bytes[at + 1] ?? 0) << 8) | ((this.#bytes[at + 2] ?? 0) << 16);
    const code = (word >>> (this.#bit & 7)) & (2 ** bits - 1);
    this.#bit += bits;
    return code;
  }

  /** A new width begins behind a whole group of eight codes. */
  skipGroup(bits: number): void {
    const group = bits * 8;
    this.#bit = this.#start + Math.ceil((this.#bit - this.#start) / group) * group;
    this.#start = this.#bit;
  }
}

/** Strings by their codes: each is another one and a byte. */
class Table {
  readonly hasClear: boolean;
  /** The code that will be given next. */
  next: number;
  readonly #prefix: Uint16Array;
  readonly #last: Uint8Array;
  readonly #length: Uint32Array;
  #before = -1;

  constructor(hasClear: boolean, size: number) {
    this.hasClear = hasClear;
    this.next = hasClear ? CLEAR + 1 : CLEAR;
    this.#prefix = new Uint16Array(size);
    this.#last = new Uint8Array(size);
    this.#length = new Uint32Array(size);
    for (let byte = 0; byte < CLEAR; byte++) {
      this.#last[byte] = byte;
      this.#length[byte] = 1;
    }
  }

  clear(): void {
    this.next = CLEAR + 1;
    this.#before = -1;
  }

  /** Writes the string of a code, and gives a code to the one before with its first byte. */
  write(code: number, output: Output): void {
    const isNew = code === this.next;
    const isKnown = code < CLEAR || (code < this.next && this.#length[code]! > 0);
    if (!(isKnown || (isNew && this.#before >= 0)) || (this.#before < 0 && code >= CLEAR))
      throw damaged(`code ${code}`);
    const known = isNew ? this.#before : code;
    const length = this.#length[known]! + (isNew ? 1 : 0);
    const room = output.room(length);
    let at = isNew ? length - 2 : length - 1;
    for (let part = known; at >= 0; at--, part = this.#prefix[part]!) room[at] = this.#last[part]!;
    if (isNew) room[length - 1] = room[0]!;
    if (this.#before >= 0 && this.next < this.#last.length) {
      this.#prefix[this.next] = this.#before;
      this.#last[this.next] = room[0]!;
      this.#length[this.next] = this.#length[this.#before]! + 1;
      this.next++;
    }
    this.#before = code;
  }
}

/** Bytes that grow. */
class Output {
  readonly #most: number;
  #bytes = new Uint8Array(2 ** 16);
  #used = 0;

  constructor(most: number) {
    this.#most = most;
  }

  /** Place for so many further bytes. */
  room(length: number): Uint8Array {
    const used = this.#used + length;
    if (used > this.#most) throw new ZarrdropError("limit", "The file is too large to be uncompressed in memory.");
    if (used > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(used, Math.min(this.#most, this.#bytes.length * 2)));
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    this.#used = used;
    return this.#bytes.subarray(used - length, used);
  }

  bytes(): Uint8Array<ArrayBuffer> {
    return this.#bytes.subarray(0, this.#used);
  }
}

function damaged(technical: string): ZarrdropError {
  return new ZarrdropError("corrupt", "The file is damaged: it cannot be uncompressed.", { technical });
}
