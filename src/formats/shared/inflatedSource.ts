import { throwIfAborted } from "../../bytes/abort.ts";
import { nextTurn } from "../../bytes/nextTurn.ts";
import { CachedSource } from "../../bytes/cachedSource.ts";
import type { ByteSource } from "../../bytes/source.ts";
import { type Inflater, type InflaterState, loadInflater } from "../../codecs/inflate/inflater.ts";
import { ZarrdropError } from "../../model/errors.ts";
import { announceWork } from "../../model/lifeSigns.ts";
import { gzipHeaderBytes, ZLIB_HEADER_BYTES } from "./gzipHeader.ts";

/** Decoded bytes of a piece. */
const PIECE_BYTES = 2 ** 20;
/** Packed bytes that are read at once. */
const FEED_BYTES = 256 * 1024;
/** Decoded pieces that are kept, and places from which decoding can go on (33 kB each): with the decoder some 25 MB, however large the file is. */
const KEPT_BYTES = 8 * 2 ** 20;
const MOST_CHECKPOINTS = 512;
/** Deflate cannot do better: 258 bytes in 2 bits. */
const LARGEST_RATIO = 1032;
const TRAILER_BYTES = 8;

/** How a deflate stream is wrapped: gzip may have several members, one after the other; "none" is the stream alone. */
export type Wrapping = "gzip" | "zlib" | "none";

/** A decoded piece, and its first byte in the decoded file. */
type Piece = { start: number; bytes: Uint8Array<ArrayBuffer> };

/** Where decoding can go on: byte of the decoded file, byte of the packed file at which the stream (a gzip member) begins. */
type Checkpoint = { start: number; stream: number; state: InflaterState };

const FRESH: InflaterState = { bit: 0, block: { kind: "none" }, window: new Uint8Array(0) };

/**
 * A compressed file as the file that is in it, to be read at any place. Nothing is written anywhere, and memory does not grow with the file: what lies
 * before a place is decoded once, and leaves checkpoints from which later reads go on; those far apart are thinned out when there
 * are many. Reads in order decode everything once. `size` is only a bound, as nobody knows it before the end was decoded: a read behind the end is
 * `corrupt` then. Checksums of gzip are verified as far as a file was read through from its beginning.
 */
export class InflatedSource implements ByteSource {
  readonly name: string;
  readonly size: number;
  readonly #packed: ByteSource;
  readonly #wrapping: Wrapping;
  /** Loaded by the first read. */
  #inflater: Inflater | null = null;
  #recent: Piece[] = [];
  #checkpoints: Checkpoint[] = [];
  /** Decoded bytes between two checkpoints. */
  #spacing = PIECE_BYTES;
  /** Where the decoder stands; null before the first piece and after a failure. */
  #at: { start: number; stream: number } | null = null;
  /** How far everything was decoded, and the checksum of the stream up to there. */
  #checked = { end: 0, crc: 0 };
  /** One decoder, one reader at a time. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(packed: ByteSource, wrapping: Wrapping) {
    this.name = packed.name;
    this.size = Math.min(Number.MAX_SAFE_INTEGER, packed.size * LARGEST_RATIO);
    // Short members of gzip lie in one block.
    this.#packed = new CachedSource(packed, { blockBytes: FEED_BYTES, blocks: 4 });
    this.#wrapping = wrapping;
  }

  /** @throws `corrupt` for no such stream, and behind its end; those of the packed file */
  async read(
    offset: number,
    length: number,
    signal?: AbortSignal,
    room?: Uint8Array<ArrayBuffer>,
  ): Promise<Uint8Array<ArrayBuffer>> {
    throwIfAborted(signal);
    if (!(Number.isSafeInteger(offset + length) && offset + length <= this.size))
      throw this.#endsEarly(offset + length);
    const target = room ?? new Uint8Array(length);
    const mine = this.#turn.then(() => this.#fill(target, offset, signal));
    // Whoever comes next waits for the decoder, whatever becomes of this read.
    this.#turn = mine.catch(() => {});
    await mine;
    return target;
  }

  async #fill(target: Uint8Array, offset: number, signal: AbortSignal | undefined): Promise<void> {
    const inflater = (this.#inflater ??= await loadInflater(PIECE_BYTES));
    for (let done = 0; done < target.length;) {
      throwIfAborted(signal);
      const piece = await this.#pieceAt(inflater, offset + done, signal);
      const from = offset + done - piece.start;
      const part = piece.bytes.subarray(from, from + target.length - done);
      target.set(part, done);
      done += part.length;
    }
  }

