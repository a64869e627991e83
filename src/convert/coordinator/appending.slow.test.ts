import { isDeepStrictEqual } from "node:util";
import { describe, expect, it } from "vitest";
import { timeSeries } from "../../../fixtures/timeSeries.ts";
import { openImage } from "../../formats/registry.ts";
import { asZarrdropError } from "../../model/errors.ts";
import type { DestinationReference, SourceReference } from "../../model/references.ts";
import type { ConversionJob } from "../../plan/job.ts";
import { parseSettings } from "../../plan/settings/parseSettings.ts";
import { restoreBefore } from "../../store/append/restoreBefore.ts";
import { inspectStore } from "../../store/inspectStore.ts";
import { openSink } from "../../store/openSink.ts";
import { FakeDirectoryHandle, type FakeHooks } from "../../../testing/store/fakeDirectoryHandle.ts";
import { planForDestination } from "../reading/planForDestination.ts";
import { putBackStore } from "./putBackStore.ts";
import { convertHere } from "../../../testing/convert/convertHere.ts";

const STORE = "series.ome.zarr";
const LAYOUTS: [string, Record<string, unknown>][] = [
  ["v2", { zarrFormat: 2, chunkShape: [2, 1, 1, 32, 64] }],
  ["shards, written over", { chunkShape: [1, 1, 1, 32, 32], shardShape: [2, 1, 1, 64, 64], startTDest: 1 }],
];

async function sourceOf(name: string, times: number, seed: number): Promise<SourceReference> {
  const file = new File([await timeSeries(times, seed)], `${name}.ome.tif`, { lastModified: 0 });
  return { kind: "files", files: [{ path: file.name, file }], main: file.name };
}

/** Plans as the page does: with what is in the destination now. */
async function jobOf(source: SourceReference, folder: FakeDirectoryHandle, settings: Record<string, unknown>) {
  const destination: DestinationReference = { kind: "directory-handle", handle: folder.asHandle() };
  const parsed = parseSettings({ name: "series", numLevels: 2, compressor: null, workers: 1, ...settings });
  const reader = await openImage(source, new AbortController().signal);
  const { description } = reader;
  reader.close();
  const { plan } = await planForDestination({ source, description, settings: parsed, destination });
  return { source, description, destination, plan } satisfies ConversionJob;
}

async function contentOf(folder: FakeDirectoryHandle): Promise<Map<string, string>> {
  const sink = await openSink({ kind: "directory-handle", handle: folder.asHandle() }, STORE);
  const files = new Map<string, string>();
  for (const path of await sink.list()) {
    files.set(path, Buffer.from((await sink.read(path)) ?? new Uint8Array()).toString("base64"));
  }
  return files;
}

/** A destination in which everything fails from some operation on, until it is told otherwise. */
async function destinationWith(first: SourceReference, layout: Record<string, unknown>, most = Infinity) {
  const state = { operations: 0, most: Infinity };
  const hooks: FakeHooks = {
    onOperation: (operation) => {
      if (!["write", "close", "removeEntry", "createWritable"].includes(operation)) return;
      if (++state.operations > state.most) throw new DOMException("closed", "NotAllowedError");
    },
  };
  const folder = new FakeDirectoryHandle("out", hooks);
  await convertHere(await jobOf(first, folder, layout));
  state.operations = 0;
  state.most = most;
  return { folder, state };
}

/** How many operations an append makes until its marker is there. */
async function beginningOfMarker(
  prepare: (most: number) => ReturnType<typeof destinationWith>,
  jobIn: (folder: FakeDirectoryHandle) => Promise<ConversionJob>,
): Promise<number> {
  for (let most = 1; most < 30; most++) {
    const { folder, state } = await prepare(most);
    const job = await jobIn(folder);
    await convertHere(job).catch(() => {});
    state.most = Infinity;
    if ((await inspectStore(await openSink(job.destination, STORE))).state === "incomplete") return most;
  }
  throw new Error("The append never got as far as its marker.");
}

