import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { MemorySource } from "../bytes/memorySource.ts";
import { ZipDirectory } from "../bytes/zipDirectory.ts";
import { STORE_MARKER } from "../model/storeMarker.ts";
import { NodeSink } from "./nodeSink.ts";
import { joinParts, MemorySink } from "./memorySink.ts";
import { writeZipFile } from "./nodeZip.ts";
import { sampleLevel, samplePlan } from "../../testing/store/samplePlan.ts";
import { writeStore } from "../../testing/store/writeStore.ts";
import type { Sink } from "./sink.ts";
import { directoryRecord, endRecords, localHeader } from "./zipRecords.ts";
import { zipStore } from "./zipStore.ts";

function plan(zarrFormat: 2 | 3) {
  return samplePlan("uint8", [sampleLevel("0", [7, 9], [3, 4]), sampleLevel("1", [4, 5], [3, 4])], { zarrFormat });
}

async function archiveOf(sink: MemorySink): Promise<Uint8Array<ArrayBuffer>> {
  const { parts, size } = await zipStore(sink);
  const bytes = joinParts(parts.map((part) => (part instanceof Uint8Array ? part : sink.files.get(part.path)!)));
  expect(bytes.length).toBe(size);
  return bytes;
}

describe.each([2, 3] as const)("a v%i store as one file", (zarrFormat) => {
  test("holds every file, metadata first", async () => {
    const sink = new MemorySink();
    await writeStore(sink, plan(zarrFormat));
    const bytes = await archiveOf(sink);
    const directory = await ZipDirectory.open(new MemorySource("store.ozx", bytes));
    expect(await directory.list()).toEqual(await sink.list());
    for (const [path, content] of sink.files) {
      const source = (await directory.open(path))!;
      expect(await source.read(0, source.size)).toEqual(content);
    }
    const { parts } = await zipStore(sink);
    const order = parts.flatMap((part) => (part instanceof Uint8Array ? [] : [part.path]));
    expect(order.slice(0, 4)).toEqual(
      zarrFormat === 3
        ? ["zarr.json", "0/zarr.json", "1/zarr.json", "0/c/0/0"]
        : [".zattrs", ".zgroup", "0/.zarray", "0/.zattrs"],
    );
  });
});

test("the comment of RFC-9 ends a v3 archive", async () => {
  const sink = new MemorySink();
  await writeStore(sink, plan(3));
  const text = new TextDecoder().decode(await archiveOf(sink));
  expect(text.endsWith('{"ome":{"version":"0.5","zipFile":{"centralDirectory":{"jsonFirst":true}}}}')).toBe(true);
});

test("a store whose folder goes away is no archive without files", async () => {
  const sink = new MemorySink();
  await writeStore(sink, plan(3));
  sink.list = () => Promise.resolve([]);
  await expect(zipStore(sink)).rejects.toMatchObject({ kind: "storage", details: { file: "zarr.json" } });
});

test("whichever call the disk does not answer, who stops does not wait for it", async () => {
  const store = new MemorySink();
  await writeStore(store, plan(3));
  let calls = 0;
  /** Its call number `silent`, from 0, has no answer. */
  const stopAt = async (silent: number): Promise<unknown> => {
    calls = 0;
    const controller = new AbortController();
    const ask = async <T>(act: () => Promise<T>): Promise<T> => {
      if (calls++ !== silent) return act();
      setImmediate(() => controller.abort());
      return new Promise<never>(() => {});
    };
    const failing: Sink = Object.assign(Object.create(store) as Sink, {
      read: (path: string, range?: { offset: number; length: number }) => ask(() => store.read(path, range)),
      size: (path: string) => ask(() => store.size(path)),
      list: (folder?: string) => ask(() => store.list(folder)),
    });
    return zipStore(failing, controller.signal).catch((thrown: unknown) => thrown);
  };
  expect(await stopAt(-1)).toMatchObject({ size: expect.any(Number) as number });
  const all = calls;
  expect(all).toBeGreaterThan(store.files.size);
  for (let silent = 0; silent < all; silent++) expect(await stopAt(silent)).toMatchObject({ kind: "cancelled" });
});

test("an unfinished store is refused", async () => {
  const sink = new MemorySink();
  await writeStore(sink, plan(3));
  sink.files.set(STORE_MARKER, new Uint8Array([1]));
  await expect(zipStore(sink)).rejects.toMatchObject({ kind: "setting" });
});

