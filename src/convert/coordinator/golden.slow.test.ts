import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { allocatePixels, bytesOfPixels, pixelsFromBytes } from "../../model/dtype.ts";
import { ZarrdropError } from "../../model/errors.ts";
import { sizeOfShape, wholeRegion } from "../../model/region.ts";
import type { SourceReference } from "../../model/references.ts";
import type { OutputPlan, Plan } from "../../plan/plan.ts";
import { openSink } from "../../store/openSink.ts";
import { storedLevel } from "../../store/levelArray.ts";
import {
  convertAsReference,
  filesBelow,
  METADATA_FILE,
  readJson,
  withoutAxisTypes,
} from "../../../testing/convert/asReference.ts";

/** Inputs and outputs of the reference, case by case; not everybody has them. */
const GOLDEN = new URL("../../../../shared/golden/", import.meta.url).pathname;
const cases = existsSync(GOLDEN)
  ? readdirSync(GOLDEN).filter((name) => statSync(join(GOLDEN, name)).isDirectory())
  : [];

/** Fail in the reference only through a defect of it (R10.5); here they must convert. */
const DEFECTS_OF_THE_REFERENCE = new Set([
  "gif_anim",
  "gif_single",
  "jpg_rgb",
  "ome_rgb",
  "png_palette",
  "png_rgba_u8_v2",
  "rgb_ome_explicit_pps",
  "tif_rgb_planar",
  "tif_rgb_u8_strip",
]);

/** The reference writes every pixel as text of five letters (`dtype="U5"`), which is no image: refused here. */
const REFUSED_HERE_ONLY = new Set(["err_dtype_obj"]);

type Params = { source: string; kwargs: Record<string, unknown>; outputs: string[] };
type Level = { path: string; files: string[]; sha256_c_order_le: string; shape: number[] };
type Manifest = Record<string, { levels: Level[] }>;

const tally = { equal: 0, convertedDespiteDefect: 0, refused: 0 };

describe.skipIf(cases.length === 0)("golden cases of bioio-conversion 0.1.4, converted", () => {
  for (const name of cases) {
    test(name, async () => {
      const folder = mkdtempSync(join(tmpdir(), "zarrdrop-golden-"));
      try {
        await checkCase(name, folder);
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    });
  }
  afterAll(() => {
    console.info(
      `golden: ${tally.equal} equal, ${tally.convertedDespiteDefect} converted where the reference has a defect, ${tally.refused} refused as there`,
    );
  });
});

async function checkCase(name: string, folder: string): Promise<void> {
  const params = readJson<Params>(join(GOLDEN, name, "params.json"));
  const isError = existsSync(join(GOLDEN, name, "expected_error.txt"));
  if (name === "exists") mkdirSync(join(folder, "source.ome.zarr"));
  const before = readdirSync(folder);
  if (REFUSED_HERE_ONLY.has(name) || (isError && !DEFECTS_OF_THE_REFERENCE.has(name))) {
    await expect(convertCase(name, params, folder)).rejects.toThrow(ZarrdropError);
    expect(readdirSync(folder), "nothing was written").toEqual(before);
    tally.refused++;
    return;
  }
  const plan = await convertCase(name, params, folder);
  if (isError) {
    expect(plan.outputs.length).toBe(1);
    tally.convertedDespiteDefect++;
    return;
  }
  const manifest = readJson<Manifest>(join(GOLDEN, name, "manifest.json"));
  expect(readdirSync(folder).toSorted()).toEqual(params.outputs.toSorted());
  for (const output of plan.outputs) {
    const single = params.outputs.length === 1;
    const expected = single ? "expected.ome.zarr" : join("expected", output.storeName);
    await compareStore(join(GOLDEN, name, expected), folder, output, manifest[output.storeName]!.levels);
  }
  tally.equal++;
}

async function convertCase(name: string, params: Params, folder: string): Promise<Plan> {
  const path = join(GOLDEN, name, params.source);
  const source: SourceReference = statSync(path).isDirectory()
    ? { kind: "node", folder: path, main: "" }
    : { kind: "node", folder: join(GOLDEN, name), main: params.source };
  return convertAsReference(source, params.kwargs, folder);
}

/** Same files with the same metadata, same pixels; compressed bytes may differ. */
async function compareStore(expected: string, folder: string, output: OutputPlan, levels: Level[]): Promise<void> {
  const actual = join(folder, output.storeName);
  expect(filesBelow(actual)).toEqual(filesBelow(expected));
  for (const file of filesBelow(actual).filter((path) => METADATA_FILE.test(path))) {
    expect(withoutAxisTypes(readJson(join(actual, file))), file).toEqual(
      withoutAxisTypes(readJson(join(expected, file))),
    );
  }
  const sink = await openSink({ kind: "node", folder }, output.storeName);
  for (const [index, level] of levels.entries()) {
    const pixels = allocatePixels(output.dtype, sizeOfShape(level.shape));
    await storedLevel(sink, output, output.levels[index]!).readRegion(
      wholeRegion(level.shape),
      pixels,
      new AbortController().signal,
    );
    const sha256 = createHash("sha256").update(bytesOfPixels(pixels)).digest("hex");
    if (output.dtype === "float64" && index > 0 && sha256 !== level.sha256_c_order_le) {
      // exp() may differ by one unit in the last place between maths libraries.
      const reference = allocatePixels("float64", pixels.length);
      await storedLevel(
        await openSink({ kind: "node", folder: join(expected, "..") }, "expected.ome.zarr"),
        output,
        output.levels[index]!,
      ).readRegion(wholeRegion(level.shape), reference, new AbortController().signal);
      expect(largestUlpDifference(pixels as Float64Array, reference as Float64Array)).toBeLessThanOrEqual(1n);
    } else {
      expect(sha256, `pixels of level ${index}`).toBe(level.sha256_c_order_le);
    }
  }
}

function largestUlpDifference(a: Float64Array, b: Float64Array): bigint {
  const left = pixelsFromBytes("int64", bytesOfPixels(a)) as BigInt64Array;
  const right = pixelsFromBytes("int64", bytesOfPixels(b)) as BigInt64Array;
  let largest = 0n;
  for (let at = 0; at < left.length; at++) {
    const difference = left[at]! - right[at]!;
    const distance = difference < 0n ? -difference : difference;
    if (distance > largest) largest = distance;
  }
  return largest;
}
