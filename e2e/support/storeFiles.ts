import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { gunzipSync, inflateSync } from "node:zlib";
import { expect } from "@playwright/test";

const ROOT = join(import.meta.dirname, "..", "..");
const FIXTURES = join(ROOT, "fixtures", "tiff");
const SIZES: Readonly<Record<string, number>> = { uint8: 1, "|u1": 1, uint16: 2, "<u2": 2, float32: 4, "<f4": 4 };

/** An array of a store: its metadata as it stands in the file, and its values in C order. */
export type StoredArray = { metadata: unknown; shape: number[]; values: number[] };

type Codec = { name: string; configuration: { chunk_shape: number[]; codecs: Codec[] } };
/** What is needed of an array's metadata to read it. */
type ArrayMetadata = { shape: number[] } & (
  | { zarr_format: 2; chunks: number[]; dtype: string; compressor: { id: string } | null }
  | { zarr_format: 3; chunk_grid: { configuration: { chunk_shape: number[] } }; data_type: string; codecs: Codec[] }
);

/** What `inspect` says of a file or store, as far as it is asked here. */
export type Inspected = {
  scenes: { name: string; axes: string; shape: number[]; dtype: string; levels: number[][]; sha256: string }[];
  store?: { state: string };
};

/** A picture of the project's own fixtures. */
export function tiffFixture(name: string): string {
  return join(FIXTURES, name);
}

/** A JSON file. */
export function readJson(...path: string[]): unknown {
  return JSON.parse(readFileSync(join(...path), "utf8")) as unknown;
}

/** Every file in a folder, by its path from there, sorted. */
export function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .toSorted();
}

/** The command line's words, and what it prints. */
export function runCli(...words: string[]): string {
  return execFileSync("node", [join(ROOT, "scripts", "cli.mjs"), ...words], { stdio: "pipe", encoding: "utf8" });
}

/** Stores the first time point of a fixture of 5 axes, in one level, by the command line: others can be added to it. The store's path. */
export function storeFirstTimePoint(fixture: string, folder: string): string {
  const words = ["--tbatch", "1", "--level-shapes", "1,2,3,8,10;", "--chunk-strategy", "budget"];
  runCli("convert", tiffFixture(fixture), "-d", folder, ...words);
  return join(folder, fixture.replace(/\.ome\.tif$/, ".ome.zarr"));
}

/** The scenes of a file or store with the SHA-256 of their pixels. */
export function inspect(path: string): Inspected {
  return JSON.parse(runCli("inspect", path, "--json", "--hash")) as Inspected;
}

/** SHA-256 of a fixture's scene, by the library that wrote the fixture. */
export function expectedHash(fixture: string, scene = 0): string {
  const expected = readJson(FIXTURES, "expected.json") as Record<string, { scenes: { sha256: string }[] }>;
  return expected[fixture]!.scenes[scene]!.sha256;
}

const knownPixels = new Map<string, StoredArray>();

