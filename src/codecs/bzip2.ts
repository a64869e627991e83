import { ZarrdropError } from "../model/errors.ts";
import { LIMITS } from "../model/limits.ts";
import { BitReader, damagedBzip2 } from "./bzip2Bits.ts";
import { readSymbols } from "./bzip2Symbols.ts";
import type { Decompressor } from "./codec.ts";

/** Six bytes before a block ("π") and before the end of a stream ("√π"), as two halves. */
const BLOCK = [0x314159, 0x265359] as const;
const END = [0x177245, 0x385090] as const;
/** A run of 4 equal bytes is followed by the number of further ones. */
const RUN = 4;
/** Bytes that are made room for at first. */
const FIRST_ROOM = 2 ** 16;

/**
 * bzip2 (numcodecs' `bz2`): one stream or several, one after the other, with their checksums verified. Format: the bzip2 format
 * specification (J. Tsai). Errors: `corrupt`, `limit`.
 */
export const bzip2: Decompressor = {
  decode(input, decodedSize) {
    const output = new Output(decodedSize ?? LIMITS.decodedBlockBytes);
    const bits = new BitReader(input);
    do readStream(bits, output);
    while (bits.skipToByte() && bits.left > 0);
    const bytes = output.taken();
    if (decodedSize !== undefined && bytes.length !== decodedSize) {
      throw damagedBzip2(`${bytes.length} bytes where ${decodedSize} belong`);
    }
    return bytes;
  },
};

function readStream(bits: BitReader, output: Output): void {
  if (bits.read(24) !== 0x425a68 /* "BZh" */) throw damagedBzip2("no signature");
  const level = bits.read(8) - 0x30;
  if (level < 1 || level > 9) throw damagedBzip2("no size of blocks");
  const links = new Uint32Array(level * 100_000);
  let combined = 0;
  for (;;) {
    const magic = [bits.read(24), bits.read(24)];
    if (magic[0] === END[0] && magic[1] === END[1]) {
      if (bits.read32() !== combined) throw damagedBzip2("wrong checksum");
      return;
    }
    if (magic[0] !== BLOCK[0] || magic[1] !== BLOCK[1]) throw damagedBzip2("no block");
    const checksum = bits.read32();
    readBlock(bits, links, output);
    if (output.checksum() !== checksum) throw damagedBzip2("wrong checksum of a block");
    combined = (((combined << 1) | (combined >>> 31)) ^ checksum) >>> 0;
  }
}

/** Decodes a block: symbols, the inverse of the Burrows-Wheeler transform, runs. */
function readBlock(bits: BitReader, links: Uint32Array, output: Output): void {
  if (bits.read(1) === 1) throw damagedBzip2("a block of an abandoned kind");
  const origin = bits.read(24);
  const { count, starts } = readSymbols(bits, links);
  if (origin >= count) throw damagedBzip2("a block begins outside of itself");
  // Each entry's byte is its lowest 8 bits; the rest becomes the place of the entry that follows it in the text.
  for (let index = 0; index < count; index++) {
    const byte = links[index]! & 0xff;
    links[starts[byte]!++]! |= index << 8;
  }
  output.begin();
  let at = links[origin]! >>> 8;
  let last = -1;
  let repeated = 0;
  for (let index = 0; index < count; index++) {
    const entry = links[at]!;
    const byte = entry & 0xff;
    at = entry >>> 8;
    if (repeated === RUN) {
      for (let copy = 0; copy < byte; copy++) output.put(last);
      repeated = 0;
      last = -1;
      continue;
    }
    repeated = byte === last ? repeated + 1 : 1;
    last = byte;
    output.put(byte);
  }
}

/** CRC-32 with the highest bit first, as bzip2 has it. */
const CRC = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte << 24;
  for (let bit = 0; bit < 8; bit++) value = (value << 1) ^ (value < 0 ? 0x04c11db7 : 0);
  return value;
});

/** Bytes that were decoded so far: room grows with them, for a few bytes may claim to be very many. */
class Output {
  readonly #most: number;
  #bytes = new Uint8Array(FIRST_ROOM);
  #length = 0;
  #crc = 0;

  constructor(most: number) {
    this.#most = most;
  }

  begin(): void {
    this.#crc = -1;
  }

  put(byte: number): void {
    if (this.#length === this.#bytes.length) this.#grow();
    this.#bytes[this.#length++] = byte;
    this.#crc = (this.#crc << 8) ^ CRC[(this.#crc >>> 24) ^ byte]!;
  }

  /** Of the bytes since `begin`. */
  checksum(): number {
    return ~this.#crc >>> 0;
  }

  taken(): Uint8Array<ArrayBuffer> {
    return this.#bytes.slice(0, this.#length);
  }

  #grow(): void {
    if (this.#length > this.#most) {
      throw this.#most === LIMITS.decodedBlockBytes
        ? new ZarrdropError("limit", `A block of bzip2 data is larger than ${this.#most / 2 ** 20} MiB.`)
        : damagedBzip2(`more than the ${this.#most} bytes that belong there`);
    }
    // One byte more than there may be shows that there are too many.
    const grown = new Uint8Array(Math.min(this.#bytes.length * 2, this.#most + 1));
    grown.set(this.#bytes);
    this.#bytes = grown;
  }
}
