import { describe, expect, test } from "vitest";
import type { CompressorConfiguration } from "../model/compressor.ts";
import { bytesOfPixels, DATA_TYPES, type DataType, type PixelArray } from "../model/dtype.ts";
import { sizeOfShape, wholeRegion } from "../model/region.ts";
import type { OutputPlan } from "../plan/plan.ts";
import { levelDocuments, storedLevel } from "./levelArray.ts";
import { jsonBytes } from "./jsonFile.ts";
import { openLevel } from "../../testing/store/openLevel.ts";
import { joinParts, MemorySink } from "./memorySink.ts";
import type { FileInParts, Sink } from "./sink.ts";
import { readForeign } from "../../testing/store/readForeign.ts";
import { samplePixels, sampleLevel, samplePlan } from "../../testing/store/samplePlan.ts";
import { writeLevel } from "../../testing/store/writeLevel.ts";
import { WriteQueue } from "./writeQueue.ts";

const SIGNAL = new AbortController().signal;

async function write(sink: MemorySink, output: OutputPlan, pixels: PixelArray): Promise<void> {
  const writer = await openLevel(sink, output, 0, SIGNAL);
  await writeLevel(writer, output, 0, pixels);
  await writer.flush();
  for (const { path, value } of levelDocuments(output, output.levels[0]!)) await sink.write(path, [jsonBytes(value)]);
}

async function readOwn(sink: MemorySink, output: OutputPlan): Promise<PixelArray> {
  const { shape } = output.levels[0]!;
  const target = samplePixels(output.dtype, shape, 99);
  await storedLevel(sink, output, output.levels[0]!).readRegion(
    wholeRegion(shape),
    target,
    new AbortController().signal,
  );
  return target;
}

const SHAPE = [2, 5, 13];
const CHUNK = [1, 3, 4];

