import { type CodeTable, codeTable } from "./codeTable.ts";

/** Bytes before a place that deflate may refer to. */
export const WINDOW_BYTES = 32 * 1024;
/** The longest match. */
const MATCH_BYTES = 258;
/** No step (a symbol, or a block's head) takes more input. */
const STEP_BYTES = 512;

const LENGTH_BASE = Uint16Array.of(3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258); // prettier-ignore
const LENGTH_BITS = Uint8Array.of(
  0,
  0,
  0,
  0,
  0,
  0,
  0,
  0,
  1,
  1,
  1,
  1,
  2,
  2,
  2,
  2,
  3,
  3,
  3,
  3,
  4,
  4,
  4,
  4,
  5,
  5,
  5,
  5,
  0,
);
const DISTANCE_BASE = Uint16Array.of(1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577); // prettier-ignore
const DISTANCE_BITS = Uint8Array.of(
  0,
  0,
  0,
  0,
  1,
  1,
  2,
  2,
  3,
  3,
  4,
  4,
  5,
  5,
  6,
  6,
  7,
  7,
  8,
  8,
  9,
  9,
  10,
  10,
  11,
  11,
  12,
  12,
  13,
  13,
);
/** Order in which the lengths of the code for code lengths are stored. */
const LENGTH_ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

/** What a decoder is in the middle of. */
type Block =
  | { kind: "none" }
  | { kind: "stored"; left: number; isFinal: boolean }
  | { kind: "coded"; lengths: Uint8Array; literals: number; isFinal: boolean };

/** A place in a deflate stream from which it can be decoded on. */
export type InflaterState = {
  /** Bits of the stream that come before. */
  bit: number;
  block: Block;
  /** The decoded bytes before, at most `WINDOW_BYTES`. */
  window: Uint8Array;
};

/** Why `Inflater.run` came back: it wants input, has filled the piece, has come to the stream's end, or the data is no deflate stream. */
export type InflateStop = "input" | "output" | "end" | "corrupt";

/** What a match and the bit reader share; one object for all, so that nothing is made anew in the loop. */
type Tables = { literals: CodeTable; distances: CodeTable };

/**
 * Decodes a deflate stream (RFC 1951) piece by piece, and can be put back to any state that it gave. Input comes by `feed`, output lies in
 * `output()`.
 */
export class Inflater {
  /** Window, then the piece that is being made. */
  readonly #out: Uint8Array<ArrayBuffer>;
  #start = 0;
  #at = 0;
  readonly #pieceBytes: number;
  #input = new Uint8Array(0);
  /** Bit of the input that comes next, and how many bits of the stream lie before the input. */
  #bit = 0;
  #bitsBefore = 0;
  #isLast = false;
  #block: Block = { kind: "none" };
  #tables: Tables | null = null;

  /** `pieceBytes`: how much one `run` decodes at most. */
  constructor(pieceBytes: number) {
    this.#pieceBytes = pieceBytes;
    this.#out = new Uint8Array(WINDOW_BYTES + pieceBytes + MATCH_BYTES);
  }

  /** Starts at a state; the input to feed next begins with the byte of `state.bit`. */
  restore({ bit, block, window }: InflaterState): void {
    this.#out.set(window);
    this.#start = this.#at = window.length;
    this.#input = new Uint8Array(0);
    this.#bit = bit % 8;
    this.#bitsBefore = bit - (bit % 8);
    this.#isLast = false;
    this.#block = { ...block };
    this.#tables = block.kind === "coded" ? tablesOf(block.lengths, block.literals) : null;
  }

