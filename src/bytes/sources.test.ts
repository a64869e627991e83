import { execFileSync } from "node:child_process";
import { readdirSync, readlinkSync } from "node:fs";
import { mkdtemp, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { BlobSource } from "./blobSource.ts";
import { CachedSource } from "./cachedSource.ts";
import { OwnSource } from "./ownSource.ts";
import { MemorySource } from "./memorySource.ts";
import { NodeFileSource } from "./nodeFile.ts";
import { mergeRanges, readMany } from "./readMany.ts";
import { borrowRoom, returnRoom } from "./rooms.ts";
import { SliceSource } from "./sliceSource.ts";
import type { ByteSource } from "./source.ts";

const bytes = Uint8Array.from({ length: 1000 }, (_, index) => index % 251);
const never = new AbortController().signal;
let folder: string;
let path: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "zarrdrop-bytes-"));
  path = join(folder, "a.bin");
  await writeFile(path, bytes);
});
afterAll(() => rm(folder, { recursive: true }));

async function nodeSource(): Promise<NodeFileSource> {
  const source = await NodeFileSource.at(path);
  if (source === null) throw new Error("no file");
  return source;
}

const kinds: Record<string, () => Promise<ByteSource>> = {
  BlobSource: async () => new BlobSource(new Blob([bytes]), "a.bin"),
  MemorySource: async () => new MemorySource("a.bin", bytes),
  NodeFileSource: nodeSource,
  OwnSource: async () =>
    new OwnSource({ name: "a.bin", size: 1000, read: async (at, length) => bytes.slice(at, at + length) }),
  SliceSource: async () => {
    const padded = new Uint8Array(1020);
    padded.set(bytes, 10);
    return new SliceSource(new MemorySource("outer", padded), 10, 1000, "a.bin");
  },
  CachedSource: async () => new CachedSource(new MemorySource("a.bin", bytes), { blockBytes: 64, blocks: 4 }),
};

describe.each(Object.entries(kinds))("%s", (_, make) => {
  it("reads any range", async () => {
    const source = await make();
    expect(source.name).toBe("a.bin");
    expect(source.size).toBe(1000);
    for (const [offset, length] of [
      [0, 1000],
      [0, 0],
      [1000, 0],
      [999, 1],
      [60, 10],
      [64, 64],
      [10, 800],
      [130, 200],
    ] as const) {
      expect(await source.read(offset, length)).toEqual(bytes.slice(offset, offset + length));
    }
  });

  it("refuses ranges outside the file", async () => {
    const source = await make();
    for (const [offset, length] of [
      [0, 1001],
      [1000, 1],
      [-1, 2],
      [0, -1],
      [0.5, 1],
      [2 ** 53, 1],
      [Number.NaN, 1],
    ] as const) {
      await expect(source.read(offset, length)).rejects.toMatchObject({ kind: "corrupt", details: { file: "a.bin" } });
    }
  });

  it("stops when asked", async () => {
    const source = await make();
    await expect(source.read(0, 10, AbortSignal.abort())).rejects.toMatchObject({ kind: "cancelled" });
  });
});

describe("BlobSource", () => {
  it("says that the file has become shorter", async () => {
    const short = new BlobSource(new Blob([bytes]), "x.tif");
    Object.defineProperty(short, "size", { value: 2000 });
    await expect(short.read(900, 200)).rejects.toMatchObject({ kind: "source-changed" });
  });

  it("reads into the room that it is lent", async () => {
    const room = new Uint8Array(100);
    expect(await new BlobSource(new Blob([bytes]), "a.bin").read(50, 100, never, room)).toBe(room);
    expect(room).toEqual(bytes.slice(50, 150));
  });
});

describe("NodeFileSource", () => {
  it("is null where there is no file", async () => {
    expect(await NodeFileSource.at(join(folder, "none"))).toBeNull();
    expect(await NodeFileSource.at(folder)).toBeNull();
    expect(await NodeFileSource.at(join(path, "below a file"))).toBeNull();
  });

  it("notices a changed, touched, shortened or deleted file", async () => {
    for (const change of [
      (file: string) => writeFile(file, bytes.slice(0, 10)),
      (file: string) => writeFile(file, new Uint8Array(2000)),
      (file: string) => utimes(file, new Date(0), new Date(0)),
      (file: string) => rm(file),
    ]) {
      const file = join(folder, "changing.bin");
      await writeFile(file, bytes);
      const source = await NodeFileSource.at(file);
      await change(file);
      await expect(source!.read(0, 5)).rejects.toMatchObject({ kind: "source-changed" });
      await rm(file, { force: true });
    }
  });

  it.skipIf(process.platform === "win32")("does not wait for a pipe that took the place of a file", async () => {
    const file = join(folder, "pipe.bin");
    await writeFile(file, bytes);
    const source = await NodeFileSource.at(file);
    await rm(file);
    execFileSync("bash", ["-c", 'mkfifo "$0"', file]);
    await expect(source!.read(0, 5)).rejects.toMatchObject({ kind: "source-changed" });
    await rm(file);
  });

  it("keeps few files open", async () => {
    const sources: NodeFileSource[] = [];
    for (let index = 0; index < 150; index++) {
      const file = join(folder, `many-${index}`);
      await writeFile(file, Uint8Array.of(index));
      sources.push((await NodeFileSource.at(file))!);
    }
    const read = await Promise.all(sources.map((source) => source.read(0, 1)));
    expect(read.map((one) => one[0])).toEqual(Array.from({ length: 150 }, (_, index) => index));
    if (process.platform !== "linux") return;
    await vi.waitFor(() => expect(readdirSync("/proc/self/fd").filter(isOurs).length).toBeLessThanOrEqual(64));
  });
});

