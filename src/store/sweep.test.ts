import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { STORE_JOURNAL, STORE_MARKER } from "../model/storeMarker.ts";
import type { OutputPlan } from "../plan/plan.ts";
import { DirectoryHandleSink } from "./directoryHandleSink.ts";
import { emptyRecord, type LevelRecord } from "./levelRecord.ts";
import { filePath, parseFilePath } from "./levelFilePaths.ts";
import { MemorySink } from "./memorySink.ts";
import { NodeSink } from "./nodeSink.ts";
import type { Sink } from "./sink.ts";
import { StoreLedger } from "./storeLedger.ts";
import { sweepAppended, sweepStore } from "./sweep.ts";
import { FakeDirectoryHandle } from "../../testing/store/fakeDirectoryHandle.ts";
import { sampleLevel, samplePlan } from "../../testing/store/samplePlan.ts";
import { writeStore } from "../../testing/store/writeStore.ts";

const base = await mkdtemp(join(tmpdir(), "zarrdrop-sweep-"));
afterAll(() => rm(base, { recursive: true, force: true }));
let run = 0;

const kinds: [string, () => Sink][] = [
  ["memory", () => new MemorySink()],
  ["node", () => new NodeSink(join(base, String(run++)))],
  ["directory handle", () => new DirectoryHandleSink(new FakeDirectoryHandle().asHandle(), "a.ome.zarr")],
];

function planIn(zarrFormat: 2 | 3, shard: number[] | null = null): OutputPlan {
  const plan = samplePlan("uint8", [sampleLevel("0", [8, 8], [4, 4], shard), sampleLevel("1", [4, 4], [4, 4], shard)], {
    zarrFormat,
  });
  return { ...plan, compressor: null };
}

async function allEntries(sink: Sink, folder = ""): Promise<string[]> {
  const paths: string[] = [];
  for await (const { name, kind } of sink.entries(folder)) {
    const path = folder === "" ? name : `${folder}/${name}`;
    paths.push(kind === "folder" ? `${path}/` : path);
    if (kind === "folder") paths.push(...(await allEntries(sink, path)));
  }
  return paths.sort();
}

/** Writes one byte at each path. Names of unfinished files cannot be had through a sink's own names: they end as it likes. */
async function fill(sink: Sink, paths: readonly string[]): Promise<void> {
  for (const path of paths) await sink.write(path, [new Uint8Array([1])]);
}

const DEBRIS = [
  "0/zarr.json.0123456789abcdef.zarrdrop-part",
  "1.crswap",
  "zarr.json.1.crswap",
  `${STORE_MARKER}.ffffffffffffffff.zarrdrop-part`,
];

