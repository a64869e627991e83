import { type Kernel, loadKernel } from "../kernel.ts";
import { INFLATE_PLACE, KERNEL_RESULT, SYMBOLS_END } from "../kernelExports.ts";
import type { KernelWorkspace } from "../kernelWorkspace.ts";
import { type CodeTable, codeTable } from "./codeTable.ts";

/** Bytes before a place that deflate may refer to. */
export const WINDOW_BYTES = 32 * 1024;
/** The longest match. */
const MATCH_BYTES = 258;
/** No step (a symbol, or a block's head) takes more input. */
const STEP_BYTES = 512;
/** Bytes behind input and output that the kernel may look at or write to. */
const SLACK_BYTES = 32;
/** Lengths of a block's codes: the fixed ones have 288 of literals and matches and 32 of distances, others fewer, the block's end among them. */
const MOST_LENGTHS = 320;
const MOST_LITERALS = 286;
const MOST_DISTANCES = 30;
const BLOCK_END = 256;
/** What damaged streams are called in messages. */
const WHAT = "deflate";

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

/**
 * A decoder that makes at most `pieceBytes` in a `run`. It has some 3 MB for itself.
 * @throws those of `loadKernel`; `memory`
 */
export async function loadInflater(pieceBytes: number): Promise<Inflater> {
  return new Inflater(await loadKernel(), pieceBytes);
}

/**
 * Decodes a deflate stream (RFC 1951) piece by piece, and can be put back to any state that it gave. Input comes by `feed`, output is that of
 * `output()`. The kernel decodes symbols (wasm/inflate_symbols.c), in memory of this decoder's own.
 */
export class Inflater {
  readonly #workspace: KernelWorkspace;
  /** Address of the window, behind which the piece lies that is being made. */
  readonly #out: number;
  readonly #place: number;
  readonly #lengths: number;
  #start = 0;
  #at = 0;
  readonly #pieceBytes: number;
  #input = new Uint8Array(0);
  /** The input in the kernel, and how much there is room for. */
  #fed = { address: 0, room: 0 };
  /** Bit of the input that comes next, and how many bits of the stream lie before the input. */
  #bit = 0;
  #bitsBefore = 0;
  #isLast = false;
  #block: Block = { kind: "none" };

  constructor(kernel: Kernel, pieceBytes: number) {
    this.#workspace = kernel.workspace();
    this.#pieceBytes = pieceBytes;
    this.#out = this.#workspace.reserve(WINDOW_BYTES + pieceBytes + MATCH_BYTES + SLACK_BYTES);
    this.#place = this.#workspace.reserve(this.#workspace.exports.inflate_place_bytes());
    this.#lengths = this.#workspace.reserve(MOST_LENGTHS);
  }

  /** Starts at a state; the input to feed next begins with the byte of `state.bit`. */
  restore({ bit, block, window }: InflaterState): void {
    this.#view(0, window.length).set(window);
    this.#start = this.#at = window.length;
    this.#input = new Uint8Array(0);
    this.#bit = bit % 8;
    this.#bitsBefore = bit - (bit % 8);
    this.#isLast = false;
    this.#block = { ...block };
    // What a state has was made into tables before.
    if (block.kind === "coded") this.#makeTables(block.lengths, block.literals);
  }

  /** The state after what was decoded so far. */
  state(): InflaterState {
    const window = this.#view(Math.max(0, this.#at - WINDOW_BYTES), this.#at).slice();
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
    const needed = bytes.length + SLACK_BYTES;
    if (needed > this.#fed.room) {
      if (this.#fed.room > 0) this.#workspace.free(this.#fed.address);
      this.#fed = { address: this.#workspace.reserve(needed), room: needed };
    }
    const room = this.#workspace.view({ address: this.#fed.address, length: needed });
    room.set(bytes);
    room.fill(0, bytes.length);
  }

  /** A copy of the piece that is being made. */
  output(): Uint8Array<ArrayBuffer> {
    return this.#view(this.#start, this.#at).slice();
  }

  /** The CRC-32 of the piece behind bytes that have one. */
  checksum(before: number): number {
    const { exports } = this.#workspace;
    return exports.crc32_of(before, this.#out + this.#start, this.#at - this.#start) >>> 0;
  }

  #view(from: number, to: number): Uint8Array<ArrayBuffer> {
    return this.#workspace.view({ address: this.#out + from, length: to - from });
  }

  /** Begins the next piece: the last bytes of the one before become its window. */
  beginPiece(): void {
    const kept = Math.min(this.#at, WINDOW_BYTES);
    this.#view(0, this.#at).copyWithin(0, this.#at - kept);
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
    this.#block = { kind: "coded", ...given, isFinal };
    return this.#makeTables(given.lengths, given.literals) && this.#bit <= this.#input.length * 8;
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
    this.#view(this.#at, this.#at + count).set(this.#input.subarray(from, from + count));
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
    if (literals > MOST_LITERALS || distances > MOST_DISTANCES) return null;
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
    return lengths[BLOCK_END] === 0 ? null : { lengths, literals };
  }

  /** Whether the lengths are those of two codes. */
  #makeTables(lengths: Uint8Array, literals: number): boolean {
    this.#workspace.view({ address: this.#lengths, length: lengths.length }).set(lengths);
    return this.#workspace.exports.inflate_tables(this.#place, this.#lengths, literals, lengths.length) >= 0;
  }

  /** Symbols until the block, the piece or the input ends. */
  #decodeSymbols(): InflateStop | "more" {
    const bits = this.#input.length * 8;
    const lastBit = this.#isLast ? bits : bits - STEP_BYTES * 8;
    const lastPlace = this.#start + this.#pieceBytes;
    const input = { address: this.#fed.address, length: this.#input.length };
    const stop = this.#workspace.run("decode", WHAT, input, ({ exports, source }) => {
      const place = new Uint32Array(exports.memory.buffer, this.#place, INFLATE_PLACE.length);
      place[INFLATE_PLACE.bit] = this.#bit;
      place[INFLATE_PLACE.at] = this.#at;
      const result = exports.inflate_symbols(this.#place, source, lastBit, this.#out, lastPlace);
      this.#bit = place[INFLATE_PLACE.bit]!;
      this.#at = place[INFLATE_PLACE.at]!;
      return result;
    });
    if (stop === KERNEL_RESULT.corrupt || this.#bit > bits) return "corrupt";
    return stop === SYMBOLS_END ? "end" : "more";
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