/** Whether a descriptor is one of a file in the test's folder. */
function isOurs(descriptor: string): boolean {
  try {
    return readlinkSync(`/proc/self/fd/${descriptor}`).startsWith(folder);
  } catch {
    return false;
  }
}

/** Counts reads; fails when told. */
class Counting implements ByteSource {
  readonly name = "a.bin";
  readonly size = bytes.length;
  reads: [number, number][] = [];
  failNext = false;

  async read(offset: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
    this.reads.push([offset, length]);
    await new Promise((done) => setTimeout(done, 1));
    if (this.failNext) {
      this.failNext = false;
      throw new Error("once");
    }
    return bytes.slice(offset, offset + length);
  }
}

describe("CachedSource", () => {
  it("shares one request between concurrent and later reads of a block", async () => {
    const counting = new Counting();
    const cached = new CachedSource(counting, { blockBytes: 100, blocks: 4 });
    await Promise.all([cached.read(0, 10), cached.read(50, 10), cached.read(5, 90)]);
    await cached.read(99, 1);
    expect(counting.reads).toEqual([[0, 100]]);
  });

  it("reads missing neighbours in one piece and the last block short", async () => {
    const counting = new Counting();
    const cached = new CachedSource(counting, { blockBytes: 300, blocks: 4 });
    await cached.read(290, 700);
    expect(counting.reads).toEqual([[0, 1000]]);
    await cached.read(950, 50);
    expect(counting.reads).toHaveLength(1);
  });

  it("forgets the least recently used block", async () => {
    const counting = new Counting();
    const cached = new CachedSource(counting, { blockBytes: 100, blocks: 2 });
    for (const offset of [0, 100, 0, 200, 0, 100]) await cached.read(offset, 1);
    expect(counting.reads.map(([offset]) => offset)).toEqual([0, 100, 200, 100]);
  });

  it("does not keep failures, and a cancelled reader does not spoil the block for others", async () => {
    const counting = new Counting();
    const cached = new CachedSource(counting, { blockBytes: 100, blocks: 2 });
    counting.failNext = true;
    await expect(cached.read(0, 1)).rejects.toThrow("once");
    expect(await cached.read(0, 1)).toEqual(bytes.slice(0, 1));
    const controller = new AbortController();
    const [cancelled, other] = [cached.read(500, 1, controller.signal), cached.read(501, 1)];
    controller.abort();
    await expect(cancelled).rejects.toMatchObject({ kind: "cancelled" });
    expect(await other).toEqual(bytes.slice(501, 502));
    expect(counting.reads.filter(([offset]) => offset === 500)).toHaveLength(1);
  });

  it("reads long ranges past the cache", async () => {
    const counting = new Counting();
    const cached = new CachedSource(counting, { blockBytes: 10, blocks: 2 });
    expect(await cached.read(5, 500)).toEqual(bytes.slice(5, 505));
    expect(counting.reads).toEqual([[5, 500]]);
  });
});

