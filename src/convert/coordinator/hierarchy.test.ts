import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { convertHere, plannedJob } from "../../../testing/convert/convertHere.ts";
import { validateSink } from "../../../testing/convert/validateSink.ts";
import { harmonyFiles } from "../../../testing/formats/harmonyFiles.ts";
import { sampleLabelled } from "../../../testing/store/sampleCollections.ts";
import { FakeDirectoryHandle } from "../../../testing/store/fakeDirectoryHandle.ts";
import { MemorySource } from "../../bytes/memorySource.ts";
import { openImage } from "../../formats/registry.ts";
import type { DestinationReference, SourceReference } from "../../model/references.ts";
import { STORE_MARKER } from "../../model/storeMarker.ts";
import type { ConversionReport } from "../../plan/job.ts";
import { parseSettings } from "../../plan/settings/parseSettings.ts";
import { openDestination } from "../../store/destination/openDestination.ts";
import { inspectStore } from "../../store/inspectStore.ts";
import { MemorySink } from "../../store/memorySink.ts";
import { openSink } from "../../store/openSink.ts";
import { planForDestination } from "../reading/planForDestination.ts";

const PLATE = sourceOf(harmonyFiles(), "Images/Index.idx.xml");
const SERIES = sourceOf(
  { "two.ome.tif": readFileSync(new URL("../../../fixtures/tiff/ome_two_scenes.ome.tif", import.meta.url)) },
  "two.ome.tif",
);

