import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { bytesOfPixels } from "../../model/dtype.ts";
import { wholeRegion } from "../../model/region.ts";
import { read } from "../../../testing/contract/describeReader.ts";
import { openImage } from "../registry.ts";

/** Samples that not every checkout has beside it. */
const samples = fileURLToPath(new URL("../../../../shared/samples", import.meta.url));
const signal = new AbortController().signal;

type OracleRow = { reader: string; scenes: { dims: string; shape: number[]; sha256: string; channels: string[] }[] };

function openPath(path: string) {
  const isFile = /\.(zip|ozx)$/.test(path);
  return openImage(
    isFile ? { kind: "node", folder: dirname(path), main: basename(path) } : { kind: "node", folder: path, main: "" },
    signal,
  );
}

describe.skipIf(!existsSync(samples))("OME-Zarr samples", () => {
  const oracle: Record<string, OracleRow[]> = existsSync(samples)
    ? JSON.parse(readFileSync(join(samples, "ORACLE.json"), "utf8")).files
    : {};
  const variants = ["stored.inner", "stored.outer", "deflated.inner", "deflated.outer"];
  const zips = ["v2_blosc_lz4", "v3_sharded_zstd"].flatMap((store) =>
    variants.map((variant) => [`synthetic/ome-zarr/${store}.${variant}.zarr.zip`, `synthetic/ome-zarr/${store}.zarr`]),
  );

  // The stores themselves are compared in testing/oracle.
  it.each(zips)("%s has its store's pixels", async (path, row) => {
    const reader = await openPath(join(samples, path));
    const scene = oracle[row]![0]!.scenes[0]!;
    const [description] = reader.description.scenes;
    expect(description).toMatchObject({
      id: "synth",
      shape: scene.shape,
      dtype: "uint16",
      units: ["second", null, "micrometer", "micrometer", "micrometer"],
    });
    expect(description!.axes.join("").toUpperCase()).toBe(scene.dims);
    expect(description!.channels.map((channel) => channel.name)).toEqual(scene.channels);
    expect(description!.scale.slice(2)).toEqual([0.5, 0.2, 0.2]);
    expect(description!.levels).toHaveLength(2);
    const pixels = await read(reader, 0, 0, wholeRegion(scene.shape), signal);
    expect(createHash("sha256").update(bytesOfPixels(pixels)).digest("hex")).toBe(scene.sha256);
    reader.close();
  });

  it("opens a plate with its wells' fields as scenes", async () => {
    const reader = await openPath(join(samples, "zarr-fixtures/data/hcs.zarr"));
    expect(reader.description.formatName).toBe("OME-Zarr plate");
    expect(reader.description.scenes.map((scene) => scene.id)).toEqual([
      "A/1/0",
      "A/1/1",
      "A/2/0",
      "A/2/1",
      "B/1/0",
      "B/1/1",
      "B/2/0",
      "B/2/1",
    ]);
    expect(reader.description.scenes[0]!.shape).toEqual([1, 3, 1, 64, 64]);
    await read(reader, 7, 0, { start: [0, 1, 0, 3, 3], shape: [1, 2, 1, 5, 60] }, signal);
  });

  it("opens a series layout", async () => {
    const reader = await openPath(join(samples, "zarr-fixtures/data/bf2raw.zarr"));
    expect(reader.description.scenes.map((scene) => scene.id)).toEqual(["0", "1"]);
    await read(reader, 1, 0, { start: [0, 0, 0, 0, 0], shape: [1, 1, 1, 8, 8] }, signal);
  });
});

const golden = fileURLToPath(new URL("../../../../shared/golden", import.meta.url));

/** Cases of the reference whose source is a store, and what its reader said of it. */
const cases = existsSync(golden) ? readdirSync(golden).filter((name) => name.startsWith("zarr_")) : [];

describe.skipIf(!existsSync(golden))("OME-Zarr through the reference's eyes", () => {
  it.each(cases)("%s", async (name) => {
    const folder = join(golden, name);
    const { source, reader: theirs } = JSON.parse(readFileSync(join(folder, "params.json"), "utf8"));
    const reader = await openPath(join(folder, source));
    expect(reader.description.name).toBe(source);
    const [scene] = reader.description.scenes;
    const { axes, sceneId, scale, channelNames, daskChunks } = scene!.reference;
    expect(axes.join("").toUpperCase()).toBe(theirs.dims);
    expect(scene!.shape).toEqual(theirs.shape);
    expect(scene!.dtype).toBe(theirs.dtype);
    expect([sceneId]).toEqual(theirs.scenes);
    expect(channelNames).toEqual(theirs.channel_names);
    expect(daskChunks).toEqual(theirs.dask_chunks.map((chunks: number[]) => Math.max(...chunks)));
    const inOrder = [..."TCZYX"].map((axis) => scale[axes.indexOf(axis.toLowerCase())] ?? null);
    expect(inOrder).toEqual(theirs.scale);
  });
});
