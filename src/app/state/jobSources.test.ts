import { expect, it } from "vitest";
import type { FileOrigin, SourceReference } from "../../model/references.ts";
import { DEFAULT_SETTINGS } from "../../plan/settings/defaultSettings.ts";
import { describeImage, describeScene } from "../../../testing/plan/sampleDescription.ts";
import { initialState } from "./appState.ts";
import { jobSources } from "./jobSources.ts";
import { newItem, type QueueItem } from "./queue.ts";
import { reduce } from "./reduce.ts";

const origin = (path: string): FileOrigin => ({ path, handle: { kind: "file", name: path } as FileSystemHandle });

function item(name: string, files: string[], source: SourceReference, isReady = true): QueueItem {
  const candidate = { name, path: name, base: "", fromFolder: false, source };
  let state = reduce(initialState(DEFAULT_SETTINGS), { type: "dropped", items: [newItem(name, "d", candidate)] });
  const [{ id }] = state.items as [QueueItem];
  const description = describeImage([describeScene("yx", [64, 64])], { name, files });
  if (isReady) state = reduce(state, { type: "opened", id, image: { id: 1, description }, mosaic: "stitch" });
  return state.items[0]!;
}

it("gives a job the handles of its own files, and where the other sources of the run lie", () => {
  const origins = ["a.tif", "b.tif", "b.dir", "c.tif"].map(origin);
  const dropped = (main: string): SourceReference => ({ kind: "files", files: [], main, origins });
  const a = item("a.tif", ["a.tif"], dropped("a.tif"));
  const b = item("b.tif", ["b.tif", "b.dir/1.npy"], dropped("b.tif"));
  const c = item("c.tif", ["c.tif"], dropped("c.tif"), false);
  const { source, otherSources } = jobSources(a, [a, b, c]);
  expect(source).toEqual({ kind: "files", files: [], main: "a.tif", origins: [origin("a.tif")] });
  expect(otherSources).toEqual([
    {
      name: "b.tif",
      isWholeFolder: false,
      files: ["b.tif", "b.dir/1.npy"],
      where: { kind: "handles", origins: [origin("b.tif"), origin("b.dir")] },
    },
  ]);
});

it("keeps a folder's handle, which is all that there is to send", () => {
  const handle = { kind: "directory", name: "x.zarr" } as FileSystemDirectoryHandle;
  const store = item("x.zarr", [".zattrs"], { kind: "directory-handle", handle, main: "" });
  const pattern = { template: "z{z}.tif" };
  const files = { kind: "files", files: [], main: "", origins: [{ path: "", handle }] } as const;
  const sequence = item("z.tif", ["z1.tif"], { kind: "sequence", source: { ...files, files: [] }, pattern });
  const { description, ...places } = jobSources(sequence, [sequence, store]);
  expect(description).toMatchObject({ name: "z.tif", files: ["z1.tif"] });
  expect(description).not.toHaveProperty("omeXml");
  expect(places).toEqual({
    source: { kind: "sequence", source: files, pattern },
    otherSources: [
      {
        name: "x.zarr",
        isWholeFolder: true,
        files: [".zattrs"],
        where: { kind: "handles", origins: [{ path: "", handle }] },
      },
    ],
  });
});

it("gives a job the masks of its item, and keeps outputs off those of others", () => {
  const at = (main: string): SourceReference => ({
    kind: "files",
    files: [],
    main,
    origins: [origin(main), origin("x.tif")],
  });
  const plain = item("a.tif", ["a.tif"], at("a.tif"));
  const mask = { id: "m", drop: "d", name: "m.tif", path: "m.tif", base: "", fromFolder: false, source: at("m.tif") };
  const labelled = { ...plain, labels: [{ name: "cells", mask, files: ["m.tif"] }] };
  const other = item("b.tif", ["b.tif"], at("b.tif"));
  expect(jobSources(plain, [])).not.toHaveProperty("labels");
  expect(jobSources(labelled, []).labels).toEqual([
    {
      name: "cells",
      files: ["m.tif"],
      source: { kind: "files", files: [], main: "m.tif", origins: [origin("m.tif")] },
    },
  ]);
  expect(jobSources(other, [other, labelled]).otherSources?.map(({ files }) => files)).toEqual([["a.tif"], ["m.tif"]]);
});