describe.each(LAYOUTS)("an append in a page that is closed: %s", (_, { startTDest, ...layout }) => {
  const append = { ...layout, existing: "append", ...(startTDest === undefined ? {} : { startTDest }) };

  it("is planned alike, goes on to the same bytes, and can be taken back", { timeout: 120_000 }, async () => {
    const [first, more, other] = [
      await sourceOf("first", 3, 1),
      await sourceOf("more", 2, 2),
      await sourceOf("other", 1, 3),
    ];
    const prepare = (most?: number) => destinationWith(first, layout, most);
    const old = await contentOf((await prepare()).folder);
    const { folder: whole, state: counted } = await prepare();
    await convertHere(await jobOf(more, whole, append));
    const { folder: added } = await prepare();
    await convertHere(await jobOf(other, added, { ...layout, existing: "append" }));
    expect(counted.operations).toBeGreaterThan(60);
    const step = Math.floor((counted.operations - 25) / 7);
    const marked = await beginningOfMarker(prepare, (folder) => jobOf(more, folder, append));
    // Twice in the marker: it is there with no bytes then.
    const moments = [marked, marked, ...Array.from({ length: 7 }, (_unused, at) => marked + 3 + at * step)];
    for (const [turn, most] of moments.entries()) {
      const { folder, state } = await prepare(most);
      const job = await jobOf(more, folder, append);
      const failure = await convertHere(job).catch((thrown: unknown) => asZarrdropError(thrown));
      expect(failure).toMatchObject({
        kind: "permission",
        details: { safe: expect.stringContaining("restore") as string },
      });
      state.most = Infinity;
      const sink = await openSink(job.destination, STORE);
      const { state: found, marker } = await inspectStore(sink);
      expect(found, `${most}`).toBe("incomplete");
      const again = await jobOf(more, folder, append);
      if (turn < 2) expect(marker).toBeNull();
      expect(again.plan).toEqual(job.plan);
      if (turn % 3 === 0) {
        await convertHere(again);
        expect(await contentOf(folder), `${most}`).toEqual(await contentOf(whole));
      } else if (turn % 3 === 1) {
        await convertHere(await jobOf(other, folder, { ...layout, existing: "append" }));
        expect(await contentOf(folder), `${most}`).toEqual(await contentOf(added));
      } else {
        await restoreBefore(sink);
        expect(await contentOf(folder), `${most}`).toEqual(old);
      }
    }
  });

  it("that failed with its receipt written is taken back with it", { timeout: 120_000 }, async () => {
    const [first, more] = [await sourceOf("first", 2, 1), await sourceOf("more", 1, 2)];
    const { folder: whole, state: counted } = await destinationWith(first, layout);
    const old = await contentOf(whole);
    await convertHere(await jobOf(more, whole, append));
    const added = await contentOf(whole);
    let takenBack = 0;
    for (let most = counted.operations; takenBack === 0 && most > 0; most--) {
      const { folder, state } = await destinationWith(first, layout, most);
      const { destination, ...job } = await jobOf(more, folder, append);
      await convertHere({ destination, ...job }).catch(() => {});
      state.most = Infinity;
      const receipts = await openSink(destination, ".zarrdrop-finished");
      if ((await receipts.list()).length === 0) continue;
      const signal = new AbortController().signal;
      if ((await inspectStore(await openSink(destination, STORE))).state !== "incomplete") continue;
      const became = await putBackStore(destination, STORE, { signal });
      // What is said is what is there, also where no level grows.
      const content = await contentOf(folder);
      expect(isDeepStrictEqual(content, became === "finished" ? added : old), `${most}, ${became}`).toBe(true);
      if (became === "finished") continue;
      takenBack++;
      expect(await receipts.list()).toEqual([]);
    }
    expect(takenBack).toBe(1);
  });

  it("that ended but for its last files is not made twice", { timeout: 120_000 }, async () => {
    const [first, more] = [await sourceOf("first", 2, 1), await sourceOf("more", 1, 2)];
    const { folder: whole, state: counted } = await destinationWith(first, layout);
    await convertHere(await jobOf(more, whole, append));
    const expected = await contentOf(whole);
    // The very last one removes an empty folder: nothing tells of the append any more.
    for (let left = 2; left < 16; left++) {
      const { folder, state } = await destinationWith(first, layout, counted.operations - left);
      const failure = await convertHere(await jobOf(more, folder, append)).then(
        () => null,
        (thrown: unknown) => asZarrdropError(thrown).kind,
      );
      // Where only the receipt could not be removed, all is done.
      expect(failure).toBe(left > 2 ? "permission" : null);
      state.most = Infinity;
      await convertHere(await jobOf(more, folder, append));
      expect(await contentOf(folder), `${left} operations before the end`).toEqual(expected);
    }
  });

  it("adds the same time points twice when it is called twice", async () => {
    const source = await sourceOf("first", 2, 1);
    const folder = new FakeDirectoryHandle("out");
    for (const existing of ["refuse", "append", "append"]) {
      await convertHere(await jobOf(source, folder, { ...layout, existing }));
    }
    const sink = await openSink({ kind: "directory-handle", handle: folder.asHandle() }, STORE);
    const { state, levels } = await inspectStore(sink);
    expect(state).toBe("complete");
    expect(levels.map(({ array }) => array.shape[0])).toEqual([6, 6]);
  });
});
