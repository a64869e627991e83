import { existsSync, readdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { get, open, root } from "zarrita";
import { describe, expect, it } from "vitest";
import { NodeFolder } from "../bytes/nodeFile.ts";
import { allocatePixels } from "../model/dtype.ts";
import { sizeOfShape, wholeRegion } from "../model/region.ts";
import { readArray } from "./node.ts";
import { ZarrArray } from "./zarrArray.ts";

/** Zarrita's own fixtures, written by zarr-python; not in every checkout. */
const fixtures = fileURLToPath(new URL("../../../shared/samples/zarr-fixtures", import.meta.url));
const signal = new AbortController().signal;

/** Text and objects are no pixels. */
const NO_PIXELS = /(U7|U13|S7|\.O|string)/;
/** Zarrita has no float16 without the platform's Float16Array. */
const ONLY_OURS = /(f2)/;

function arraysIn(folder: string): string[] {
  if (!existsSync(fixtures)) return [];
  return readdirSync(join(fixtures, folder)).filter((name) => /^\dd\./.test(name) && !ONLY_OURS.test(name));
}

async function ours(folder: string, format: 2 | 3): Promise<{ shape: readonly number[]; values: unknown[] }> {
  const directory = new NodeFolder(join(fixtures, folder));
  const metadata = await readArray(directory, "", format, signal);
  const target = allocatePixels(metadata.dtype, sizeOfShape(metadata.shape));
  await new ZarrArray(directory, metadata).readRegion(wholeRegion(metadata.shape), target, signal);
  return { shape: metadata.shape, values: [...target] };
}

/** What zarrita needs of a folder. */
function storeOf(folder: string) {
  const readKey = (key: string): Promise<Uint8Array | undefined> => readFile(join(folder, key)).catch(() => undefined);
  type Range = { offset: number; length: number } | { suffixLength: number };
  return {
    get: readKey,
    getRange: async (key: string, range: Range) => {
      const bytes = await readKey(key);
      return "suffixLength" in range
        ? bytes?.subarray(-range.suffixLength)
        : bytes?.subarray(range.offset, range.offset + range.length);
    },
  };
}

describe.skipIf(!existsSync(fixtures))("arrays as zarrita reads them", () => {
  for (const [version, format] of [
    ["v2", 2],
    ["v3", 3],
  ] as const) {
    const folder = `${version}/data.zarr`;
    it.each(arraysIn(folder))(`${folder}/%s`, async (name) => {
      if (NO_PIXELS.test(name)) {
        await expect(ours(join(folder, name), format)).rejects.toMatchObject({ kind: "unsupported-feature" });
        return;
      }
      const location = root(storeOf(join(fixtures, folder, name)));
      const theirs = await get(await (format === 2 ? open.v2 : open.v3)(location, { kind: "array" }));
      const { shape, values } = await ours(join(folder, name), format);
      expect(shape).toEqual(theirs.shape);
      // Both in C order; booleans of ours are 0 and 1.
      const expected = Array.from(theirs.data as Iterable<number | boolean>, (value) =>
        typeof value === "boolean" ? Number(value) : value,
      );
      if (theirs.stride.every((stride, axis) => stride === shape.slice(axis + 1).reduce((a, b) => a * b, 1))) {
        expect(values).toEqual(expected);
      } else {
        const inOrder = values.map((_, position) => {
          let rest = position;
          let offset = 0;
          for (let axis = shape.length - 1; axis >= 0; axis--) {
            offset += (rest % shape[axis]!) * theirs.stride[axis]!;
            rest = Math.floor(rest / shape[axis]!);
          }
          return expected[offset];
        });
        expect(values).toEqual(inOrder);
      }
    });
  }
});
