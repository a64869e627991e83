import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import * as zarr from "zarrita";
import { isDataType, pixelsFromBytes, allocatePixels, type DataType, type PixelArray } from "../model/dtype.ts";
import { sizeOfShape, wholeRegion } from "../model/region.ts";
import { createResampler } from "./createResampler.ts";
import { pixelsOf } from "../../testing/pyramid/arrays.ts";

const golden = fileURLToPath(new URL("../../../shared/golden/", import.meta.url));

type Parameters = {
  kwargs: { dtype?: string; tbatch?: number; start_T_dest?: number };
  reader: { dims?: string; dask_chunks?: number[][] };
  outputs: string[];
};

/** Cases with one output of several levels, whose level 0 is the source's pixels. */
function comparableCases(): string[] {
  if (!existsSync(golden)) return [];
  return readdirSync(golden).filter((name) => {
    if (!existsSync(`${golden}${name}/expected.ome.zarr`)) return false;
    const { kwargs, reader } = readParameters(name);
    return kwargs.dtype === undefined && reader.dask_chunks !== undefined && levelPaths(name).length > 1;
  });
}

function readParameters(name: string): Parameters {
  // Written by the golden set's own recipe.
  return JSON.parse(readFileSync(`${golden}${name}/params.json`, "utf8")) as Parameters;
}

function levelPaths(name: string): string[] {
  return readdirSync(`${golden}${name}/expected.ome.zarr`)
    .filter((path) => /^\d+$/.test(path))
    .sort();
}

/** A level as pixels; by zarrita, which knows no float16: its arrays are read as the bits that they are. */
async function readLevel(
  name: string,
  path: string,
): Promise<{ dtype: DataType; shape: number[]; pixels: PixelArray }> {
  const root = `${golden}${name}/expected.ome.zarr`;
  let isHalf = false;
  const read = (key: string): Uint8Array<ArrayBuffer> | undefined => {
    if (!existsSync(root + key)) return undefined;
    const bytes = new Uint8Array(readFileSync(root + key));
    const text = key.endsWith("zarr.json") ? new TextDecoder().decode(bytes) : "";
    if (!text.includes('"float16"')) return bytes;
    isHalf = true;
    return new TextEncoder().encode(
      text.replace('"float16"', '"uint16"').replace('"fill_value": 0.0', '"fill_value": 0'),
    );
  };
  const store: zarr.Readable = {
    get: (key) => Promise.resolve(read(key)),
    getRange: (key, range) => {
      const bytes = read(key);
      const end = "suffixLength" in range ? undefined : range.offset + range.length;
      return Promise.resolve(bytes?.slice("suffixLength" in range ? -range.suffixLength : range.offset, end));
    },
  };
  const array = await zarr.open(zarr.root(store).resolve(path), { kind: "array" });
  const dtype = isHalf ? "float16" : array.dtype;
  if (!isDataType(dtype)) throw new Error(dtype);
  const { data, shape } = await zarr.get(array);
  // Typed arrays and zarrita's own bool arrays are all views of a buffer.
  const { buffer, byteOffset, byteLength } = data as unknown as Uint8Array;
  return { dtype, shape, pixels: pixelsFromBytes(dtype, new Uint8Array(buffer, byteOffset, byteLength)) };
}

describe.skipIf(!existsSync(golden))("bioio", () => {
  it.each(comparableCases())("makes the levels of the reference: %s", async (name) => {
    const { kwargs, reader } = readParameters(name);
    const paths = levelPaths(name);
    const level0 = await readLevel(name, paths[0]!);
    const dtype = level0.dtype;
    let { shape, pixels } = level0;
    const hasTime = reader.dims!.startsWith("T") && shape[0]! > 1;
    // The time axis is not resampled: the time points that were written, where they were written.
    const firstTime = hasTime ? (kwargs.start_T_dest ?? 0) : 0;
    if (hasTime) {
      shape = [kwargs.tbatch ?? reader.dask_chunks![0]!.reduce((a, b) => a + b), ...shape.slice(1)];
      const timePoint = sizeOfShape(shape.slice(1));
      pixels = pixels.subarray(firstTime * timePoint, firstTime * timePoint + sizeOfShape(shape));
    }
    let blockShape = reader.dask_chunks!.map((lengths) => Math.max(...lengths));
    for (const path of paths.slice(1)) {
      const expected = await readLevel(name, path);
      const outputShape = hasTime ? [shape[0]!, ...expected.shape.slice(1)] : expected.shape;
      const target = allocatePixels(dtype, sizeOfShape(outputShape));
      blockShape = blockShape.map((length, axis) => Math.min(length, shape[axis]!));
      const resampler = createResampler({ method: "bioio", dtype, inputShape: shape, outputShape, blockShape });
      resampler.resample(pixels, wholeRegion(shape), target, wholeRegion(outputShape));

      const written = firstTime * sizeOfShape(expected.shape.slice(1));
      const reference = pixelsOf(expected.pixels).slice(written, hasTime ? written + target.length : undefined);
      const actual = pixelsOf(target).slice(0, reference.length);
      if (dtype === "float64") {
        // exp() may differ by an ulp between maths libraries.
        actual.forEach((value, i) => {
          const other = Number(reference[i]);
          expect(Math.abs(Number(value) - other)).toBeLessThanOrEqual(Math.abs(other) * 2 ** -52);
        });
      } else {
        expect(actual).toEqual(reference);
      }
      [shape, pixels] = [outputShape, target];
    }
  });
});
