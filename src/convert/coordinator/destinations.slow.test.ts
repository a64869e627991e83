import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { asZarrdropError, type ZarrdropError } from "../../model/errors.ts";
import type { DestinationReference, SourceReference } from "../../model/references.ts";
import { sampleLevel, samplePlan } from "../../../testing/store/samplePlan.ts";
import { STORE_MARKER } from "../../model/storeMarker.ts";
import { inspectStore } from "../../store/inspectStore.ts";
import { openSink } from "../../store/openSink.ts";
import { FakeDirectoryHandle, type FakeHooks } from "../../../testing/store/fakeDirectoryHandle.ts";
import { call } from "../../../testing/convert/callOf.ts";

const FIXTURES = fileURLToPath(new URL("../../../fixtures/tiff", import.meta.url));
const ONE: SourceReference = { kind: "node", folder: FIXTURES, main: "ome_XYZCT.ome.tif" };
const TWO: SourceReference = { kind: "node", folder: FIXTURES, main: "ome_two_scenes.ome.tif" };
const STORE = "ome_XYZCT.ome.zarr";
const SCENES = ["ome_two_scenes_image 0.ome.zarr", "ome_two_scenes_image 1.ome.zarr"] as const;

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "zarrdrop-destinations-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const onDisk = (): DestinationReference => ({ kind: "node", folder });