/** The pixels of a fixture's only scene as they should be: checked against the library that wrote it. uint16 only. */
export function pixelsOf(fixture: string): StoredArray {
  const known = knownPixels.get(fixture);
  if (known !== undefined) return known;
  const folder = mkdtempSync(join(tmpdir(), "zarrdrop-pixels-"));
  try {
    runCli("convert", tiffFixture(fixture), "-d", folder, "--compressor", "none");
    const array = readArray(join(folder, readdirSync(folder)[0]!, "0"));
    const hash = createHash("sha256").update(Uint16Array.from(array.values)).digest("hex");
    expect(hash, "the fixture's pixels").toBe(expectedHash(fixture));
    knownPixels.set(fixture, array);
    return array;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Every file of a folder with the bytes in it. */
export function contentsOf(folder: string): Record<string, string> {
  return Object.fromEntries(filesIn(folder).map((file) => [file, readFileSync(join(folder, file)).toString("latin1")]));
}

/**
 * Reads an array of Zarr v2 or v3 without the project's own code: chunks or shards that are uncompressed, gzip or zlib. What is
 * missing is 0.
 */
export function readArray(folder: string): StoredArray {
  const isV2 = existsSync(join(folder, ".zarray"));
  // A test reads stores that it has just seen written.
  const metadata = readJson(folder, isV2 ? ".zarray" : "zarr.json") as ArrayMetadata;
  const { shape } = metadata;
  const dtype = metadata.zarr_format === 2 ? metadata.dtype : metadata.data_type;
  const outer = metadata.zarr_format === 2 ? metadata.chunks : metadata.chunk_grid.configuration.chunk_shape;
  const codecs = metadata.zarr_format === 2 ? [] : metadata.codecs;
  const sharding = codecs.find((codec) => codec.name === "sharding_indexed");
  const codec =
    metadata.zarr_format === 2
      ? (metadata.compressor?.id ?? "none")
      : ((sharding?.configuration.codecs ?? codecs).find(({ name }) => name !== "bytes")?.name ?? "none");
  const values = Array.from<number>({ length: product(shape) }).fill(0);
  for (const file of indices(shape.map((size, axis) => Math.ceil(size / outer[axis]!)))) {
    const path = join(folder, ...(isV2 ? [] : ["c"]), ...file.map(String));
    if (!existsSync(path)) continue;
    const bytes = readFileSync(path);
    const origin = file.map((at, axis) => at * outer[axis]!);
    if (sharding === undefined) {
      place(decoded(bytes, codec), outer, origin);
      continue;
    }
    const inner = sharding.configuration.chunk_shape;
    const grid = outer.map((size, axis) => size / inner[axis]!);
    // Offset and length of each chunk, and a checksum after them all.
    const index = bytes.length - 4 - product(grid) * 16;
    for (const [at, chunk] of [...indices(grid)].entries()) {
      const [offset, length] = [0, 8].map((byte) => bytes.readBigUInt64LE(index + at * 16 + byte)) as [bigint, bigint];
      if (offset === 2n ** 64n - 1n) continue;
      const start = origin.map((first, axis) => first + chunk[axis]! * inner[axis]!);
      place(decoded(bytes.subarray(Number(offset), Number(offset + length)), codec), inner, start);
    }
  }
  return { metadata, shape, values };

  function place(bytes: Buffer, chunk: number[], origin: number[]): void {
    for (const [at, index] of [...indices(chunk)].entries()) {
      const position = index.map((offset, axis) => origin[axis]! + offset);
      if (position.some((each, axis) => each >= shape[axis]!)) continue;
      values[flat(position, shape)] = valueAt(bytes, at, dtype);
    }
  }
}

function decoded(bytes: Buffer, codec: string): Buffer {
  if (codec === "none") return bytes;
  if (codec === "gzip") return gunzipSync(bytes);
  if (codec === "zlib") return inflateSync(bytes);
  throw new Error(`No way to read ${codec}`);
}

function valueAt(bytes: Buffer, at: number, dtype: string): number {
  const size = SIZES[dtype];
  if (size === undefined) throw new Error(`No way to read ${dtype}`);
  return size === 1 ? bytes[at]! : size === 2 ? bytes.readUInt16LE(at * 2) : bytes.readFloatLE(at * 4);
}

/**
 * The values of `array` that a cell of a smaller level of `shape` covers, for each of its cells: along each axis those which the
 * cell overlaps when both grids span the same extent.
 */
export function covered(array: StoredArray, shape: readonly number[]): number[][] {
  return [...indices(shape)].map((cell) => {
    const ranges = cell.map((at, axis) => {
      const ratio = array.shape[axis]! / shape[axis]!;
      const first = Math.floor(at * ratio);
      return { first, count: Math.ceil((at + 1) * ratio) - first };
    });
    return [...indices(ranges.map(({ count }) => count))].map((offset) => {
      return array.values[
        flat(
          offset.map((each, axis) => ranges[axis]!.first + each),
          array.shape,
        )
      ]!;
    });
  });
}

/** All positions in a box, C order. */
export function* indices(shape: readonly number[]): Generator<number[]> {
  for (let at = 0; at < product(shape); at++) {
    let rest = at;
    const position = shape.map(() => 0);
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      position[axis] = rest % shape[axis]!;
      rest = Math.floor(rest / shape[axis]!);
    }
    yield position;
  }
}

/** Where a position lies in a C-ordered array. */
export function flat(position: readonly number[], shape: readonly number[]): number {
  return position.reduce((at, each, axis) => at * shape[axis]! + each, 0);
}

function product(shape: readonly number[]): number {
  return shape.reduce((all, size) => all * size, 1);
}
