import { describe, expect, test } from "vitest";
import { ZarrdropError } from "../model/errors.ts";
import { STORE_JOURNAL, STORE_MARKER } from "../model/storeMarker.ts";
import type { OutputPlan } from "../plan/plan.ts";
import { inspectStore } from "./inspectStore.ts";
import { jsonBytes } from "./jsonFile.ts";
import { MemorySink } from "./memorySink.ts";
import type { Sink } from "./sink.ts";
import { beginStore } from "./storeTransaction.ts";
import { type Fault, FaultGate } from "../../testing/faults/faultGate.ts";
import { GatedSink } from "../../testing/faults/gatedSink.ts";
import { copyOf, statesDuring } from "../../testing/store/operationStates.ts";
import { readForeign } from "../../testing/store/readForeign.ts";
import { sampleLevel, samplePlan } from "../../testing/store/samplePlan.ts";
import { levelPixels, writeStore } from "../../testing/store/writeStore.ts";

const STORES: [string, OutputPlan][] = [
  ["v2", small(2, null)],
  ["v3", small(3, null)],
  ["sharded", small(3, [6, 8])],
];

function small(zarrFormat: 2 | 3, shard: number[] | null): OutputPlan {
  const levels = [sampleLevel("0", [7, 9], [3, 4], shard), sampleLevel("1", [4, 5], [3, 4], shard)];
  levels[1]!.scale = [7 / 4, 9 / 5];
  const plan = samplePlan("uint16", levels, { zarrFormat });
  return { ...plan, compressor: null, metadata: { ...plan.metadata, omeXml: "<OME/>" } };
}

async function golden(output: OutputPlan): Promise<MemorySink> {
  const sink = new MemorySink();
  await writeStore(sink, output);
  return sink;
}

function sameFiles(a: MemorySink, b: MemorySink): void {
  expect([...a.files.keys()].sort().join("\n")).toBe([...b.files.keys()].sort().join("\n"));
  // Thousands of stores are compared: the deep comparison of the test runner would take most of the time.
  for (const [path, bytes] of a.files)
    if (Buffer.compare(bytes, b.files.get(path)!) !== 0) expect.fail(`${path} differs`);
}

describe.each(STORES)("a store in %s", (_, output) => {
  test("is complete, sound and read by zarrita", async () => {
    const sink = await golden(output);
    const inspection = await inspectStore(sink);
    expect(inspection.problems).toEqual([]);
    expect(inspection).toMatchObject({
      state: "complete",
      zarrFormat: output.zarrFormat,
      ngffVersion: output.ngffVersion,
      name: "sample",
    });
    expect(inspection.levels.map(({ path, files, chunks }) => ({ path, files, chunks }))).toEqual(
      output.levels[0]!.shardShape === null
        ? [
            { path: "0", files: 9, chunks: 9 },
            { path: "1", files: 4, chunks: 4 },
          ]
        : [
            { path: "0", files: 4, chunks: 9 },
            { path: "1", files: 1, chunks: 4 },
          ],
    );
    for (const [level] of output.levels.entries()) {
      const pixels = levelPixels(output, level);
      const foreign = await readForeign(sink, String(level));
      expect(foreign.bytes).toEqual(new Uint8Array(pixels.buffer));
    }
    expect(await sink.list(STORE_JOURNAL)).toEqual([]);
    expect(await sink.list("OME")).toEqual(
      output.zarrFormat === 2 ? ["OME/.zgroup", "OME/METADATA.ome.xml"] : ["OME/METADATA.ome.xml", "OME/zarr.json"],
    );
  });

  test("the same plan gives the same bytes", async () => {
    sameFiles(await golden(output), await golden(output));
  });

  // Those that a sink hands on; what it makes of the others is its own affair (`testing/faults/faults.slow.test.ts`).
  const faults: Fault[] = ["quota", "permission", "generic", "unreadable", "short write", "write then throw"];
  test.each(faults)("%s at every operation: never complete, and gone on with to the same bytes", async (fault) => {
    const whole = await golden(output);
    for (const isLasting of [false, true]) {
      for (let at = 0; ; at++) {
        const sink = new MemorySink();
        const gate = new FaultGate({ fault, where: "destination", at, isLasting, before: 0 });
        const ended = await writeStore(new GatedSink(sink, gate), output).then(
          () => null,
          (thrown: unknown) => thrown,
        );
        if (gate.struck === null) break;
        const { state } = await inspectStore(sink);
        if (ended === null) {
          // Some faults hurt nothing: a read that fails half-way is not one of them, a short write of zero bytes may be.
          expect(state, `${at}`).toBe("complete");
          sameFiles(sink, whole);
          continue;
        }
        // Failing while the marker itself goes may leave the store whole.
        if (state === "complete") sameFiles(sink, whole);
        else {
          await goOn(sink, output);
          sameFiles(sink, whole);
        }
      }
    }
  });

  test("every prefix of the operations, with the last file empty or missing, is incomplete and can go on", async () => {
    const sink = new MemorySink();
    const states = (await statesDuring(sink, (recorded) => writeStore(recorded, output))).map(({ files }) => files);
    expect(states.length).toBeGreaterThan(30);
    for (const state of states) {
      const { state: found } = await inspectStore(state);
      if (state.files.size === 0) expect(found).toBe("none");
      else expect(found).toBe("incomplete");
      await goOn(state, output);
      sameFiles(state, sink);
    }
  });
});

