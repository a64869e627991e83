import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { CompressorConfiguration } from "../model/compressor.ts";
import { allocatePixels, bytesOfPixels, lanes } from "../model/dtype.ts";
import { sizeOfShape, wholeRegion } from "../model/region.ts";
import type { OutputPlan } from "../plan/plan.ts";
import { levelDocuments, storedLevel } from "./levelArray.ts";
import { parseDataTypeName } from "../zarr/dataTypes.ts";
import { groupDocuments } from "../zarr/groupDocuments.ts";
import { inspectStore } from "./inspectStore.ts";
import { openLevelWriter } from "./levelWriter.ts";
import { MemorySink } from "./memorySink.ts";
import { NodeSink } from "./nodeSink.ts";
import { readRoot, readStoredArray } from "./storeMetadata.ts";
import { ARRAY_FILES } from "../zarr/arrayDocuments.ts";
import { sampleLevel, samplePlan } from "../../testing/store/samplePlan.ts";
import { writeLevel } from "../../testing/store/writeLevel.ts";

/** Outputs of the reference, case by case; not everybody has them. */
const GOLDEN = new URL("../../../shared/golden/", import.meta.url).pathname;

/** The reference writes text arrays too; pixels are numbers here. */
const NOT_PIXELS = new Set(["err_dtype_obj"]);

type ManifestLevel = { path: string; files: string[]; sha256_c_order_le: string };
type Manifest = Record<string, { levels: ManifestLevel[] }>;

const cases = existsSync(GOLDEN)
  ? readdirSync(GOLDEN).filter((name) => existsSync(join(GOLDEN, name, "manifest.json")) && !NOT_PIXELS.has(name))
  : [];

function storesOf(name: string): { folder: string; levels: ManifestLevel[] }[] {
  // The lists of the files were written by Python, which knows numbers that JSON does not.
  const text = readFileSync(join(GOLDEN, name, "manifest.json"), "utf8").replaceAll(/-?Infinity|NaN/g, "null");
  const manifest = JSON.parse(text) as Manifest;
  const stores = Object.entries(manifest);
  return stores.flatMap(([store, { levels }]) => {
    const single = join(GOLDEN, name, "expected.ome.zarr");
    const folder = stores.length === 1 && existsSync(single) ? single : join(GOLDEN, name, "expected", store);
    return existsSync(folder) && statSync(folder).isDirectory() ? [{ folder, levels }] : [];
  });
}

/** The compressor in the reference's metadata, by hand: the spelling is what is tested. */
function compressorOf(zarrFormat: 2 | 3, json: Record<string, unknown>): CompressorConfiguration | null {
  if (zarrFormat === 2) {
    const compressor = json.compressor as Record<string, unknown> | null;
    if (compressor === null || compressor.id !== "blosc") return compressor as CompressorConfiguration | null;
    const shuffle = (["noshuffle", "shuffle", "bitshuffle"] as const)[compressor.shuffle as number]!;
    return { ...compressor, shuffle, typesize: null } as CompressorConfiguration;
  }
  const codecs = json.codecs as { name: string; configuration: Record<string, unknown> }[];
  const inner = codecs[0]!.name === "sharding_indexed" ? (codecs[0]!.configuration.codecs as typeof codecs) : codecs;
  const compressor = inner[1];
  return compressor === undefined
    ? null
    : ({ id: compressor.name, ...compressor.configuration } as CompressorConfiguration);
}

async function planOf(folder: string, levels: ManifestLevel[]): Promise<OutputPlan> {
  const sink = new NodeSink(folder);
  const root = (await readRoot(sink))!;
  const { zarrFormat } = root;
  const arrays = await Promise.all(
    levels.map(async ({ path }) => (await readStoredArray(sink, zarrFormat, path))!.array),
  );
  const first = arrays[0]!;
  const file = `${folder}/${levels[0]!.path}/${ARRAY_FILES[zarrFormat]}`;
  const byteOrder = parseDataTypeName(zarrFormat, first.dtypeName)!.byteOrder;
  return samplePlan(
    first.dtype!,
    levels.map(({ path }, at) => sampleLevel(path, arrays[at]!.shape, arrays[at]!.chunkShape, arrays[at]!.shardShape)),
    {
      zarrFormat,
      compressor: compressorOf(zarrFormat, JSON.parse(readFileSync(file, "utf8")) as Record<string, unknown>),
      axes: (first.dimensionNames ?? first.shape.map(String)).map((name) => ({
        name: name ?? "",
        type: null,
        unit: null,
      })),
      ...(byteOrder === "big" ? { byteOrder } : {}),
    },
  );
}

/** Same values in the same order of keys; how a number is spelled (1 or 1.0) does not count. */
function expectSameJson(value: unknown, file: string): void {
  expect(JSON.stringify(value)).toBe(JSON.stringify(JSON.parse(readFileSync(file, "utf8"))));
}

describe.skipIf(cases.length === 0)("stores of the reference", () => {
  test.each(cases)("%s: metadata, pixels and files are the same", async (name) => {
    for (const { folder, levels } of storesOf(name)) {
      const output = await planOf(folder, levels);
      const sink = new NodeSink(folder);
      const root = (await readRoot(sink))!;
      for (const { path, value } of groupDocuments(output.zarrFormat, "", root.attributes)) {
        expectSameJson(value, `${folder}/${path}`);
      }
      for (const [index, level] of output.levels.entries()) {
        for (const { path, value } of levelDocuments(output, level)) expectSameJson(value, `${folder}/${path}`);
        const pixels = allocatePixels(output.dtype, sizeOfShape(level.shape));
        expect(pixels.length).toBe(sizeOfShape(level.shape) * lanes(output.dtype));
        await storedLevel(sink, output, output.levels[index]!).readRegion(
          wholeRegion(level.shape),
          pixels,
          new AbortController().signal,
        );
        const { files, sha256_c_order_le: sha256 } = levels[index]!;
        expect(createHash("sha256").update(bytesOfPixels(pixels)).digest("hex")).toBe(sha256);
        // Written again, the same chunks are there and the same are left out.
        const own = new MemorySink();
        const writer = await openLevelWriter(own, output, index, new AbortController().signal, {
          region: wholeRegion(level.shape),
        });
        await writeLevel(writer, output, index, pixels);
        await writer.flush();
        expect((await own.list()).map((path) => path.slice(level.path.length + 1))).toEqual(files.toSorted());
      }
      const inspection = await inspectStore(sink);
      expect(inspection.state).toBe("complete");
      expect(inspection.levels.map(({ files }) => files)).toEqual(levels.map(({ files }) => files.length));
    }
  });
});
