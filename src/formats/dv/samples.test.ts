import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openSource } from "../../bytes/openSource.ts";
import { bytesOfPixels } from "../../model/dtype.ts";
import { wholeRegion } from "../../model/region.ts";
import { read } from "../contract/describeReader.ts";
import { openImage } from "../registry.ts";

const SAMPLES = new URL("../../../../shared/samples/", import.meta.url).pathname;
const never = new AbortController().signal;

type OracleScene = {
  dims: string;
  shape: number[];
  sha256: string;
  physical: { Z: number | null; Y: number | null; X: number | null };
};

describe.skipIf(!existsSync(SAMPLES))("DeltaVision samples against the oracle", () => {
  const oracle = existsSync(SAMPLES)
    ? (JSON.parse(readFileSync(join(SAMPLES, "ORACLE.json"), "utf8")) as {
        files: Record<string, { reader: string; scenes: OracleScene[] }[]>;
      })
    : { files: {} };
  const files = Object.keys(oracle.files).filter((path) => /\.(dv|r3d)$/i.test(path));

  it("are there", () => expect(files.length).toBeGreaterThan(0));

  it.each(files)("%s", async (path) => {
    const expected = oracle.files[path]!.find(({ reader }) => reader === "bioio_dv")!.scenes[0]!;
    const slash = path.lastIndexOf("/");
    const folder = join(SAMPLES, path.slice(0, slash));
    const reader = await openImage(await openSource({ kind: "node", folder, main: path.slice(slash + 1) }), never);
    const [scene] = reader.description.scenes;
    expect(scene!.axes.join("").toUpperCase()).toBe(expected.dims);
    expect(scene!.shape).toEqual(expected.shape);
    const { Z, Y, X } = expected.physical;
    expect(scene!.scale.slice(2)).toEqual([Z, Y, X]);
    const pixels = await read(reader, 0, 0, wholeRegion(scene!.shape), never);
    expect(createHash("sha256").update(bytesOfPixels(pixels)).digest("hex")).toBe(expected.sha256);
    reader.close();
  });
});