/** What a person does: go on where it can, and start afresh where the marker itself is lost. */
async function goOn(sink: MemorySink, output: OutputPlan): Promise<void> {
  const { marker, state } = await inspectStore(sink);
  if (marker === null && state === "incomplete") expect([...sink.files.keys()]).toEqual([STORE_MARKER]);
  await writeStore(sink, output);
}

describe("going on", () => {
  const output = small(3, null);

  test("does only what is left", async () => {
    const sink = new MemorySink();
    let writes = 0;
    const stopping: Sink = {
      write: (path, parts, signal) => {
        if (path.startsWith("0/c/2")) return Promise.reject(new ZarrdropError("storage", "stop"));
        writes++;
        return sink.write(path, parts, signal);
      },
      remove: (path) => sink.remove(path),
      read: (path, range) => sink.read(path, range),
      size: (path) => sink.size(path),
      list: (folder) => sink.list(folder),
      entries: (folder) => sink.entries(folder),
      sync: () => sink.sync(),
    };
    await expect(writeStore(stopping, output)).rejects.toBeInstanceOf(ZarrdropError);
    expect(writes).toBeGreaterThan(6);
    expect(await inspectStore(sink)).toMatchObject({ state: "incomplete", marker: { source: { name: "sample" } } });
    expect(await writeStore(sink, output)).toBe(13 - 6);
  });

  test("a unit whose file was lost or torn is done again", async () => {
    const sink = new MemorySink();
    await writeStore(sink, output);
    const whole = copyOf(sink);
    const interrupted = await interruptedBeforeCommit(output);
    interrupted.files.delete("0/c/0/0");
    interrupted.files.set("1/c/0/0", interrupted.files.get("1/c/0/0")!.slice(0, 3));
    expect(await writeStore(interrupted, output)).toBe(2);
    sameFiles(interrupted, whole);
  });

  test("another conversion's store is not touched", async () => {
    const sink = await interruptedBeforeCommit(output);
    const before = copyOf(sink);
    const other = { ...output, imageName: "other" };
    await expect(writeStore(sink, other)).rejects.toMatchObject({ kind: "exists" });
    sameFiles(sink, before);
  });

  test("a finished store and foreign files are not touched", async () => {
    const finished = await golden(output);
    await expect(writeStore(finished, output)).rejects.toMatchObject({ kind: "exists" });
    const foreign = new MemorySink();
    foreign.files.set("notes.txt", new Uint8Array([1]));
    await expect(writeStore(foreign, output)).rejects.toMatchObject({ kind: "exists" });
  });

  test("appending needs an image", async () => {
    const shapes = output.levels.map(({ shape }) => shape);
    const append = { ...output, time: { ...output.time, append: { shapes } } };
    const beginning = { tool: "zarrdrop test", source: {}, output: append, execution: null };
    await expect(beginStore(new MemorySink(), beginning)).rejects.toMatchObject({ kind: "setting" });
    const sink = await golden(output);
    await beginStore(sink, beginning);
    expect((await inspectStore(sink)).state).toBe("incomplete");
  });

  test("closing without verification is refused", async () => {
    const beginning = { tool: "zarrdrop test", source: {}, output, execution: { workers: 2 } };
    const sink = new MemorySink();
    const transaction = await beginStore(sink, beginning);
    await expect(transaction.commit()).rejects.toMatchObject({ kind: "internal" });
    await expect(transaction.writeRoot(() => ({}))).rejects.toMatchObject({ kind: "internal" });
    const again = await beginStore(sink, { ...beginning, execution: { workers: 5 } });
    expect(again.execution).toEqual({ workers: 2 });
  });
});

