import { expect, test } from "vitest";
import { memoryFiles } from "../../../testing/contract/memoryFiles.ts";
import {
  changeGroup,
  type SampleAttributes,
  sampleLabelled,
  samplePlate,
  sampleSeries,
} from "../../../testing/store/sampleCollections.ts";
import type { PlateDescription } from "../../model/image.ts";
import { STORE_MARKER } from "../../model/storeMarker.ts";
import { openImage } from "../registry.ts";

async function plateOf(change: (plate: SampleAttributes) => void = () => {}): Promise<PlateDescription | undefined> {
  const store = await samplePlate(3);
  changeGroup(store, 3, "", (ngff) => change(ngff["plate"] as SampleAttributes));
  const reader = await openImage(memoryFiles(Object.fromEntries(store.files), ""), new AbortController().signal);
  reader.close();
  return reader.description.plate;
}

test("a plate says in which well each of its images is, and of which acquisition", async () => {
  expect(await plateOf()).toEqual({
    name: "plate",
    rows: ["A"],
    columns: ["1", "2"],
    acquisitions: [
      { id: 0, name: "before" },
      { id: 1, name: "after" },
    ],
    fields: [
      { row: 0, column: 0, field: 1, acquisition: 0 },
      { row: 0, column: 0, field: 2, acquisition: 1 },
      { row: 0, column: 1, field: 1, acquisition: 0 },
      { row: 0, column: 1, field: 2, acquisition: 1 },
    ],
  });
});

test("acquisitions that are named twice tell nothing", async () => {
  const plate = await plateOf((said) => (said["acquisitions"] = [{ id: 1 }, { id: 1 }]));
  expect(plate!.acquisitions).toEqual([]);
  expect(plate!.fields.every(({ acquisition }) => acquisition === null)).toBe(true);
});

test.each([
  ["names with other characters", { rows: [{ name: "row A" }] }],
  ["names that stand twice", { columns: [{ name: "1" }, { name: "1" }, { name: "2" }] }],
  ["wells outside of it", { columns: [{ name: "1" }] }],
])("images of a plate with %s are read without it", async (_, changes) => {
  expect(await plateOf((plate) => Object.assign(plate, changes))).toBeUndefined();
});

test.each([
  ["series", sampleSeries, "OME", (ngff: SampleAttributes) => (ngff["series"] = ["0", "1", "0", "1", "1"])],
  ["labels", sampleLabelled, "labels", (ngff: SampleAttributes) => (ngff["labels"] = ["cells", "cells", "cells"])],
])("an image that is named often is one image: %s", async (_, sample, group, change) => {
  const store = await sample(3);
  changeGroup(store, 3, group, change);
  const reader = await openImage(memoryFiles(Object.fromEntries(store.files), ""), new AbortController().signal);
  reader.close();
  expect(reader.description.scenes).toHaveLength(2);
});

test.each([
  ["plate", samplePlate, "plate"],
  ["series", sampleSeries, "series"],
  ["labels", sampleLabelled, undefined],
])(
  "a %s says how it holds its images, and one that is not finished is none of what is in it",
  async (_, sample, layout) => {
    const store = await sample(3);
    const reader = await openImage(memoryFiles(Object.fromEntries(store.files), ""), new AbortController().signal);
    reader.close();
    expect(reader.description.storeLayout).toBe(layout);
    store.files.set(STORE_MARKER, new Uint8Array([1]));
    store.files.delete("zarr.json");
    await expect(
      openImage(memoryFiles(Object.fromEntries(store.files), ""), new AbortController().signal),
    ).rejects.toMatchObject({ kind: "corrupt", message: expect.stringContaining("is not complete") });
  },
);
