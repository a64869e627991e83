import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openSource } from "../../bytes/openSource.ts";
import { openImage } from "../registry.ts";
import { tiffFormat } from "./descriptor.ts";

const GOLDEN = new URL("../../../../shared/golden/", import.meta.url).pathname;

/** What the reference's reader said of a source; `scale` is in the order T, C, Z, Y, X. */
type ReaderFacts = {
  scenes: string[];
  dims: string;
  shape: number[];
  dtype: string;
  dask_chunks: number[][];
  scale: (number | null)[];
  channel_names: string[] | null;
};
type Case = { name: string; source: string; reader: ReaderFacts };

function goldenCases(): Case[] {
  if (!existsSync(GOLDEN)) return [];
  return readdirSync(GOLDEN).flatMap((name) => {
    const path = join(GOLDEN, name, "params.json");
    if (!existsSync(path)) return [];
    const { source, reader } = JSON.parse(readFileSync(path, "utf8")) as { source: string; reader?: ReaderFacts };
    return reader?.dims !== undefined && source.endsWith(".tif") ? [{ name, source, reader }] : [];
  });
}

describe.skipIf(!existsSync(GOLDEN))("the reference's view of TIFF sources", () => {
  it.each(goldenCases())("$name", async ({ name, source, reader: expected }) => {
    const opened = await openSource({ kind: "node", folder: join(GOLDEN, name), main: source });
    const reader = await openImage(opened, new AbortController().signal, [tiffFormat]);
    const { scenes } = reader.description;
    expect(scenes.map((scene) => scene.reference.sceneId)).toEqual(expected.scenes);
    const [scene] = scenes;
    const { reference } = scene!;
    const scaleOf = (axis: string): number | null => reference.scale[reference.axes.indexOf(axis)] ?? null;
    const found = {
      dims: reference.axes.join("").toUpperCase(),
      shape: reference.axes.map((axis) => scene!.shape[scene!.axes.indexOf(axis)] ?? 1),
      dtype: scene!.dtype,
      chunks: reference.daskChunks,
      scale: ["t", "c", "z", "y", "x"].map(scaleOf),
      channelNames: reference.channelNames,
    };
    expect(found).toEqual({
      dims: expected.dims,
      shape: expected.shape,
      dtype: expected.dtype,
      chunks: expected.dask_chunks.map((sizes) => Math.max(...sizes)),
      scale: expected.scale,
      channelNames: expected.channel_names,
    });
    reader.close();
  });
});