async function interruptedBeforeCommit(output: OutputPlan): Promise<MemorySink> {
  const sink = new MemorySink();
  const stopping: Sink = {
    write: (path, parts, signal) =>
      path === "zarr.json" ? Promise.reject(new ZarrdropError("storage", "stop")) : sink.write(path, parts, signal),
    remove: (path) => sink.remove(path),
    read: (path, range) => sink.read(path, range),
    size: (path) => sink.size(path),
    list: (folder) => sink.list(folder),
    entries: (folder) => sink.entries(folder),
    sync: () => sink.sync(),
  };
  await expect(writeStore(stopping, output)).rejects.toBeInstanceOf(ZarrdropError);
  return sink;
}

test("a damaged marker still says incomplete", async () => {
  const sink = await golden(small(3, null));
  for (const bytes of [new Uint8Array(), new Uint8Array([0x7b]), jsonBytes({ markerVersion: 9 })]) {
    sink.files.set(STORE_MARKER, bytes);
    expect(await inspectStore(sink)).toMatchObject({ state: "incomplete", marker: null });
  }
});

describe("the end of a store", () => {
  const [, output] = STORES[1]!;

  /** A store that is written, in a sink whose calls are noted, and do what is given. */
  async function written(
    calls: Partial<Sink> = {},
  ): Promise<{ sink: MemorySink; end: () => Promise<void>; noted: string[] }> {
    const sink = new MemorySink();
    const noted: string[] = [];
    const noting: Sink = {
      write: sink.write.bind(sink),
      read: sink.read.bind(sink),
      size: sink.size.bind(sink),
      list: sink.list.bind(sink),
      entries: sink.entries.bind(sink),
      remove: async (path) => {
        noted.push(`remove ${path}`);
        await sink.remove(path);
      },
      sync: async (paths) => void noted.push(`sync ${[...paths].join(" ")}`),
      ...calls,
    };
    return { sink, noted, end: async () => void (await writeStore(noting, output)) };
  }

  test("the journal is gone for sure before the marker goes", async () => {
    const { end, noted } = await written();
    await end();
    const last = noted.slice(noted.indexOf(`remove ${STORE_JOURNAL}`));
    expect(last).toEqual([
      `remove ${STORE_JOURNAL}`,
      `sync ${STORE_JOURNAL}`,
      `remove ${STORE_MARKER}`,
      `sync ${STORE_MARKER}`,
    ]);
  });

  test.each([STORE_JOURNAL, STORE_MARKER])("%s that says it was removed, and was not, is no end", async (path) => {
    const files = new MemorySink();
    const { sink, end } = await written({
      remove: (removed) => (removed === path ? Promise.resolve() : sink.remove(removed)),
    });
    expect(files.files.size).toBe(0);
    await expect(end()).rejects.toMatchObject({ kind: "storage", message: expect.stringContaining(path) });
    expect((await inspectStore(sink)).state).toBe("incomplete");
  });

  test("an empty folder that is left of the journal is no end either", async () => {
    const { sink, noted, end } = await written({
      entries: async function* (folder) {
        yield* sink.entries(folder);
        if (folder === "" && noted.includes(`remove ${STORE_JOURNAL}`)) yield { name: STORE_JOURNAL, kind: "folder" };
      },
    });
    await expect(end()).rejects.toMatchObject({ kind: "storage", message: expect.stringContaining(STORE_JOURNAL) });
    expect((await inspectStore(sink)).state).toBe("incomplete");
  });
});
