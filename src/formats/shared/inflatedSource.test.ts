import { constants, deflateSync, gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { MemorySource } from "../../bytes/memorySource.ts";
import type { ByteSource } from "../../bytes/source.ts";
import { SeededRandom } from "../../../testing/contract/random.ts";
import { InflatedSource, type Wrapping } from "./inflatedSource.ts";

/** Bytes that compress in parts: noise, text of few letters, zeros. */
function content(length: number, seed: number): Uint8Array<ArrayBuffer> {
  const random = new SeededRandom(seed);
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length;) {
    const run = Math.min(length - at, 1 + random.below(40_000));
    const letters = random.pick([0, 1, 3, 20, 256]);
    for (let end = at + run; at < end; at++) bytes[at] = letters === 0 ? 0 : random.below(letters);
  }
  return bytes;
}

function packed(bytes: Uint8Array, name = "a.gz"): MemorySource {
  return new MemorySource(name, new Uint8Array(bytes));
}

/** Reads at random places, and all in order; compares with what was compressed. */
async function expectContent(source: ByteSource, bytes: Uint8Array): Promise<void> {
  const random = new SeededRandom(5);
  for (let turn = 0; turn < 40; turn++) {
    const offset = random.below(bytes.length);
    const length = Math.min(bytes.length - offset, random.pick([1, 100, 70_000]));
    expect(Buffer.compare(await source.read(offset, length), bytes.subarray(offset, offset + length))).toBe(0);
  }
  expect(Buffer.compare(await source.read(0, bytes.length), bytes)).toBe(0);
}

describe("compressed files", () => {
  const bytes = content(3_500_000, 1);
  it.each<[string, Wrapping, Uint8Array]>([
    ["gzip", "gzip", gzipSync(bytes)],
    ["gzip, fast", "gzip", gzipSync(bytes, { level: 1 })],
    ["gzip, stored", "gzip", gzipSync(bytes, { level: 0 })],
    ["gzip, fixed codes", "gzip", gzipSync(bytes, { strategy: constants.Z_FIXED })],
    ["gzip, Huffman codes alone", "gzip", gzipSync(bytes, { strategy: constants.Z_HUFFMAN_ONLY })],
    ["gzip, runs", "gzip", gzipSync(bytes, { strategy: constants.Z_RLE })],
    ["zlib", "zlib", deflateSync(bytes)],
  ])("are read at any place: %s", async (_, wrapping, file) => {
    await expectContent(new InflatedSource(packed(file), wrapping), bytes);
  });

  it("may have several members, empty ones too, and anything behind them", async () => {
    const parts = [0, 10, 65_280, 0, 2_000_000].map((length, index) => content(length, index + 2));
    const file = Buffer.concat([...parts.map((part) => gzipSync(part)), Buffer.from("\0\0\0")]);
    await expectContent(new InflatedSource(packed(file), "gzip"), Buffer.concat(parts));
  });

  it("may have a name, a comment and further fields in their header", async () => {
    const plain = gzipSync(bytes.subarray(0, 1000));
    const header = Buffer.from(plain.subarray(0, 10));
    header[3] = 2 | 4 | 8 | 16;
    const file = Buffer.concat([header, Buffer.from("\x03\0abcname\0comment\0\x01\x02", "latin1"), plain.subarray(10)]);
    await expectContent(new InflatedSource(packed(file), "gzip"), bytes.subarray(0, 1000));
  });

  it("are decoded once when they are read in order, and from near when not", async () => {
    const long = content(12_000_000, 3);
    const file = gzipSync(long, { level: 1 });
    let read = 0;
    const under = packed(file);
    const counted: ByteSource = {
      name: "a.gz",
      size: under.size,
      read: (offset, length) => {
        read += length;
        return under.read(offset, length);
      },
    };
    const source = new InflatedSource(counted, "gzip");
    for (let at = 0; at < long.length; at += 500_000) await source.read(at, 500_000);
    expect(read).toBeLessThan(file.length + 2 * 256 * 1024);
    read = 0;
    expect(Buffer.compare(await source.read(6_000_000, 1000), long.subarray(6_000_000, 6_001_000))).toBe(0);
    expect(read).toBeLessThan(3 * 2 ** 20);
  });

  it("serve those who ask at once, and go on after a stop and a failure", async () => {
    let fails = true;
    const under = packed(gzipSync(bytes));
    const source = new InflatedSource(
      {
        name: "a.gz",
        size: under.size,
        read: async (offset, length) => {
          if (fails && offset > 500_000) throw new Error("the disk is gone");
          return under.read(offset, length);
        },
      },
      "gzip",
    );
    await expect(source.read(3_000_000, 10)).rejects.toThrow("the disk is gone");
    fails = false;
    const controller = new AbortController();
    const stopped = source.read(3_400_000, 10, controller.signal);
    const others = [3_000_000, 0, 1_000_000].map((at) => source.read(at, 10));
    controller.abort();
    await expect(stopped).rejects.toMatchObject({ kind: "cancelled" });
    const found = await Promise.all(others);
    expect(found.map((each) => [...each])).toEqual(
      [3_000_000, 0, 1_000_000].map((at) => [...bytes.subarray(at, at + 10)]),
    );
  });

  const short = bytes.subarray(0, 200_000);
  const changed = (at: number): Uint8Array => {
    const file = gzipSync(short);
    file[at < 0 ? file.length + at : at]! ^= 0x55;
    return file;
  };
  it.each<[string, Uint8Array, number]>([
    ["that are something else", new Uint8Array(50), 1],
    ["with another checksum", changed(-8), short.length],
    ["that were changed", changed(5000), short.length],
    ["that are cut off", gzipSync(short).subarray(0, 9000), short.length],
    ["without their trailer", gzipSync(short).subarray(0, -6), short.length],
    ["shorter than what is asked for", gzipSync(short), short.length + 1],
    ["of a size that cannot be", gzipSync(short), 2 ** 40],
    ["that are empty", new Uint8Array(0), 0],
  ])("%s are damaged", async (_, file, length) => {
    await expect(new InflatedSource(packed(file), "gzip").read(0, Math.max(1, length))).rejects.toMatchObject({
      kind: "corrupt",
      details: { file: "a.gz" },
    });
  });
});