/** Every file below a folder of the disk with its bytes. */
function contents(path = folder): Record<string, string> {
  const files = readdirSync(path, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(
    files.map(({ parentPath, name }) => {
      const place = join(parentPath, name);
      return [place.slice(path.length + 1), readFileSync(place, "latin1")];
    }),
  );
}

function refusal(calling: Promise<unknown>): Promise<ZarrdropError | null> {
  return calling.then(
    () => null,
    (thrown: unknown) => asZarrdropError(thrown),
  );
}

/** A folder in memory whose changes fail from some number on, as if the browser had been killed. */
function stoppable() {
  let left = Infinity;
  const changes = ["createWritable", "write", "close", "removeEntry"];
  const hooks: FakeHooks = {
    onOperation: (operation) => {
      if (changes.includes(operation) && left-- <= 0) throw new DOMException("stopped", "InvalidStateError");
    },
  };
  const handle = new FakeDirectoryHandle("out", hooks);
  const destination: DestinationReference = { kind: "directory-handle", handle: handle.asHandle() };
  return { handle, destination, stopAfter: (changesLeft: number) => void (left = changesLeft) };
}

async function filesOf(destination: DestinationReference, name: string): Promise<string> {
  const sink = await openSink(destination, name);
  const texts: string[] = [];
  for (const path of await sink.list())
    texts.push(`${path} ${Buffer.from((await sink.read(path)) ?? []).toString("latin1")}`);
  return texts.join("\n");
}

/** Names in a folder but for the lock of a job that could not remove it any more. */
function withoutLocks(handle: FakeDirectoryHandle): string[] {
  return [...handle.children.keys()].filter((name) => !/^\.zarrdrop\..*\.(?:lock|alive)$/.test(name)).toSorted();
}

describe("replace", () => {
  it("keeps the old store until the new one is verified, whatever change it is stopped after", async () => {
    const whole = stoppable();
    await call(ONE, whole.destination, { num_levels: 1 });
    const old = await filesOf(whole.destination, STORE);
    await call(ONE, whole.destination, { num_levels: 2, existing: "replace" });
    const fresh = await filesOf(whole.destination, STORE);
    expect(fresh).not.toBe(old);
    expect([...whole.handle.children.keys()]).toEqual([STORE]);

    for (let changes = 0, ended = false; !ended; changes += 5) {
      const { handle, destination, stopAfter } = stoppable();
      await call(ONE, destination, { num_levels: 1 });
      stopAfter(changes);
      ended = (await refusal(call(ONE, destination, { num_levels: 2, existing: "replace" }))) === null;
      const stores: string[] = [];
      for (const name of handle.children.keys()) stores.push(await filesOf(destination, name));
      expect(stores.includes(old) || stores.includes(fresh), `after ${changes}`).toBe(true);
      stopAfter(Infinity);
      await call(ONE, destination, { num_levels: 2, existing: "replace" });
      expect(await filesOf(destination, STORE), `after ${changes}`).toBe(fresh);
      expect([...handle.children.keys()], `after ${changes}`).toEqual([STORE]);
    }
  });

  it("goes on where a replacement was stopped, and says where that is", async () => {
    const { handle, destination, stopAfter } = stoppable();
    await call(ONE, destination, { num_levels: 1 });
    stopAfter(15);
    await refusal(call(ONE, destination, { num_levels: 2, existing: "replace" }));
    stopAfter(Infinity);
    const beside = [...handle.children.keys()].find((name) => name.endsWith(".zarrdrop-new"))!;
    expect((await inspectStore(await openSink(destination, beside))).state).toBe("incomplete");
    // Asked for without "replace", the store that is there is in the way, and the advice says how it goes on.
    const refused = await refusal(call(ONE, destination, { num_levels: 2 }));
    expect(refused).toMatchObject({ kind: "exists", details: { file: STORE } });
    expect(refused!.details.advice).toContain(beside);
    const { remarks } = await call(ONE, destination, { num_levels: 2, existing: "replace" });
    expect(remarks).toEqual([`A replacement of ${STORE} was being written in ${beside}: it goes on there.`]);
    expect([...handle.children.keys()]).toEqual([STORE]);
  });

  it("sweeps what another replacement left behind once its own is in place", async () => {
    const { handle, destination, stopAfter } = stoppable();
    await call(ONE, destination, { num_levels: 1 });
    stopAfter(15);
    await refusal(call(ONE, destination, { num_levels: 2, existing: "replace" }));
    stopAfter(Infinity);
    expect(withoutLocks(handle)).toHaveLength(2);
    await call(ONE, destination, { num_levels: 3, existing: "replace" });
    expect([...handle.children.keys()]).toEqual([STORE]);
  });

  it("of a folder on disk: renamed into place; nothing else is left", async () => {
    await call(ONE, onDisk(), { num_levels: 1 });
    writeFileSync(join(folder, STORE, "mine.txt"), "of the old one");
    await call(ONE, onDisk(), { num_levels: 2, existing: "replace" });
    expect(readdirSync(folder)).toEqual([STORE]);
    expect(readdirSync(join(folder, STORE)).toSorted()).toEqual(["0", "1", "OME", "zarr.json"]);
    expect((await inspectStore(await openSink(onDisk(), STORE))).state).toBe("complete");
  });

  it.each(["notes", "a file", "a link", "an archive of stores"])("refuses what is no Zarr store: %s", async (what) => {
    const place = join(folder, STORE);
    const elsewhere = mkdtempSync(join(tmpdir(), "zarrdrop-elsewhere-"));
    try {
      if (what === "notes") {
        mkdirSync(place);
        writeFileSync(join(place, "notes.txt"), "important");
      } else if (what === "a file") {
        writeFileSync(place, "important");
      } else if (what === "a link") {
        await call(ONE, { kind: "node", folder: elsewhere }, { num_levels: 1 });
        symlinkSync(join(elsewhere, STORE), place);
      } else {
        await call(ONE, { kind: "node", folder: place }, { num_levels: 1 });
      }
      const before = [contents(), contents(elsewhere)];
      for (const existing of ["replace", "skip", "refuse"]) {
        const error = await refusal(call(ONE, onDisk(), { existing }));
        expect(error, existing).toMatchObject({ kind: "exists", details: { file: STORE } });
        expect(error!.message).toMatch(/no Zarr store|a link/u);
      }
      expect([contents(), contents(elsewhere)]).toEqual(before);
    } finally {
      rmSync(elsewhere, { recursive: true, force: true });
    }
  });

  it("takes an empty folder, an unfinished image of another conversion and a damaged store", async () => {
    mkdirSync(join(folder, STORE));
    await call(ONE, onDisk(), { existing: "replace", num_levels: 1 });
    writeFileSync(join(folder, STORE, "zarr.json"), "{");
    await call(ONE, onDisk(), { existing: "replace", num_levels: 1 });
    leaveUnfinished(STORE, "another");
    await call(ONE, onDisk(), { existing: "replace", num_levels: 1 });
    expect((await inspectStore(await openSink(onDisk(), STORE))).state).toBe("complete");
    expect(readdirSync(folder)).toEqual([STORE]);
  });
});

/** As a conversion leaves it; `fingerprint`: of which one. */
function leaveUnfinished(name: string, fingerprint: string): void {
  const marker = {
    markerVersion: 1,
    tool: "test",
    fingerprint,
    source: {},
    output: samplePlan("uint8", [sampleLevel("0", [3, 4], [3, 4])]),
    execution: null,
  };
  writeFileSync(join(folder, name, STORE_MARKER), JSON.stringify(marker));
}

it.each(["{}", ""])("notes beside a file with the marker's name are not replaced: %j", async (text) => {
  mkdirSync(join(folder, STORE));
  writeFileSync(join(folder, STORE, STORE_MARKER), text);
  writeFileSync(join(folder, STORE, "notes.txt"), "important");
  const before = contents();
  const refused = await refusal(call(ONE, onDisk(), { existing: "replace" }));
  expect(refused).toMatchObject({ kind: "exists", message: expect.stringContaining("no Zarr store") });
  expect(contents()).toEqual(before);
});

it("what is no part of a store that is to be replaced is named before it goes with it", async () => {
  await call(ONE, onDisk(), { num_levels: 1 });
  for (const name of ["a.txt", "b.txt", "c.txt", "d.txt"]) writeFileSync(join(folder, STORE, name), "important");
  const { remarks } = await call(ONE, onDisk(), { num_levels: 2, existing: "replace" });
  const sentence = `a.txt, b.txt, c.txt and 1 more in ${STORE} are no part of the store and will be removed with it when it is replaced.`;
  expect(remarks).toEqual([sentence]);
});

describe("skip", () => {
  it("leaves a whole store alone", async () => {
    await call(ONE, onDisk(), { num_levels: 1 });
    const before = contents();
    const { report } = await call(ONE, onDisk(), { num_levels: 2, existing: "skip" });
    expect(report.outputs).toMatchObject([{ skipped: true }]);
    expect(contents()).toEqual(before);
  });

  it("leaves a series alone, and names a Zarr group that is no image", async () => {
    await call(ONE, { kind: "node", folder: join(folder, STORE) }, { num_levels: 1 });
    renameSync(join(folder, STORE, STORE), join(folder, STORE, "0"));
    const write = (attributes: Record<string, unknown>): void => {
      const group = { zarr_format: 3, node_type: "group", attributes };
      writeFileSync(join(folder, STORE, "zarr.json"), JSON.stringify(group));
    };
    write({ ome: { version: "0.5", "bioformats2raw.layout": 3 } });
    const { report } = await call(ONE, onDisk(), { existing: "skip" });
    expect(report.outputs).toMatchObject([{ skipped: true }]);
    write({});
    const before = contents();
    const foreign = await refusal(call(ONE, onDisk(), { existing: "skip" }));
    expect(foreign).toMatchObject({ kind: "exists", message: expect.stringContaining("no OME-Zarr image") });
    expect(contents()).toEqual(before);
  });

  it("names an unfinished image of another conversion, and a damaged store", async () => {
    await call(ONE, onDisk(), { num_levels: 1 });
    rmSync(join(folder, STORE, "0", "zarr.json"));
    const before = contents();
    const damaged = await refusal(call(ONE, onDisk(), { existing: "skip" }));
    expect(damaged).toMatchObject({ kind: "exists", message: expect.stringContaining("damaged") });
    expect(contents()).toEqual(before);
    leaveUnfinished(STORE, "another");
    const unfinished = await refusal(call(ONE, onDisk(), { existing: "skip" }));
    expect(unfinished).toMatchObject({
      kind: "exists",
      message: expect.stringContaining("unfinished image of another conversion"),
    });
  });

  it("goes on with its own unfinished store", async () => {
    const { destination, stopAfter, handle } = stoppable();
    stopAfter(15);
    await refusal(call(ONE, destination, { existing: "skip" }));
    stopAfter(Infinity);
    expect((await inspectStore(await openSink(destination, STORE))).state).toBe("incomplete");
    const { report, remarks } = await call(ONE, destination, { existing: "skip" });
    expect(report.outputs).toMatchObject([{ skipped: false }]);
    expect(remarks).toEqual([`${STORE} was begun by an earlier run: it goes on there.`]);
    expect([...handle.children.keys()]).toEqual([STORE]);
  });
});

describe("a job of several scenes", () => {
  /** Stops once the first scene has its receipt and before the second one is done. */
  async function stoppedAtSecond(existing: string, settings: Record<string, unknown> = {}) {
    const { destination, stopAfter, handle } = stoppable();
    if (existing === "replace") await call(TWO, destination, { num_levels: 1 });
    for (let changes = 40; ; changes += 4) {
      stopAfter(changes);
      await refusal(call(TWO, destination, { num_levels: 2, existing, ...settings }));
      stopAfter(Infinity);
      const names = [...handle.children.keys()];
      if (!names.includes(".zarrdrop-finished")) continue;
      if ((await (await openSink(destination, SCENES[0])).size(STORE_MARKER)) !== null) continue;
      const beside = names.filter((name) => name.endsWith("-new"));
      if (beside.some((name) => name.startsWith(SCENES[0]))) continue;
      const isUnfinished = beside.length > 0;
      const second = await openSink(destination, SCENES[1]);
      if (isUnfinished || (await second.size(STORE_MARKER)) !== null) return { destination, handle };
    }
  }

  it.each(["refuse", "rename", "skip", "replace"])("goes on with the same call: %s", async (existing) => {
    const { destination, handle } = await stoppedAtSecond(existing);
    const { report, remarks } = await call(TWO, destination, { num_levels: 2, existing });
    expect(report.outputs.map(({ storeName }) => storeName)).toEqual(SCENES);
    expect(report.outputs.map(({ finishedBefore = false, skipped }) => [finishedBefore, skipped])).toEqual([
      [true, false],
      [false, false],
    ]);
    expect(report.outputs[0]!.filesWritten).toBeGreaterThan(3);
    expect(remarks.join()).toContain("finished by an earlier run");
    expect([...handle.children.keys()].toSorted()).toEqual([...SCENES]);
    const whole = stoppable();
    await call(TWO, whole.destination, { num_levels: 2 });
    for (const name of SCENES) expect(await filesOf(destination, name)).toBe(await filesOf(whole.destination, name));
  });

  it("does a scene again whose store was changed, or is gone, since its receipt was written", async () => {
    const { destination, handle } = await stoppedAtSecond("refuse");
    handle.children.delete(SCENES[0]);
    const { report } = await call(TWO, destination, { num_levels: 2 });
    expect(report.outputs[0]!.finishedBefore).toBeUndefined();
    expect([...handle.children.keys()].toSorted()).toEqual([...SCENES]);
  });

  it("keeps scenes of another conversion apart: they are in the way", async () => {
    const { destination } = await stoppedAtSecond("refuse");
    const error = await refusal(call(TWO, destination, { num_levels: 1 }));
    expect(error).toMatchObject({ kind: "exists", details: { file: SCENES[0] } });
  });
});

describe("rename", () => {
  it("goes on at its own unfinished store, and takes no name of another's", async () => {
    const { destination, stopAfter, handle } = stoppable();
    await call(ONE, destination, { num_levels: 1 });
    stopAfter(15);
    await refusal(call(ONE, destination, { num_levels: 2, existing: "rename" }));
    stopAfter(Infinity);
    expect(withoutLocks(handle)).toEqual([STORE, "ome_XYZCT_2.ome.zarr"]);
    // Another conversion finds that name taken.
    const other = await call(ONE, destination, { num_levels: 3, existing: "rename" });
    expect(other.plan.outputs[0]!.storeName).toBe("ome_XYZCT_3.ome.zarr");
    const same = await call(ONE, destination, { num_levels: 2, existing: "rename" });
    expect(same.plan.outputs[0]!.storeName).toBe("ome_XYZCT_2.ome.zarr");
    // Finished, it is as much in the way as any other.
    const again = await call(ONE, destination, { num_levels: 2, existing: "rename" });
    expect(again.plan.outputs[0]!.storeName).toBe("ome_XYZCT_4.ome.zarr");
  });

  it("never ends at a store that nobody can go on with", async () => {
    await call(ONE, onDisk(), { num_levels: 1 });
    cpSync(join(folder, STORE), join(folder, "ome_XYZCT_2.ome.zarr"), { recursive: true });
    writeFileSync(join(folder, "ome_XYZCT_2.ome.zarr", STORE_MARKER), "");
    leaveUnfinished(STORE, "another");
    const { plan } = await call(ONE, onDisk(), { existing: "rename" });
    expect(plan.outputs[0]!.storeName).toBe("ome_XYZCT_3.ome.zarr");
  });
});