describe("chunks of one level", () => {
  const foreignTypes: DataType[] = DATA_TYPES.filter(
    (dtype) => !["float16", "complex64", "complex128"].includes(dtype),
  );

  for (const zarrFormat of [2, 3] as const) {
    test.each(DATA_TYPES)(`v${zarrFormat} %s comes back`, async (dtype) => {
      const output = samplePlan(dtype, [sampleLevel("0", SHAPE, CHUNK)], { zarrFormat });
      const pixels = samplePixels(dtype, SHAPE);
      const sink = new MemorySink();
      await write(sink, output, pixels);
      expect(await readOwn(sink, output)).toEqual(pixels);
      if (foreignTypes.includes(dtype)) {
        const foreign = await readForeign(sink, "0");
        expect(foreign.shape).toEqual(SHAPE);
        expect(foreign.bytes).toEqual(bytesOfPixels(pixels));
      }
    });
  }

  const compressors: [string, 2 | 3, CompressorConfiguration | null][] = [
    ["none", 2, null],
    ["none", 3, null],
    ["zlib", 2, { id: "zlib", level: 6 }],
    ["lz4", 2, { id: "lz4", acceleration: 1 }],
    ["gzip", 2, { id: "gzip", level: 5 }],
    ["gzip", 3, { id: "gzip", level: 5 }],
    ["zstd", 2, { id: "zstd", level: 3, checksum: false }],
    ["zstd", 3, { id: "zstd", level: 3, checksum: true }],
    ["blosc lz4", 3, { id: "blosc", cname: "lz4", clevel: 5, shuffle: "shuffle", typesize: null, blocksize: 0 }],
    ["blosc zlib", 2, { id: "blosc", cname: "zlib", clevel: 1, shuffle: "noshuffle", typesize: 4, blocksize: 0 }],
  ];
  test.each(compressors)("%s in v%i is read by zarrita", async (_, zarrFormat, compressor) => {
    const output = samplePlan("uint16", [sampleLevel("0", SHAPE, CHUNK)], { zarrFormat, compressor });
    const pixels = samplePixels("uint16", SHAPE);
    const sink = new MemorySink();
    await write(sink, output, pixels);
    expect((await readForeign(sink, "0")).bytes).toEqual(bytesOfPixels(pixels));
    expect(await readOwn(sink, output)).toEqual(pixels);
  });

  test("names of files", async () => {
    const files = async (zarrFormat: 2 | 3): Promise<string[]> => {
      const output = samplePlan("uint8", [sampleLevel("0", [3, 3], [2, 3])], { zarrFormat });
      const sink = new MemorySink();
      await write(sink, output, samplePixels("uint8", [3, 3]));
      return sink.list();
    };
    expect(await files(2)).toEqual(["0/.zarray", "0/.zattrs", "0/0/0", "0/1/0"]);
    expect(await files(3)).toEqual(["0/c/0/0", "0/c/1/0", "0/zarr.json"]);
  });

  test("big-endian in v2", async () => {
    const output = samplePlan("uint16", [sampleLevel("0", [1, 2], [1, 2])], {
      zarrFormat: 2,
      compressor: null,
      byteOrder: "big",
    });
    const pixels = new Uint16Array([0x0102, 0x0304]);
    const sink = new MemorySink();
    await write(sink, output, pixels);
    expect(sink.files.get("0/0/0")).toEqual(new Uint8Array([1, 2, 3, 4]));
    expect(pixels).toEqual(new Uint16Array([0x0102, 0x0304]));
    expect((await readForeign(sink, "0")).bytes).toEqual(bytesOfPixels(pixels));
  });

  test("chunks of zeros are left out, negative zero is not", async () => {
    const output = samplePlan("float32", [sampleLevel("0", [1, 6], [1, 2])]);
    const sink = new MemorySink();
    const writer = await openLevel(sink, output, 0, SIGNAL, { verify: "all" });
    await writeLevel(writer, output, 0, new Float32Array([0, 0, -0, 0, 0, 1]));
    await writer.flush();
    expect(await sink.list()).toEqual(["0/c/0/1", "0/c/0/2"]);
    expect(writer.emptyChunks).toBe(1);
    const record = writer.takeRecord();
    expect(record.files).toEqual([0, 1, 2]);
    expect(record.fileBytes[0]).toBe(0);
    expect(record.chunks).toEqual([0, 1, 2]);
    expect(record.checksums[0]).toBe(-1);
    expect(writer.takeRecord().files).toEqual([]);
  });

  test("a chunk larger than the array is stored whole", async () => {
    const output = samplePlan("uint8", [sampleLevel("0", [3, 5], [4, 8])], { compressor: null });
    const sink = new MemorySink();
    const pixels = samplePixels("uint8", [3, 5]);
    await write(sink, output, pixels);
    expect(sink.files.get("0/c/0/0")?.length).toBe(32);
    expect((await readForeign(sink, "0")).bytes).toEqual(pixels);
  });

  test("pixels may be reused as soon as writeChunk returns", async () => {
    const output = samplePlan("uint8", [sampleLevel("0", [1, 4], [1, 2])], { compressor: null });
    const sink = new MemorySink();
    const writer = await openLevel(sink, output, 0, SIGNAL);
    const chunk = new Uint8Array([1, 2]);
    const first = writer.writeChunk([0, 0], chunk);
    chunk.set([3, 4]);
    const second = writer.writeChunk([0, 1], chunk);
    chunk.fill(0);
    await Promise.all([first, second]);
    await writer.flush();
    expect(await readOwn(sink, output)).toEqual(new Uint8Array([1, 2, 3, 4]));
  });

  test("a chunk of another size is our own defect", async () => {
    const output = samplePlan("uint16", [sampleLevel("0", [1, 4], [1, 2])]);
    const writer = await openLevel(new MemorySink(), output, 0, SIGNAL);
    await expect(writer.writeChunk([0, 0], new Uint16Array(3))).rejects.toMatchObject({ kind: "internal" });
  });
});

