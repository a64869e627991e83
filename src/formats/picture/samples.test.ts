import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { bytesOfPixels } from "../../model/dtype.ts";
import { wholeRegion } from "../../model/region.ts";
import { read } from "../contract/describeReader.ts";
import { openImage } from "../registry.ts";

/** Samples that not every checkout has beside it. */
const samples = fileURLToPath(new URL("../../../../shared/samples", import.meta.url));
const signal = new AbortController().signal;

type Row = {
  reader: string;
  scenes: {
    dims?: string;
    shape?: number[];
    dtype?: string;
    sha256?: string;
    planes_sha256?: string;
    error?: string;
  }[];
};

const oracle: Record<string, Row[]> = existsSync(samples)
  ? JSON.parse(readFileSync(join(samples, "ORACLE.json"), "utf8")).files
  : {};
const files = Object.keys(oracle).filter((path) => /^(imageio|jxr)\//.test(path));

/**
 * Rows that cannot be compared as they are: imageio drops the low bytes of 16-bit RGB, and the oracle of JPEG 2000 is Bio-Formats, which
 * gives palette indices and the whole reference grid. For these, hashes of OpenJPEG's pixels (imagecodecs 2026).
 */
const OPENJPEG: Record<string, string> = {
  "imageio/issue412.jp2": "66cd88938a2e",
  "imageio/world.jp2": "18284c1b0bb0",
  "imageio/Bretagne2_4.j2k": "9cb9321efd73",
};

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

async function decode(path: string) {
  const reader = await openImage({ kind: "node", folder: join(samples, dirname(path)), main: basename(path) }, signal);
  const [scene] = reader.description.scenes;
  const pixels = await read(reader, 0, 0, wholeRegion(scene!.shape), signal);
  return { scene: scene!, pixels };
}

describe.skipIf(!existsSync(samples))("pictures as imageio reads them", () => {
  it.each(files)("%s", async (path) => {
    const rows = oracle[path]!;
    const row = rows.find(({ reader }) => reader === "bioio_imageio") ?? rows[0]!;
    const [theirs] = row.scenes;
    if (theirs!.error !== undefined) {
      await expect(decode(path)).rejects.toMatchObject({ kind: "corrupt" });
      return;
    }
    const { scene, pixels } = await decode(path);
    const short = OPENJPEG[path];
    if (short !== undefined) {
      expect(sha256(bytesOfPixels(pixels)).slice(0, 12)).toBe(short);
      return;
    }
    if (row.reader === "bioio_imageio") expect(scene.axes.join("").toUpperCase()).toBe(theirs!.dims);
    expect(scene.shape).toEqual(theirs!.shape);
    if (scene.dtype === "uint16" && theirs!.dtype === "|u1") {
      expect(sha256(Uint8Array.from(pixels as Uint16Array, (value) => value >> 8))).toBe(theirs!.sha256);
    } else {
      expect(sha256(bytesOfPixels(pixels))).toBe(theirs!.sha256);
    }
  });
});

const golden = fileURLToPath(new URL("../../../../shared/golden", import.meta.url));

/** Cases of the reference with a picture, and what its reader said of it. */
const cases = existsSync(golden) ? readdirSync(golden).filter((name) => /^(png|gif|jpg)_/.test(name)) : [];

describe.skipIf(!existsSync(golden))("pictures through the reference's eyes", () => {
  it.each(cases)("%s", async (name) => {
    const folder = join(golden, name);
    const { source, reader: theirs } = JSON.parse(readFileSync(join(folder, "params.json"), "utf8"));
    const reader = await openImage({ kind: "node", folder, main: source }, signal);
    const [scene] = reader.description.scenes;
    expect(scene!.reference.axes.join("").toUpperCase()).toBe(theirs.dims);
    expect(scene!.shape).toEqual(theirs.shape);
    expect(scene!.dtype).toBe(theirs.dtype);
    expect(scene!.reference.sceneId).toBe(theirs.scenes[0]);
    expect(scene!.reference.daskChunks).toEqual(theirs.dask_chunks.map((chunks: number[]) => Math.max(...chunks)));
  });
});