describe("on the local file system", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "zarrdrop-zip-"));
  });
  afterEach(() => rm(folder, { recursive: true }));

  test("the same archive is written to a file", async () => {
    const memory = new MemorySink();
    await writeStore(memory, plan(3));
    const sink = new NodeSink(`${folder}/sample.ome.zarr`);
    await writeStore(sink, plan(3));
    const target = join(folder, "sample.ozx");
    const size = await writeZipFile(sink, target);
    const bytes = new Uint8Array(await readFile(target));
    expect(bytes.length).toBe(size);
    expect(bytes).toEqual(await archiveOf(memory));
  });

  test("what does not read as it was written gets no name", async () => {
    const sink = new NodeSink(`${folder}/sample.ome.zarr`);
    await writeStore(sink, plan(3));
    let reads = 0;
    // The first time for the checksum, the second time for the archive.
    const changing: Sink = Object.assign(Object.create(sink) as Sink, {
      list: () => sink.list(),
      size: (path: string) => sink.size(path),
      read: async (path: string, range?: { offset: number; length: number }) => {
        const bytes = await sink.read(path, range);
        if (path === "0/c/0/0" && bytes !== null && ++reads === 2) bytes[0]! ^= 1;
        return bytes;
      },
    });
    const failed = writeZipFile(changing, join(folder, "a.ozx"));
    await expect(failed).rejects.toMatchObject({ kind: "storage", details: { file: join(folder, "a.ozx") } });
    expect(await readdir(folder)).toEqual(["sample.ome.zarr"]);
  });

  test("a target that cannot be written leaves nothing", async () => {
    const sink = new NodeSink(`${folder}/sample.ome.zarr`);
    await writeStore(sink, plan(3));
    await writeFile(join(folder, "file"), "x");
    await expect(writeZipFile(sink, join(folder, "file", "a.ozx"))).rejects.toMatchObject({ kind: "storage" });
  });
});

describe("zip64", () => {
  const view = (bytes: Uint8Array<ArrayBuffer>): DataView => new DataView(bytes.buffer);

  test.each([7, 2 ** 33 + 5])("an entry of %i bytes has its sizes in the extra field", (size) => {
    const header = localHeader({ path: "a", size, crc32: 0xfedc_ba98, offset: 0 });
    const data = view(header);
    expect(data.getUint16(4, true)).toBe(45);
    expect(data.getUint32(14, true)).toBe(0xfedc_ba98);
    expect([data.getUint32(18, true), data.getUint32(22, true)]).toEqual([0xffff_ffff, 0xffff_ffff]);
    expect([data.getUint16(31, true), data.getUint16(33, true)]).toEqual([1, 16]);
    expect([data.getBigUint64(35, true), data.getBigUint64(43, true)]).toEqual([BigInt(size), BigInt(size)]);
    expect(header.length).toBe(51);
  });

  test("the list has sizes and place of an entry there, too", () => {
    const data = view(directoryRecord({ path: "a", size: 7, crc32: 1, offset: 2 ** 32 }));
    expect([20, 24, 42].map((at) => data.getUint32(at, true))).toEqual([0xffff_ffff, 0xffff_ffff, 0xffff_ffff]);
    expect([data.getUint16(47, true), data.getUint16(49, true)]).toEqual([1, 24]);
    expect([51, 59, 67].map((at) => data.getBigUint64(at, true))).toEqual([7n, 7n, 2n ** 32n]);
  });

  test.each([
    [3, 20],
    [65_535, 2 ** 34],
  ])("the end says where the list of %i entries is, however small", (entries, offset) => {
    const bytes = endRecords({ entries, size: 10, offset }, "");
    const data = view(bytes);
    expect(bytes.length).toBe(56 + 20 + 22);
    expect([24, 40, 48].map((at) => data.getBigUint64(at, true))).toEqual([BigInt(entries), 10n, BigInt(offset)]);
    expect(data.getBigUint64(56 + 8, true)).toBe(BigInt(offset + 10));
    expect(data.getUint32(56 + 20, true)).toBe(0x0605_4b50);
    expect(data.getUint16(56 + 20 + 10, true)).toBe(0xffff);
    expect(data.getUint32(56 + 20 + 16, true)).toBe(0xffff_ffff);
  });

  test("names beyond ASCII are marked as UTF-8", () => {
    expect(view(localHeader({ path: "µ", size: 0, crc32: 0, offset: 0 })).getUint16(6, true)).toBe(0x800);
    expect(view(localHeader({ path: "u", size: 0, crc32: 0, offset: 0 })).getUint16(6, true)).toBe(0);
  });
});