  /** The state after what was decoded so far. */
  state(): InflaterState {
    const window = this.#out.slice(Math.max(0, this.#at - WINDOW_BYTES), this.#at);
    return { bit: this.#bitsBefore + this.#bit, block: { ...this.#block }, window };
  }

  /** Byte of the stream at which the next feed must begin: what was fed and not used is forgotten. */
  get position(): number {
    return Math.floor((this.#bitsBefore + this.#bit) / 8);
  }

  /** Byte behind the stream, once `run` said "end". */
  get end(): number {
    return Math.ceil((this.#bitsBefore + this.#bit) / 8);
  }

  /** Gives the bytes from `position` on; `isLast`: none come after them. */
  feed(bytes: Uint8Array<ArrayBuffer>, isLast: boolean): void {
    const { position } = this;
    this.#bit = this.#bitsBefore + this.#bit - position * 8;
    this.#bitsBefore = position * 8;
    this.#input = bytes;
    this.#isLast = isLast;
  }

  /** The piece that is being made; valid until the next one is begun. */
  output(): Uint8Array<ArrayBuffer> {
    return this.#out.subarray(this.#start, this.#at);
  }

  /** Begins the next piece: the last bytes of the one before become its window. */
  beginPiece(): void {
    const kept = Math.min(this.#at, WINDOW_BYTES);
    this.#out.copyWithin(0, this.#at - kept, this.#at);
    this.#start = this.#at = kept;
  }

  /** Goes on with the piece until it must stop. */
  run(): InflateStop {
    for (;;) {
      if (this.#at - this.#start >= this.#pieceBytes) return "output";
      if (!this.#hasInput()) return this.#isLast ? "corrupt" : "input";
      const stop = this.#step();
      if (stop !== null) return stop;
    }
  }

  #hasInput(): boolean {
    const left = this.#input.length * 8 - this.#bit;
    return this.#isLast ? left > 0 || this.#block.kind === "stored" : left > STEP_BYTES * 8;
  }

  #step(): InflateStop | null {
    const block = this.#block;
    if (block.kind === "none") return this.#beginBlock() ? null : "corrupt";
    const stop = block.kind === "stored" ? this.#copyStored(block) : this.#decodeSymbols();
    if (stop !== "end") return stop === "more" ? null : stop;
    this.#block = { kind: "none" };
    return block.isFinal ? "end" : null;
  }

  #beginBlock(): boolean {
    const isFinal = this.#take(1) === 1;
    const kind = this.#take(2);
    if (kind === 0) return this.#beginStored(isFinal);
    if (kind === 3) return false;
    const given = kind === 1 ? FIXED : this.#codeLengths();
    if (given === null) return false;
    this.#tables = tablesOf(given.lengths, given.literals);
    this.#block = { kind: "coded", ...given, isFinal };
    return this.#tables !== null && this.#bit <= this.#input.length * 8;
  }

  #beginStored(isFinal: boolean): boolean {
    this.#bit = Math.ceil(this.#bit / 8) * 8;
    const left = this.#take(16);
    if ((this.#take(16) ^ left) !== 0xffff) return false;
    this.#block = { kind: "stored", left, isFinal };
    return true;
  }

  #copyStored(block: Extract<Block, { kind: "stored" }>): InflateStop | "more" {
    const from = this.#bit / 8;
    const room = this.#start + this.#pieceBytes - this.#at;
    const count = Math.min(block.left, room, this.#input.length - from);
    this.#out.set(this.#input.subarray(from, from + count), this.#at);
    this.#at += count;
    this.#bit += count * 8;
    block.left -= count;
    if (block.left === 0) return "end";
    if (count === room) return "output";
    return this.#isLast ? "corrupt" : "input";
  }

  /** The lengths of both codes of a block (RFC 1951, 3.2.7). */
  #codeLengths(): { lengths: Uint8Array; literals: number } | null {
    const literals = this.#take(5) + 257;
    const distances = this.#take(5) + 1;
    const count = this.#take(4) + 4;
    const own = new Uint8Array(19);
    for (let index = 0; index < count; index++) own[LENGTH_ORDER[index]!] = this.#take(3);
    const table = codeTable(own);
    if (table === null) return null;
    const lengths = new Uint8Array(literals + distances);
    for (let at = 0; at < lengths.length;) {
      const symbol = this.#symbol(table);
      if (symbol < 0) return null;
      if (symbol < 16) {
        lengths[at++] = symbol;
        continue;
      }
      if (symbol === 16 && at === 0) return null;
      const value = symbol === 16 ? lengths[at - 1]! : 0;
      const times = symbol === 16 ? 3 + this.#take(2) : symbol === 17 ? 3 + this.#take(3) : 11 + this.#take(7);
      if (at + times > lengths.length) return null;
      lengths.fill(value, at, at + times);
      at += times;
    }
    return { lengths, literals };
  }

  /** Symbols until the block, the piece or the input ends. */
  #decodeSymbols(): InflateStop | "more" {
    // The tables of a coded block are made when it begins.
    const { literals, distances } = this.#tables!;
    const out = this.#out;
    const input = this.#input;
    const lastBit = (this.#isLast ? input.length : input.length - STEP_BYTES) * 8;
    const lastPlace = this.#start + this.#pieceBytes;
    const literalCodes = literals.entries;
    const distanceCodes = distances.entries;
    const literalMask = (1 << literals.bits) - 1;
    const distanceMask = (1 << distances.bits) - 1;
    let bit = this.#bit;
    let at = this.#at;
    let stop: InflateStop | "more" = "more";
    while (at < lastPlace && bit < lastBit) {
      const entry = literalCodes[bitsAt(input, bit) & literalMask]!;
      const symbol = entry >> 4;
      bit += entry & 15;
      if (symbol < 256 && entry !== 0) {
        out[at++] = symbol;
        continue;
      }
      if (symbol === 256) {
        stop = "end";
        break;
      }
      const code = symbol - 257;
      if (entry === 0 || code >= LENGTH_BASE.length) {
        stop = "corrupt";
        break;
      }
      const extra = LENGTH_BITS[code]!;
      const end = at + LENGTH_BASE[code]! + (bitsAt(input, bit) & ((1 << extra) - 1));
      bit += extra;
      const distanceEntry = distanceCodes[bitsAt(input, bit) & distanceMask]!;
      const distanceCode = distanceEntry >> 4;
      bit += distanceEntry & 15;
      if (distanceEntry === 0 || distanceCode >= DISTANCE_BASE.length) {
        stop = "corrupt";
        break;
      }
      const far = DISTANCE_BITS[distanceCode]!;
      const distance = DISTANCE_BASE[distanceCode]! + (bitsAt(input, bit) & ((1 << far) - 1));
      bit += far;
      if (distance > at) {
        stop = "corrupt";
        break;
      }
      for (let from = at - distance; at < end;) out[at++] = out[from++]!;
    }
    this.#bit = bit;
    this.#at = at;
    return bit > input.length * 8 ? "corrupt" : stop;
  }

  #symbol({ entries, bits }: CodeTable): number {
    const entry = entries[bitsAt(this.#input, this.#bit) & (2 ** bits - 1)]!;
    this.#bit += entry & 15;
    return entry === 0 ? -1 : entry >> 4;
  }

  #take(count: number): number {
    const value = bitsAt(this.#input, this.#bit) & (2 ** count - 1);
    this.#bit += count;
    return value;
  }
}

/** At least 16 bits from a place on; zeros behind the end. */
function bitsAt(input: Uint8Array, bit: number): number {
  const at = bit >>> 3;
  return ((input[at]! | (input[at + 1]! << 8) | (input[at + 2]! << 16)) >>> (bit & 7)) & 0xffff;
}

const FIXED = {
  lengths: Uint8Array.from({ length: 288 + 32 }, (_, symbol) =>
    symbol >= 288 ? 5 : symbol < 144 || symbol >= 280 ? 8 : symbol < 256 ? 9 : 7,
  ),
  literals: 288,
};

function tablesOf(lengths: Uint8Array, literals: number): Tables | null {
  const first = codeTable(lengths.subarray(0, literals));
  const second = codeTable(lengths.subarray(literals));
  return first === null || second === null ? null : { literals: first, distances: second };
}