function sourceOf(files: Record<string, Uint8Array>, main: string): SourceReference {
  const entries = Object.entries(files).map(([path, bytes]) => {
    const file = new File([Uint8Array.from(bytes)], path.replace(/.*\//, ""), { lastModified: 0 });
    return { path, file };
  });
  return { kind: "files", files: entries, main };
}

const destinationOf = (folder: FakeDirectoryHandle): DestinationReference => ({
  kind: "directory-handle",
  handle: folder.asHandle(),
});

async function convertInto(
  folder: FakeDirectoryHandle,
  source: SourceReference,
  settings: Record<string, unknown>,
): Promise<ConversionReport> {
  return convertHere(await plannedJob(source, destinationOf(folder), settings));
}

async function storeIn(folder: FakeDirectoryHandle, storeName: string): Promise<MemorySink> {
  const sink = await openSink(destinationOf(folder), storeName);
  const copy = new MemorySink();
  for (const path of await sink.list()) copy.files.set(path, (await sink.read(path)) ?? new Uint8Array());
  return copy;
}

const createSha256 = () => {
  const hash = createHash("sha256");
  return { update: (bytes: Uint8Array) => void hash.update(bytes), digest: () => hash.digest("hex") };
};

const textOf = ({ files }: MemorySink) => [...files].map(([path, bytes]) => `${path} ${String(bytes)}`).sort();

describe.each([2, 3])("a plate in Zarr v%i", (zarrFormat) => {
  test("is one whole store, valid, with a figure for all images", async () => {
    const folder = new FakeDirectoryHandle("out");
    const report = await convertInto(folder, PLATE, { layout: "plate", zarrFormat, numLevels: 2 });
    expect([...folder.children.keys()]).toEqual(["A plate.ome.zarr"]);
    const store = await storeIn(folder, "A plate.ome.zarr");
    const { state, images, files, bytes } = await inspectStore(store);
    const figures = { filesWritten: files, bytesWritten: bytes, verification: { totalChunks: 4 * 2 } };
    expect(report.outputs).toMatchObject([{ storeName: "A plate.ome.zarr", images: 4, ...figures }]);
    expect({ state, images }).toEqual({ state: "complete", images: 4 });
    const { problems, valid } = await validateSink(store);
    expect({ valid, problems: problems.filter(({ severity }) => severity !== "information") }).toEqual({
      valid: true,
      problems: [],
    });
    expect(store.files.has(zarrFormat === 2 ? "D/11/.zattrs" : "D/11/zarr.json")).toBe(true);
    // Only rows with images are there.
    expect([...store.files.keys()].some((path) => path.startsWith("A/"))).toBe(false);
  });
});

describe("a series", () => {
  const settings = { layout: "series", numLevels: 2 };

  test("has the pixels that each scene has as a store of its own", async () => {
    const folder = new FakeDirectoryHandle("out");
    await convertInto(folder, SERIES, settings);
    await convertInto(folder, SERIES, { numLevels: 2, name: "single" });
    const series = await storeIn(folder, "two.ome.zarr");
    for (const [number, name] of ["single_image 0.ome.zarr", "single_image 1.ome.zarr"].entries()) {
      const single = await storeIn(folder, name);
      const pixels = [...single.files].filter(([path]) => /^\d/.test(path));
      expect(pixels.length).toBeGreaterThan(3);
      for (const [path, bytes] of pixels) expect(series.files.get(`${number}/${path}`)).toEqual(bytes);
    }
  });

  test("has one manifest, which it is valid against", async () => {
    const folder = new FakeDirectoryHandle("out");
    const { outputs } = await convertInto(folder, SERIES, { ...settings, manifest: true });
    expect(outputs[0]!.manifest).toBe("two.ome.zarr.manifest.txt");
    const beside = await (await openDestination(destinationOf(folder))).besideStores();
    const source = new MemorySource("manifest", (await beside.read("two.ome.zarr.manifest.txt"))!);
    const manifest = { source, createSha256 };
    const store = await storeIn(folder, "two.ome.zarr");
    expect(await validateSink(store, { manifest })).toMatchObject({ valid: true });
    const text = new TextDecoder().decode(await source.read(0, source.size));
    expect(text.match(/^# chunk-crc32c [01]\/[01] .*$/gm)).toHaveLength(4);
    expect(text.match(/^[0-9a-f]{64} /gm)).toHaveLength(store.files.size);
    store.files.get("1/0/zarr.json")![0] = 0x20;
    expect(await validateSink(store, { manifest })).toMatchObject({ valid: false });
    expect([...folder.children.keys()].sort()).toEqual(["two.ome.zarr", "two.ome.zarr.manifest.txt"]);
  });

  test("has one manifest, also where an image is the root and has labels below it", async () => {
    const folder = new FakeDirectoryHandle("out");
    const labelled = sourceOf(Object.fromEntries((await sampleLabelled(3)).files), "");
    const { outputs } = await convertInto(folder, labelled, { name: "cells", manifest: true });
    const [{ storeName, manifest: name }] = outputs as [ConversionReport["outputs"][number]];
    const beside = await (await openDestination(destinationOf(folder))).besideStores();
    const source = new MemorySource("manifest", (await beside.read(name!))!);
    const result = await validateSink(await storeIn(folder, storeName), { manifest: { source, createSha256 } });
    expect(result.problems.filter(({ severity }) => severity === "error")).toEqual([]);
    expect(result.labels).toBe(1);
  });

  test("is refused, skipped or replaced as a whole where it is there", async () => {
    const folder = new FakeDirectoryHandle("out");
    await convertInto(folder, SERIES, settings);
    const before = textOf(await storeIn(folder, "two.ome.zarr"));
    await expect(convertInto(folder, SERIES, { ...settings, numLevels: 1 })).rejects.toMatchObject({ kind: "exists" });
    const skipped = await convertInto(folder, SERIES, { ...settings, numLevels: 1, existing: "skip" });
    expect(skipped.outputs).toEqual([expect.objectContaining({ storeName: "two.ome.zarr", skipped: true })]);
    expect(textOf(await storeIn(folder, "two.ome.zarr"))).toEqual(before);
    await convertInto(folder, SERIES, { ...settings, numLevels: 1, existing: "replace" });
    const after = await storeIn(folder, "two.ome.zarr");
    expect(after.files.has("0/1/zarr.json")).toBe(false);
    expect(await inspectStore(after)).toMatchObject({ state: "complete", images: 2 });
    expect([...folder.children.keys()]).toEqual(["two.ome.zarr"]);
  });

  test("that is stopped is marked, and the same call goes on in it, under the same name, to the same bytes", async () => {
    const wanted = new FakeDirectoryHandle("wanted");
    await convertInto(wanted, SERIES, settings);
    const folder = new FakeDirectoryHandle("out");
    const controller = new AbortController();
    const stopped = convertHere(await plannedJob(SERIES, destinationOf(folder), settings), {
      signal: controller.signal,
      // The first image is whole then.
      onEvent: ({ kind }) => {
        if (kind === "output-done") controller.abort();
      },
    });
    await expect(stopped).rejects.toMatchObject({ kind: "cancelled" });
    const marked = await storeIn(folder, "two.ome.zarr");
    expect(await inspectStore(marked)).toMatchObject({ state: "incomplete", marker: { output: { layout: "series" } } });
    expect(marked.files.has(STORE_MARKER) && marked.files.has("0/zarr.json")).toBe(true);
    expect(marked.files.has("zarr.json")).toBe(false);
    const description = await openImage(SERIES, new AbortController().signal).then((reader) => reader.description);
    const request = { source: SERIES, description, destination: destinationOf(folder) };
    const planned = await planForDestination({
      ...request,
      settings: parseSettings({ ...settings, existing: "rename" }),
    });
    expect(planned).toMatchObject({ goesOn: ["two.ome.zarr"], plan: { hierarchy: { storeName: "two.ome.zarr" } } });
    await convertInto(folder, SERIES, settings);
    expect(textOf(await storeIn(folder, "two.ome.zarr"))).toEqual(textOf(await storeIn(wanted, "two.ome.zarr")));
    expect([...folder.children.keys()]).toEqual(["two.ome.zarr"]);
  });

  test("is swept of what is no part of it before its end, and the report says so", async () => {
    const folder = new FakeDirectoryHandle("out");
    let stopped = false;
    const job = await plannedJob(SERIES, destinationOf(folder), settings);
    const report = await convertHere(job, {
      onEvent: (event) => {
        if (event.kind !== "output-done" || stopped) return;
        stopped = true;
        void openSink(destinationOf(folder), "two.ome.zarr").then((sink) =>
          sink.write("notes/mine.txt", [new Uint8Array(1)]),
        );
      },
    });
    expect(report.outputs[0]!.swept).toEqual({ count: 1, names: ["notes"] });
    expect((await storeIn(folder, "two.ome.zarr")).files.has("notes/mine.txt")).toBe(false);
  });
});

describe("an image with labels", () => {
  const labelled = sourceOf(
    { "cells.zip": readFileSync(new URL("../../../fixtures/ome-zarr/v3-labels.zip", import.meta.url)) },
    "cells.zip",
  );

  test.each([2, 3])("is one whole store in Zarr v%i, and comes out of it again as it went in", async (zarrFormat) => {
    const folder = new FakeDirectoryHandle("out");
    const settings = { zarrFormat, numLevels: 2 };
    const report = await convertInto(folder, labelled, settings);
    const store = await storeIn(folder, "cells.ome.zarr");
    const { files, bytes } = await inspectStore(store);
    expect(report.outputs).toMatchObject([{ images: 2, filesWritten: files, bytesWritten: bytes }]);
    const { problems, valid } = await validateSink(store);
    expect({ valid, problems: problems.filter(({ severity }) => severity !== "information") }).toEqual({
      valid: true,
      problems: [],
    });
    const again = await plannedJob(
      { kind: "directory-handle", handle: (await folder.getDirectoryHandle("cells.ome.zarr")).asHandle(), main: "" },
      destinationOf(folder),
      { ...settings, name: "again" },
    );
    await convertHere(again);
    const pixels = ({ files: all }: MemorySink) =>
      [...all].filter(([path]) => !path.endsWith("json") && !path.includes(".z"));
    expect(pixels(await storeIn(folder, "again.ome.zarr"))).toEqual(pixels(store));
  });
});