describe("readMany", () => {
  it("merges near ranges up to the bound, in file order", () => {
    const ranges = [
      { offset: 100, length: 10 },
      { offset: 0, length: 50 },
      { offset: 55, length: 5 },
      { offset: 500, length: 10 },
      { offset: 505, length: 100 },
      { offset: 505, length: 0 },
    ];
    expect(mergeRanges(ranges, { gap: 10, maxBytes: 1000 })).toEqual([
      { offset: 0, length: 60, members: [1, 2] },
      { offset: 100, length: 10, members: [0] },
      { offset: 500, length: 105, members: [3, 4, 5] },
    ]);
    expect(mergeRanges(ranges, { gap: 1000, maxBytes: 110 }).map((read) => read.members)).toEqual([
      [1, 2, 0],
      [3, 4, 5],
    ]);
  });

  it("yields every range once with its bytes", async () => {
    const ranges = Array.from({ length: 40 }, (_, index) => ({ offset: (index * 337) % 900, length: index * 2 }));
    const seen = new Map<number, Uint8Array>();
    const counting = new Counting();
    for await (const { index, bytes: got } of readMany(counting, ranges, new AbortController().signal, {
      gap: 5,
      maxBytes: 200,
    })) {
      expect(seen.has(index)).toBe(false);
      seen.set(index, got.slice());
    }
    expect(seen.size).toBe(40);
    for (const [index, got] of seen) {
      const range = ranges[index]!;
      expect(got).toEqual(bytes.slice(range.offset, range.offset + range.length));
    }
    expect(counting.reads.length).toBeLessThan(20);
  });

  it("reads straight into homes that lie as their ranges do", async () => {
    const target = new Uint8Array(600);
    const at = (offset: number, length: number, home: number) => {
      return { offset, length, home: target.subarray(home, home + length) };
    };
    // Two that go on in file and target, one elsewhere in the target, one without a home.
    const ranges = [at(100, 50, 0), at(150, 150, 50), at(310, 100, 500), { offset: 500, length: 20 }];
    const found = new Map<number, boolean>();
    for await (const { index, bytes: got, isHome } of readMany(await nodeSource(), ranges, never, { gap: 0 })) {
      const { offset, length } = ranges[index]!;
      expect(got).toEqual(bytes.slice(offset, offset + length));
      found.set(index, isHome);
    }
    expect([...found]).toEqual([
      [0, true],
      [1, true],
      [2, true],
      [3, false],
    ]);
    expect(target.slice(0, 200)).toEqual(bytes.slice(100, 300));
    expect(target.slice(500)).toEqual(bytes.slice(310, 410));
    expect(target.slice(200, 500).every((byte) => byte === 0)).toBe(true);
  });

  it("leaves homes alone where a source gives memory of its own, and small ones that are read with a gap", async () => {
    const target = new Uint8Array(20);
    const ranges = [
      { offset: 0, length: 10, home: target.subarray(0, 10) },
      { offset: 12, length: 10, home: target.subarray(10) },
    ];
    for (const source of [new MemorySource("a.bin", bytes), await nodeSource()]) {
      for await (const { isHome } of readMany(source, ranges, never)) expect(isHome).toBe(false);
    }
    expect(target.every((byte) => byte === 0)).toBe(true);
  });

  it("reads ranges with a gap in one piece where seeking costs more than the bytes between them", async () => {
    const target = new Uint8Array(300_000);
    const far = 128 * 1024 + 1000;
    const ranges = [0, far].map((offset, index) => {
      return { offset, length: 128 * 1024, home: target.subarray(index * 150_000, index * 150_000 + 128 * 1024) };
    });
    const blob = new BlobSource(new Blob([new Uint8Array(400_000).fill(7)]), "a.bin");
    const read = vi.spyOn(blob, "read");
    for await (const { bytes: got } of readMany(blob, ranges, never)) expect(got[5]).toBe(7);
    expect(read).toHaveBeenCalledTimes(1);
  });

  it("writes into no home any more once it has ended", async () => {
    const target = new Uint8Array(200);
    let late = false;
    const slow: ByteSource = {
      name: "slow",
      size: 1000,
      fillsRoom: true,
      async read(offset, _length, _signal, room) {
        if (offset > 0) await new Promise((resolve) => setTimeout(resolve, 20));
        late = offset > 0;
        return room!.fill(1);
      },
    };
    const ranges = [0, 500].map((offset, index) => {
      return { offset, length: 100, home: target.subarray(index * 100, index * 100 + 100) };
    });
    for await (const _ of readMany(slow, ranges, never, { gap: 0 })) break;
    expect(late, "the read that was under way has been waited for").toBe(true);
  });

  it("fails with the source and may be left early", async () => {
    const counting = new Counting();
    counting.failNext = true;
    const signal = new AbortController().signal;
    const ranges = [
      { offset: 0, length: 1 },
      { offset: 900, length: 1 },
    ];
    await expect(readMany(counting, ranges, signal, { gap: 0 }).next()).rejects.toThrow("once");
    for await (const _ of readMany(counting, ranges, signal, { gap: 0 })) break;
  });
});

describe("rooms", () => {
  it("are used again, for sizes that fit, and only as large as can be kept", () => {
    const room = borrowRoom(3_000_000)!;
    expect(room.length).toBe(3_000_000);
    returnRoom(room);
    const smaller = borrowRoom(2_900_000)!;
    expect(smaller.buffer).toBe(room.buffer);
    expect(smaller.length).toBe(2_900_000);
    const other = borrowRoom(2_900_000)!;
    expect(other.buffer).not.toBe(room.buffer);
    returnRoom(smaller);
    expect(borrowRoom(100)!.buffer.byteLength).toBeLessThan(1_000_000);
    expect(borrowRoom(2 ** 31)).toBeUndefined();
    expect(borrowRoom(2 ** 60)).toBeUndefined();
  });
});