describe.each(kinds)("the %s sink", (_, make) => {
  test.each([
    ["v2", planIn(2), ["0/2/0", "0/0/0.crswap", "0/00/1", "0/0", "0/0/0/0", "7/0/0", "0/c/0/0"]],
    ["v3", planIn(3), ["0/c/2/0", "0/c/0/0.crswap", "0/c/00/1", "0/c/0/1/0", "0/0/0", "7/c/0/0"]],
    ["sharded", planIn(3, [8, 8]), ["0/c/0/1", "0/c/1/0", "0/c/0/0.0011223344556677.zarrdrop-part"]],
  ])("whatever lies in an unfinished store in %s is gone when it is finished", async (__, output, stray) => {
    const whole = make();
    await writeStore(whole, output);
    const expected = await allEntries(whole);
    const sink = make();
    // A run that was ended: the marker is there, and what it and others left.
    await expect(writeStore(failingAtRoot(sink), output)).rejects.toThrow("stop");
    const paths = [...DEBRIS, "notes.txt", "labels/nuclei/zarr.json", ...stray];
    for (const path of paths) await fill(sink, [path]).catch(() => {});
    expect((await allEntries(sink)).length).toBeGreaterThan(expected.length + 5);
    await writeStore(sink, output);
    expect(await allEntries(sink)).toEqual(expected);
  });

  test("says what nobody knows, and not unfinished files", async () => {
    const output = planIn(3);
    const sink = make();
    const ledger = new StoreLedger(output);
    ledger.add(0, [record({ files: [0, 1], fileBytes: [1, 0] })]);
    const kept = ["0/c/0/0", "zarr.json", STORE_MARKER, `${STORE_JOURNAL}/00000001.json`];
    await fill(sink, [...kept, "0/c/0/1", "0/c/1/0", "1.crswap", "a/b/notes.txt", "b", "c", "d", "e"]);
    const swept = await sweepStore(sink, { output, ledger, metadata: new Set(["zarr.json"]) });
    expect(swept?.count).toBe(7);
    expect(swept?.names.length).toBe(5);
    expect((await sink.list()).toSorted()).toEqual(kept.toSorted());
    expect(await sweepStore(sink, { output, ledger, metadata: new Set(["zarr.json"]) })).toBe(null);
  });

  test("an append keeps what is not its own", async () => {
    const output = planIn(3);
    const sink = make();
    const ledger = new StoreLedger(output);
    ledger.add(0, [record({ files: [1, 2], fileBytes: [1, 0] })]);
    const foreign = [
      "notes.txt",
      "labels/nuclei/0/c/9.crswap",
      "0/readme",
      "0/c/0/0",
      "0/c/0/1",
      "0/zarr.json",
      "9/c/0/0",
      "OME/METADATA.ome.xml",
      "OME/mine/a.crswap",
    ];
    await fill(sink, ["OME/METADATA.ome.xml.0123456789abcdef.zarrdrop-part"]);
    await fill(sink, [...foreign, ...DEBRIS, "0/c/1/0", "0/c/5/0", "0/c/0/1.crswap", "1/c/0/0.1.crswap"]);
    await sweepAppended(sink, { output, ledger, metadata: new Set(["OME/METADATA.ome.xml", "0/zarr.json"]) });
    const left = (await allEntries(sink)).filter((path) => !path.endsWith("/"));
    expect(left).toEqual(foreign.toSorted());
  });

  test("stops when it is told to", async () => {
    const sink = make();
    await fill(sink, ["notes.txt"]);
    const expected = { output: planIn(3), ledger: new StoreLedger(planIn(3)), metadata: new Set<string>() };
    await expect(sweepStore(sink, expected, AbortSignal.abort())).rejects.toMatchObject({ kind: "cancelled" });
    expect(await sink.list()).toEqual(["notes.txt"]);
  });
});

test("a folder of chunks that is out of reach for a moment is not removed as an empty one", async () => {
  const output = planIn(3);
  const ledger = new StoreLedger(output);
  ledger.add(0, [record({ files: [0], fileBytes: [1] })]);
  const folder = new FakeDirectoryHandle();
  const sink = new DirectoryHandleSink(folder.asHandle(), "a.ome.zarr");
  await fill(sink, ["0/c/0/0", "zarr.json"]);
  const place = await (await folder.getDirectoryHandle("a.ome.zarr")).getDirectoryHandle("0");
  const entries = place.entries.bind(place);
  place.entries = () => {
    throw new DOMException("gone", "NotFoundError");
  };
  const expected = { output, ledger, metadata: new Set(["zarr.json"]) };
  await expect(sweepStore(sink, expected)).rejects.toMatchObject({ kind: "storage" });
  place.entries = entries;
  expect(await sink.list()).toEqual(["0/c/0/0", "zarr.json"]);
});