describe("shards", () => {
  const SHARD = [2, 6, 8];

  test.each(["uint16", "int8", "float64", "bool"] as const)("%s is read by zarrita", async (dtype) => {
    const output = samplePlan(dtype, [sampleLevel("0", SHAPE, CHUNK, SHARD)]);
    const pixels = samplePixels(dtype, SHAPE);
    const sink = new MemorySink();
    await write(sink, output, pixels);
    expect(await sink.list()).toEqual(["0/c/0/0/0", "0/c/0/0/1", "0/zarr.json"]);
    expect((await readForeign(sink, "0")).bytes).toEqual(bytesOfPixels(pixels));
    expect(await readOwn(sink, output)).toEqual(pixels);
  });

  test("the order of arrival does not matter", async () => {
    const output = samplePlan("uint16", [sampleLevel("0", SHAPE, CHUNK, SHARD)]);
    const pixels = samplePixels("uint16", SHAPE);
    const inOrder = new MemorySink();
    await write(inOrder, output, pixels);
    const reversed = new MemorySink();
    const writer = await openLevel(reversed, output, 0, SIGNAL);
    await writeLevel(writer, output, 0, pixels, undefined, (chunks) => chunks.reverse());
    expect(writer.pendingBytes).toBe(0);
    await writer.flush();
    for (const name of await reversed.list()) expect(reversed.files.get(name)).toEqual(inOrder.files.get(name));
  });

  test("zero chunks stay out of a shard, and a shard of zeros out of the store", async () => {
    const output = samplePlan("uint8", [sampleLevel("0", [2, 8], [2, 2], [2, 4])], { compressor: null });
    const sink = new MemorySink();
    const pixels = new Uint8Array(16);
    pixels[6] = 7;
    await write(sink, output, pixels);
    expect(await sink.list()).toEqual(["0/c/0/1", "0/zarr.json"]);
    const shard = sink.files.get("0/c/0/1")!;
    // One chunk of 4 bytes, then two entries and the checksum.
    expect(shard.length).toBe(4 + 2 * 16 + 4);
    expect([...shard.subarray(4, 20)]).toEqual(new Array(16).fill(255));
    expect([...shard.subarray(20, 36)]).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0]);
    expect((await readForeign(sink, "0")).bytes).toEqual(pixels);
  });

  test("a shard is written in one piece where memory is lent, and its chunks' memory is free by then", async () => {
    const output = samplePlan("uint8", [sampleLevel("0", [2, 4], [1, 2], [2, 4])], { compressor: null });
    const pixels = samplePixels("uint8", [2, 4], 3);
    const plain = new MemorySink();
    await write(plain, output, pixels);
    const lent = new Set<Uint8Array>();
    const rooms = {
      borrow: (bytes: number) => {
        const room = new Uint8Array(bytes);
        lent.add(room);
        return room;
      },
      giveBack: (room: Uint8Array) => void lent.delete(room),
    };
    const written: number[] = [];
    class WatchedSink extends MemorySink {
      override async write(...given: Parameters<MemorySink["write"]>): Promise<void> {
        written.push(given[1].length, lent.size);
        await super.write(...given);
      }
    }
    const sink = new WatchedSink();
    const writer = await openLevel(sink, output, 0, SIGNAL, { rooms });
    await writeLevel(writer, output, 0, pixels);
    await writer.flush();
    expect(written).toEqual([1, 1]);
    expect(lent.size).toBe(0);
    expect(sink.files.get("0/c/0/0")).toEqual(plain.files.get("0/c/0/0"));
  });

  /** Notes what happens to files in parts; `failsAt`: the number of the piece that is not written. */
  class PiecesSink extends MemorySink implements Sink {
    readonly log: string[] = [];
    failsAt = Infinity;

    async begin(path: string): Promise<FileInParts> {
      const parts: Uint8Array[] = [];
      this.log.push(`begin ${path}`);
      return {
        write: async (pieces) => {
          if (parts.length >= this.failsAt) throw new Error("no");
          parts.push(...pieces.map((piece) => piece.slice()));
          this.log.push(`write ${joinParts(pieces).length}`);
        },
        finish: async () => void this.files.set(path, joinParts(parts)),
        giveUp: async () => void this.log.push(`give up ${path}`),
      };
    }
  }

  test("a shard is written piece by piece, in its order, whatever the order of arrival", async () => {
    const output = samplePlan("uint8", [sampleLevel("0", [1, 16], [1, 2], [1, 16])], { compressor: null });
    const pixels = Uint8Array.from({ length: 16 }, (_, at) => (at === 4 || at === 5 ? 0 : at + 1));
    const whole = new MemorySink();
    await write(whole, output, pixels);
    const sink = new PiecesSink();
    const writer = await openLevel(sink, output, 0, SIGNAL, { pieceBytes: 4 });
    let most = 0;
    for (const chunk of [1, 0, 2, 3, 4, 7, 6, 5]) {
      await writer.writeChunk([0, chunk], pixels.subarray(2 * chunk, 2 * chunk + 2));
      most = Math.max(most, writer.pendingBytes);
    }
    await writer.flush();
    expect(sink.log).toEqual(["begin 0/c/0/0", "write 4", "write 4", `write ${6 + 8 * 16 + 4}`]);
    expect(most).toBe(4);
    expect(sink.files.get("0/c/0/0")).toEqual(whole.files.get("0/c/0/0"));
    expect(writer.takeRecord()).toMatchObject({ files: [0], fileBytes: [14 + 8 * 16 + 4] });
  });

  test("a shard of which a piece could not be written is given up", async () => {
    const output = samplePlan("uint8", [sampleLevel("0", [1, 16], [1, 2], [1, 16])], { compressor: null });
    const sink = new PiecesSink();
    sink.failsAt = 1;
    const queue = new WriteQueue(undefined, SIGNAL);
    const writer = await openLevel(sink, output, 0, SIGNAL, { pieceBytes: 2, queue });
    const writing = writeLevel(writer, output, 0, new Uint8Array(16).fill(5));
    await expect(writing.then(() => writer.flush())).rejects.toMatchObject({ kind: "storage" });
    await queue.stopped();
    await writer.giveUp();
    expect(sink.log).toEqual(["begin 0/c/0/0", "write 2", "give up 0/c/0/0"]);
    expect(sink.files.size).toBe(0);
  });

  test("flush refuses a shard that lacks chunks", async () => {
    const output = samplePlan("uint8", [sampleLevel("0", [2, 8], [2, 2], [2, 4])]);
    const writer = await openLevel(new MemorySink(), output, 0, SIGNAL);
    await writer.writeChunk([0, 0], new Uint8Array([1, 2, 3, 4]));
    expect(writer.pendingBytes).toBeGreaterThan(0);
    await expect(writer.flush()).rejects.toMatchObject({ kind: "internal" });
  });

  test("only the time points that are written are waited for", async () => {
    const output = samplePlan("uint8", [sampleLevel("0", [4, 1, 1, 2, 2], [1, 1, 1, 2, 2], [4, 1, 1, 2, 2])], {
      time: { axis: 0, sourceStart: 0, destinationStart: 1, count: 2, append: false },
    });
    const sink = new MemorySink();
    const writer = await openLevel(sink, output, 0, SIGNAL);
    await writer.writeChunk([1, 0, 0, 0, 0], new Uint8Array([1, 2, 3, 4]));
    await writer.writeChunk([2, 0, 0, 0, 0], new Uint8Array([5, 6, 7, 8]));
    await writer.flush();
    expect(await readOwn(sink, output)).toEqual(new Uint8Array([0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 0, 0, 0, 0]));
  });

  test("a damaged index is told", async () => {
    const output = samplePlan("uint8", [sampleLevel("0", [2, 4], [2, 2], [2, 4])]);
    const sink = new MemorySink();
    await write(sink, output, samplePixels("uint8", [2, 4]));
    const shard = sink.files.get("0/c/0/0")!;
    shard[shard.length - 6]! ^= 1;
    await expect(readOwn(sink, output)).rejects.toMatchObject({ kind: "corrupt", details: { file: "0/c/0/0" } });
    sink.files.set("0/c/0/0", shard.slice(0, 10));
    await expect(readOwn(sink, output)).rejects.toMatchObject({ kind: "corrupt" });
  });
});

