import { constants, deflateRawSync, inflateRawSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { SeededRandom } from "../../../testing/contract/random.ts";
import { type Inflater, loadInflater } from "./inflater.ts";

const PIECE_BYTES = 3000;

/** Noise, few letters, runs and repetitions at all distances. */
function content(random: SeededRandom, length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length;) {
    const end = Math.min(length, at + 1 + random.below(400));
    const distance = at === 0 ? 0 : random.pick([0, 1, 2, 3, 7, 15, 16, 17, 1 + random.below(at)]);
    const letters = random.pick([1, 2, 30, 256]);
    for (; at < end; at++) {
      bytes[at] = distance > 0 && distance <= at ? bytes[at - distance]! : random.below(letters);
    }
  }
  return bytes;
}

/** Decodes all, fed in parts; null for what is no whole stream. */
function decode(inflater: Inflater, stream: Uint8Array<ArrayBuffer>, feedBytes: number): Buffer | null {
  const pieces: Uint8Array[] = [];
  inflater.restore({ bit: 0, block: { kind: "none" }, window: new Uint8Array(0) });
  for (;;) {
    inflater.beginPiece();
    let stop = inflater.run();
    while (stop === "input") {
      const from = inflater.position;
      inflater.feed(stream.slice(from, from + feedBytes), from + feedBytes >= stream.length);
      stop = inflater.run();
    }
    if (stop === "corrupt") return null;
    pieces.push(inflater.output());
    if (stop === "end") return Buffer.concat(pieces);
  }
}

function expected(stream: Uint8Array): Buffer | null {
  try {
    return inflateRawSync(stream);
  } catch {
    return null;
  }
}

describe("the inflater", () => {
  const random = new SeededRandom(11);
  const { Z_FIXED, Z_HUFFMAN_ONLY, Z_RLE, Z_DEFAULT_STRATEGY } = constants;
  const streams = Array.from({ length: 40 }, (_, at) => {
    const bytes = content(random, 1 + random.below(at < 30 ? 2000 : 90_000));
    const strategy = random.pick([Z_FIXED, Z_HUFFMAN_ONLY, Z_RLE, Z_DEFAULT_STRATEGY, Z_DEFAULT_STRATEGY]);
    return { bytes, stream: new Uint8Array(deflateRawSync(bytes, { strategy, level: random.below(10) })) };
  });

  it("decodes what zlib writes, in whatever parts it comes", async () => {
    const inflater = await loadInflater(PIECE_BYTES);
    for (const { bytes, stream } of streams) {
      for (const feedBytes of [600, 5000, 10 ** 6]) {
        expect(decode(inflater, stream, feedBytes)!.equals(bytes)).toBe(true);
      }
    }
  });

  it("goes on from any state as if it had never been elsewhere", async () => {
    const inflater = await loadInflater(PIECE_BYTES);
    const { bytes, stream } = streams.at(-1)!;
    inflater.restore({ bit: 0, block: { kind: "none" }, window: new Uint8Array(0) });
    inflater.feed(stream, true);
    const states = [];
    for (let start = 0, stop = "output"; stop === "output"; start += inflater.output().length) {
      states.push({ start, state: inflater.state() });
      inflater.beginPiece();
      stop = inflater.run();
    }
    for (const { start, state } of states.toReversed()) {
      inflater.restore(state);
      inflater.feed(stream.slice(inflater.position), true);
      inflater.beginPiece();
      inflater.run();
      const piece = inflater.output();
      expect(Buffer.compare(piece, bytes.subarray(start, start + piece.length))).toBe(0);
    }
  });

  it("takes and refuses damaged streams as zlib does", async () => {
    const inflater = await loadInflater(PIECE_BYTES);
    let taken = 0;
    for (let turn = 0; turn < 1500; turn++) {
      const { stream } = streams[turn % 30]!;
      const damaged = stream.slice(0, random.below(4) === 0 ? random.below(stream.length + 1) : stream.length);
      for (let flips = random.below(3); flips > 0 && damaged.length > 0; flips--) {
        // Most of a stream's heads are in its first bytes.
        const at = random.below(random.pick([damaged.length, Math.min(60, damaged.length)]));
        damaged[at] = damaged[at]! ^ (1 << random.below(8));
      }
      const wanted = expected(damaged);
      const found = decode(inflater, damaged, 10 ** 6);
      if (wanted !== null) taken++;
      if (wanted === null) expect(found).toBeNull();
      else expect(found?.equals(wanted)).toBe(true);
    }
    expect(taken).toBeGreaterThan(200);
  });
});