  async #pieceAt(inflater: Inflater, place: number, signal: AbortSignal | undefined): Promise<Piece> {
    const holds = ({ start, bytes }: Piece): boolean => place >= start && place < start + bytes.length;
    const known = this.#recent.find(holds);
    if (known !== undefined) return known;
    await this.#goTo(inflater, place, signal);
    for (;;) {
      throwIfAborted(signal);
      const piece = await this.#nextPiece(inflater, signal);
      if (piece === null) throw this.#endsEarly(place + 1);
      if (holds(piece)) return piece;
    }
  }

  /** Puts the decoder to the nearest place before that it can go on from. */
  async #goTo(inflater: Inflater, place: number, signal: AbortSignal | undefined): Promise<void> {
    const near = this.#checkpoints.findLast(({ start }) => start <= place);
    const here = this.#at;
    if (here !== null && here.start <= place && (near === undefined || near.start <= here.start)) return;
    if (near === undefined) {
      await this.#beginStream(inflater, 0, 0, signal);
      return;
    }
    inflater.restore(near.state);
    this.#at = { start: near.start, stream: near.stream };
  }

  /** The next decoded piece; null behind the end. */
  async #nextPiece(inflater: Inflater, signal: AbortSignal | undefined): Promise<Piece | null> {
    // Set by `#goTo`.
    const { start, stream } = this.#at!;
    // Until the piece is whole the decoder is nowhere.
    this.#at = null;
    if (stream >= this.#packed.size) return null;
    this.#keepCheckpoint({ start, stream }, () => inflater.state());
    announceWork(PIECE_BYTES);
    await nextTurn();
    inflater.beginPiece();
    let stop = inflater.run();
    while (stop === "input") {
      await this.#feed(inflater, stream, signal);
      stop = inflater.run();
    }
    if (stop === "corrupt") throw this.#damaged(`no deflate stream behind byte ${stream + inflater.position}`);
    const piece = { start, bytes: inflater.output() };
    const isNew = this.#check(inflater, piece);
    const end = start + piece.bytes.length;
    if (stop === "end") {
      const packedEnd = stream + inflater.end;
      if (isNew) await this.#verify(packedEnd, signal);
      await this.#beginStream(inflater, end, packedEnd + TRAILER_BYTES, signal);
    } else this.#at = { start: end, stream };
    this.#keepPiece(piece);
    return piece;
  }

  async #feed(inflater: Inflater, stream: number, signal: AbortSignal | undefined): Promise<void> {
    const from = stream + inflater.position;
    const length = Math.min(FEED_BYTES, this.#packed.size - from);
    const bytes = await this.#packed.read(from, length, signal);
    inflater.feed(bytes, from + length === this.#packed.size);
  }

  /** Compares the checksum in a gzip member's trailer with that of all that was decoded of it. */
  async #verify(trailer: number, signal: AbortSignal | undefined): Promise<void> {
    if (this.#wrapping !== "gzip") return;
    if (trailer + TRAILER_BYTES > this.#packed.size) throw this.#damaged("no gzip trailer");
    const bytes = await this.#packed.read(trailer, 4, signal);
    const expected = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
    if (this.#checked.crc !== expected) throw this.#damaged("wrong CRC-32");
    this.#checked.crc = 0;
  }

  /** Puts the decoder to the beginning of a stream; what is no further member of gzip ends the file. */
  async #beginStream(
    inflater: Inflater,
    decoded: number,
    packed: number,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    const header = await this.#headerBytes(packed, signal);
    if (header === null && packed === 0) throw this.#damaged("no header");
    inflater.restore(FRESH);
    this.#at = { start: decoded, stream: header === null ? this.#packed.size : packed + header };
  }

  async #headerBytes(packed: number, signal: AbortSignal | undefined): Promise<number | null> {
    if (this.#wrapping === "gzip") return gzipHeaderBytes(this.#packed, packed, signal);
    if (packed !== 0) return null;
    return this.#wrapping === "zlib" ? ZLIB_HEADER_BYTES : 0;
  }

  /** Counts a piece into the checksum if it was decoded for the first time, and says whether it was. */
  #check(inflater: Inflater, { start, bytes }: Piece): boolean {
    if (start !== this.#checked.end) return false;
    this.#checked = { end: start + bytes.length, crc: inflater.checksum(this.#checked.crc) };
    return true;
  }

  /** Keeps a checkpoint, whose state is asked for only then. */
  #keepCheckpoint(place: { start: number; stream: number }, stateOf: () => InflaterState): void {
    const last = this.#checkpoints.at(-1);
    if (last !== undefined && place.start < last.start + this.#spacing) return;
    this.#checkpoints.push({ ...place, state: stateOf() });
    if (this.#checkpoints.length <= MOST_CHECKPOINTS) return;
    this.#checkpoints = this.#checkpoints.filter((_, index) => index % 2 === 0);
    this.#spacing *= 2;
  }

  #keepPiece(piece: Piece): void {
    this.#recent.push(piece);
    let bytes = this.#recent.reduce((sum, each) => sum + each.bytes.length, 0);
    while (bytes > KEPT_BYTES || this.#recent.length > KEPT_BYTES / 2 ** 16) {
      bytes -= this.#recent.shift()!.bytes.length;
    }
  }

  #endsEarly(needed: number): ZarrdropError {
    return new ZarrdropError("corrupt", `${this.name} ends too early: what is compressed in it is less than it says.`, {
      file: this.name,
      technical: `${needed} decoded bytes are needed`,
    });
  }

  #damaged(technical: string): ZarrdropError {
    return new ZarrdropError("corrupt", `${this.name} is damaged: it cannot be decompressed.`, {
      file: this.name,
      technical,
    });
  }
}

/** A file as what is in it, if it is one of gzip; else the file itself. */
export async function unpackedSource(source: ByteSource, signal: AbortSignal): Promise<ByteSource> {
  const [first, second] = await source.read(0, Math.min(2, source.size), signal);
  return first === 0x1f && second === 0x8b ? new InflatedSource(source, "gzip") : source;
}