describe("append along t", () => {
  const frame = [1, 1, 4, 4];
  const shapeOf = (t: number): number[] => [t, ...frame];
  const plans: [string, number[], number[] | null][] = [
    ["one time point a chunk", [1, 1, 1, 4, 4], null],
    ["two time points a chunk", [2, 1, 1, 4, 4], null],
    ["one time point a chunk, three a shard", [1, 1, 1, 4, 4], [3, 1, 1, 4, 4]],
    ["two time points a chunk, four a shard", [2, 1, 1, 2, 2], [4, 1, 1, 4, 4]],
  ];
  test.each(plans)("%s: what was there stays", async (_, chunk, shard) => {
    const all = samplePixels("uint16", shapeOf(5));
    const perPoint = sizeOfShape(frame);
    const sink = new MemorySink();
    const first = samplePlan("uint16", [sampleLevel("0", shapeOf(3), chunk, shard)]);
    await write(sink, first, all.slice(0, 3 * perPoint));
    const grown = samplePlan("uint16", [sampleLevel("0", shapeOf(5), chunk, shard)], {
      time: { axis: 0, sourceStart: 0, destinationStart: 3, count: 2, append: { shapes: [shapeOf(3)] } },
    });
    // Twice: going on after a stop must give the same.
    for (let run = 0; run < 2; run++) {
      const writer = await openLevel(sink, grown, 0, SIGNAL);
      await writeLevel(writer, grown, 0, all.slice(3 * perPoint), { start: [3, 0, 0, 0, 0], shape: shapeOf(2) });
      await writer.flush();
      for (const { path, value } of levelDocuments(grown, grown.levels[0]!)) await sink.write(path, [jsonBytes(value)]);
      expect(await readOwn(sink, grown)).toEqual(all);
      expect((await readForeign(sink, "0")).bytes).toEqual(bytesOfPixels(all));
    }
  });

  test("time points that become empty lose their file", async () => {
    const sink = new MemorySink();
    const plan = samplePlan("uint8", [sampleLevel("0", [2, 1, 1, 1, 2], [1, 1, 1, 1, 2])], {
      time: { axis: 0, sourceStart: 0, destinationStart: 0, count: 2, append: { shapes: [[2, 1, 1, 1, 2]] } },
    });
    await write(sink, plan, new Uint8Array([1, 2, 3, 4]));
    await write(sink, plan, new Uint8Array([5, 6, 0, 0]));
    expect(await readOwn(sink, plan)).toEqual(new Uint8Array([5, 6, 0, 0]));
    expect(await sink.list("0")).toEqual(["0/c/0/0/0/0/0", "0/zarr.json"]);
  });
});

