import { existsSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { openSource } from "../../bytes/openSource.ts";
import { allocatePixels } from "../../model/dtype.ts";
import { sizeOfShape, wholeRegion } from "../../model/region.ts";
import { SceneHashes } from "../../../testing/oracle/sceneHashes.ts";
import { openImage } from "../registry.ts";
import { nd2Format } from "./descriptor.ts";

const SAMPLES = new URL("../../../../shared/samples/", import.meta.url).pathname;

type OracleScene = {
  id: string;
  dims: string;
  shape: number[];
  dtype: string;
  sha256: string;
  channels: string[];
  physical: { Z: number; Y: number; X: number };
};
type OracleRow = { reader: string; scenes: OracleScene[] };

const never = new AbortController().signal;

// The oracle's rows of the nd2 package through BioIO; Bio-Formats has the same hashes where it was run.
describe.skipIf(!existsSync(SAMPLES))("sample files against the oracle", () => {
  const oracle = existsSync(SAMPLES)
    ? (JSON.parse(readFileSync(join(SAMPLES, "ORACLE.json"), "utf8")) as { files: Record<string, OracleRow[]> }).files
    : {};
  const files = Object.keys(oracle).filter((path) => path.endsWith(".nd2") && existsSync(join(SAMPLES, path)));

  it("has files", () => expect(files.length).toBeGreaterThan(0));

  it.each(files)("%s", async (path) => {
    const row = oracle[path]!.find(({ reader }) => reader === "bioio_nd2")!;
    const opened = await openSource({ kind: "node", folder: join(SAMPLES, dirname(path)), main: basename(path) });
    const reader = await openImage(opened, never, [nd2Format]);
    expect(reader.description.scenes).toHaveLength(row.scenes.length);
    for (const [index, scene] of reader.description.scenes.entries()) {
      const expected = row.scenes[index]!;
      const pixels = allocatePixels(scene.dtype, sizeOfShape(scene.shape));
      await reader.readRegion({ scene: index, level: 0, region: wholeRegion(scene.shape), signal: never }, pixels);
      const view = scene.reference;
      const scaleOf = (axis: string): number => view.scale[view.axes.indexOf(axis)] ?? 1;
      expect({
        id: scene.id,
        dims: scene.axes.join("").toUpperCase(),
        shape: scene.shape,
        dtype: scene.dtype,
        // These readers leave colours blue first.
        sha256: new SceneHashes(scene, pixels).in({ axes: scene.axes.map((_, axis) => axis), isSampleReversed: true }),
        channels: scene.channels.map(({ name }) => name),
        referenceNames: view.channelNames,
        physical: { Z: scaleOf("z"), Y: scaleOf("y"), X: scaleOf("x") },
        size: scene.scale[scene.axes.indexOf("x")],
      }).toEqual({
        id: expected.id,
        dims: expected.dims,
        shape: expected.shape,
        dtype: expected.dtype.endsWith("u1") ? "uint8" : "uint16",
        sha256: expected.sha256,
        channels: expected.channels,
        referenceNames: expected.channels,
        physical: expected.physical,
        size: expected.physical.X,
      });
    }
    expect(reader.description.notes).toEqual([]);
    reader.close();
  });
});