test("links in an unfinished store go, what they lead to stays; empty folders go", async () => {
  const output = planIn(3);
  const outside = join(base, "outside");
  await mkdir(join(outside, "c"), { recursive: true });
  await writeFile(join(outside, "c", "notes.txt"), "notes");
  const store = join(base, "linked");
  const sink = new NodeSink(store);
  await expect(writeStore(failingAtRoot(sink), output)).rejects.toThrow("stop");
  await mkdir(join(store, "0", "c", "9", "9"), { recursive: true });
  await symlink(outside, join(store, "0", "c", "7"));
  await symlink(join(outside, "c", "notes.txt"), join(store, "0", "c", "8"));
  await symlink("nowhere", join(store, "dangling"));
  await symlink(".", join(store, "loop"));
  await writeStore(sink, output);
  const names = await readdir(store, { recursive: true });
  expect(names.toSorted()).toEqual(
    ["0", "0/c", "0/c/0", "0/c/0/0", "0/c/0/1", "0/c/1", "0/c/1/0", "0/c/1/1", "0/zarr.json"]
      .concat(["1", "1/c", "1/c/0", "1/c/0/0", "1/zarr.json", "zarr.json"])
      .toSorted(),
  );
  expect(await readFile(join(outside, "c", "notes.txt"), "utf8")).toBe("notes");
});

test("a folder with a link that the browser does not show is said, not finished over", async () => {
  const folder = new FakeDirectoryHandle();
  const sink = new DirectoryHandleSink(folder.asHandle(), "a.ome.zarr");
  await expect(writeStore(failingAtRoot(sink), planIn(3))).rejects.toThrow("stop");
  const store = await folder.getDirectoryHandle("a.ome.zarr");
  (await store.getDirectoryHandle("extra", { create: true })).links.add("out");
  await expect(writeStore(sink, planIn(3))).rejects.toMatchObject({
    kind: "storage",
    message: expect.stringContaining("such as a link") as string,
    details: { file: "extra" },
  });
  expect(await sink.size(STORE_MARKER)).not.toBe(null);
});

test("a folder that holds only a link or a folder is somebody else's", async () => {
  for (const place of ["link", "folder"]) {
    const store = join(base, `foreign-${place}`);
    await mkdir(store);
    if (place === "link") await symlink("nowhere", join(store, "a"));
    else await mkdir(join(store, "a"));
    await expect(writeStore(new NodeSink(store), planIn(3))).rejects.toMatchObject({ kind: "exists" });
    expect(await readdir(store)).toEqual(["a"]);
  }
});

describe("paths of chunk files", () => {
  test.each([2, 3] as const)("are understood as they are written (v%i)", (zarrFormat) => {
    const output = planIn(zarrFormat);
    for (const [level, files] of [4, 1].entries()) {
      for (let file = 0; file < files; file++) {
        expect(parseFilePath(output, filePath(output, level, file))).toEqual({ level, file });
      }
    }
    const outside = zarrFormat === 3 ? ["0/c/2/0", "0/c/0/2", "0/c/0", "1/c/0/1"] : ["0/2/0", "0/0/2", "0/0", "1/0/1"];
    for (const path of outside) expect(parseFilePath(output, path)).toMatchObject({ file: null });
    const others = [
      "0/zarr.json",
      "0/c/00/0",
      "0/c/-1/0",
      "0/c/0/1e0",
      "0/c/0/",
      "0/c/ 0/0",
      "2/c/0/0",
      "0",
      "00/c/0/0",
      "",
    ];
    for (const path of others) expect(parseFilePath(output, path)?.file ?? null, path).toBe(null);
  });
});

function record(parts: Partial<LevelRecord>): LevelRecord {
  return { ...emptyRecord(0), ...parts };
}

function failingAtRoot(sink: Sink): Sink {
  return {
    write: (path, parts, signal) =>
      path === "zarr.json" || path === ".zattrs" || path === ".zgroup"
        ? Promise.reject(new Error("stop"))
        : sink.write(path, parts, signal),
    read: (path, range) => sink.read(path, range),
    size: (path) => sink.size(path),
    remove: (path) => sink.remove(path),
    list: (folder) => sink.list(folder),
    entries: (folder) => sink.entries(folder),
    sync: (paths) => sink.sync(paths),
  };
}