describe("writing in the background", () => {
  /** A sink whose writes end when told. */
  class SlowSink extends MemorySink {
    readonly waiting: (() => void)[] = [];
    override async write(...given: Parameters<MemorySink["write"]>): Promise<void> {
      await new Promise<void>((resolve) => this.waiting.push(resolve));
      await super.write(...given);
    }
  }
  const plan = samplePlan("uint8", [sampleLevel("0", [1, 64], [1, 4])], { compressor: null });
  const chunk = new Uint8Array([1, 2, 3, 4]);

  test("several files at once, then the caller waits", async () => {
    const sink = new SlowSink();
    const queue = new WriteQueue({ filesAtOnce: 3, bytesInFlight: 1000 });
    const writer = await openLevel(sink, plan, 0, SIGNAL, { queue });
    for (let at = 0; at < 3; at++) await writer.writeChunk([0, at], chunk);
    expect(sink.waiting.length).toBe(3);
    let isIn = false;
    const fourth = writer.writeChunk([0, 3], chunk).then(() => (isIn = true));
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(isIn).toBe(false);
    sink.waiting.shift()!();
    await fourth;
    const flushed = writer.flush();
    while (sink.files.size < 4) {
      sink.waiting.shift()?.();
      await new Promise((resolve) => setTimeout(resolve));
    }
    await flushed;
    expect(writer.takeRecord().fileBytes).toEqual([4, 4, 4, 4]);
    expect(queue.bytesInFlight).toBe(0);
  });

  test("a flush waits for what was handed over before it, and for nothing else", async () => {
    const sink = new SlowSink();
    const writer = await openLevel(sink, plan, 0, SIGNAL);
    await writer.writeChunk([0, 0], chunk);
    const flushed = writer.flush();
    expect(writer.takeRecord().files).toEqual([0]);
    await writer.writeChunk([0, 1], chunk);
    sink.waiting[0]!();
    await flushed;
    expect([...sink.files.keys()]).toEqual(["0/c/0/0"]);
    expect(writer.takeRecord().files).toEqual([1]);
  });

  test("between two chunks the event loop has its turn, also while a shard is filled", async () => {
    const shards = samplePlan("uint8", [sampleLevel("0", [1, 64], [1, 4], [1, 64])], { compressor: null });
    const writer = await openLevel(new MemorySink(), shards, 0, SIGNAL);
    let turns = 0;
    const other = setInterval(() => turns++, 0);
    const until = performance.now() + 20;
    while (performance.now() < until);
    for (let at = 0; at < 8; at++) await writer.writeChunk([0, at], chunk);
    clearInterval(other);
    expect(turns).toBeGreaterThan(0);
  });

  test("bytes in flight are bounded", async () => {
    const sink = new SlowSink();
    const queue = new WriteQueue({ filesAtOnce: 8, bytesInFlight: 6 });
    const writer = await openLevel(sink, plan, 0, SIGNAL, { queue });
    await writer.writeChunk([0, 0], chunk);
    const second = writer.writeChunk([0, 1], chunk);
    expect(queue.bytesInFlight).toBe(8);
    sink.waiting[0]!();
    await second;
    expect(queue.bytesInFlight).toBe(4);
  });

  test("a failure surfaces at the next call and ends the queue", async () => {
    class FullSink extends MemorySink {
      override async write(): Promise<void> {
        // After the call that handed the chunk over.
        await new Promise((resolve) => setTimeout(resolve, 5));
        throw new DOMException("full", "QuotaExceededError");
      }
    }
    const writer = await openLevel(new FullSink(), plan, 0, SIGNAL);
    await writer.writeChunk([0, 0], chunk);
    await expect(writer.flush()).rejects.toMatchObject({ kind: "storage-full" });
    await expect(writer.writeChunk([0, 1], chunk)).rejects.toMatchObject({ kind: "storage-full" });
  });

  test("an abort is heard even when a write hangs", async () => {
    const controller = new AbortController();
    const writer = await openLevel(new SlowSink(), plan, 0, controller.signal);
    await writer.writeChunk([0, 0], chunk);
    const flushed = writer.flush();
    controller.abort();
    await expect(flushed).rejects.toMatchObject({ kind: "cancelled" });
    await expect(writer.writeChunk([0, 1], chunk)).rejects.toMatchObject({ kind: "cancelled" });
  });
});
