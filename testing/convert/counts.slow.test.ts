import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { loadKernel } from "../../src/codecs/kernel.ts";
import { loadCompressor } from "../../src/codecs/compressors.ts";
import type { OwnFile } from "../../src/model/references.ts";
import { parseSettings } from "../../src/plan/settings/parseSettings.ts";
import { planMemory } from "../../src/plan/layout/memory/memoryPlan.ts";
import { SinkDestination } from "../../src/store/destination/sinkDestination.ts";
import { MemorySink } from "../../src/store/memorySink.ts";
import { type MeasuredTiff, writeMeasuredTiff } from "../cli/memorySources.ts";
import { processorTime } from "../processorTime.ts";
import { convertHere, plannedJob } from "./convertHere.ts";

// What a conversion does, in counts and ratios that are the same on every machine: no times.

const folder = mkdtempSync(join(tmpdir(), "zarrdrop-counts-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A file that knows what was read of it. */
class CountedFile implements OwnFile {
  readonly name = "counted.tif";
  readonly size: number;
  readonly #bytes: Uint8Array;
  readonly #times: Uint8Array;
  calls = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.size = bytes.length;
    this.#times = new Uint8Array(bytes.length);
  }

  async read(offset: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
    this.calls++;
    for (let at = offset; at < offset + length; at++) this.#times[at]!++;
    return this.#bytes.slice(offset, offset + length);
  }

  /** Bytes that were read more than once. */
  get again(): number {
    return this.#times.reduce((sum, times) => sum + Math.max(0, times - 1), 0);
  }
}

/** A sink that knows how much was on its way to it at a time. */
class CountedSink extends MemorySink {
  #bytes = 0;
  most = 0;
  largest = 0;
  writes = 0;

  override async write(...given: Parameters<MemorySink["write"]>): Promise<void> {
    const bytes = given[1].reduce((sum, { length }) => sum + length, 0);
    this.writes++;
    this.#bytes += bytes;
    this.most = Math.max(this.most, this.#bytes);
    this.largest = Math.max(this.largest, bytes);
    // A disk takes its time.
    await new Promise((resolve) => setTimeout(resolve, 2));
    await super.write(...given);
    this.#bytes -= bytes;
  }
}

/** What looks at the file as a whole reads again of it: its fingerprint, the cached blocks around directories. */
const LOOKS_BYTES = 1.5 * 2 ** 20;

const SHAPES: [string, MeasuredTiff, Record<string, unknown>?][] = [
  ["deflate tiles", { side: 1024, planes: 8, tile: 256, compression: "deflate" }],
  ["planes as they are", { side: 1024, planes: 8 }],
  ["LZW tiles", { side: 1024, planes: 4, tile: 256, compression: "lzw" }],
  ["colours", { side: 2048, planes: 1, type: "uint8", samples: 3, tile: 256 }],
  ["many small planes", { side: 128, planes: 200 }],
  ["floats by gaussian", { side: 1024, planes: 4, type: "float32", tile: 256 }, { downsample_method: "gaussian" }],
  ["labels by mode", { side: 1024, planes: 4, tile: 256, compression: "deflate" }, { downsample_method: "mode" }],
];

test.each(SHAPES)("%s: read once, written once, no more on its way than the plan says", async (name, tiff, more) => {
  const path = join(folder, `${name}.tif`);
  writeMeasuredTiff(path, tiff);
  const file = new CountedFile(readFileSync(path));
  const sink = new CountedSink();
  const source = { kind: "own", files: [{ path: file.name, file }], main: file.name } as const;
  const settings = { chunk_strategy: "viewer", num_levels: "auto", ...more };
  const job = await plannedJob(source, { kind: "own", folder: new SinkDestination(sink) }, settings);
  const { outputs } = job.plan;
  const { decodeRatio } = await convertHere(job);
  const { workers, shares } = planMemory(job.description, outputs, parseSettings(settings), 2);
  expect(decodeRatio).toBe(1);
  expect(file.again).toBeLessThan(LOOKS_BYTES);
  expect(sink.most).toBeLessThanOrEqual(workers * (shares.queueBytes + sink.largest));
  // Each file of the store, and for the store and for each unit a few lines of what was done.
  expect(sink.writes).toBeLessThan(2 * sink.files.size + 40);
  // Of pixels, pieces of a quarter of a read; of directories, single ones.
  expect(file.calls).toBeLessThan(file.size / 2 ** 20 + 60);
});

test("encoding takes no more than some passes of a plain loop over the same pixels", async () => {
  await loadKernel();
  const values = Uint16Array.from(
    { length: 2 ** 22 },
    (_, at) => 300 + (at % 999) + ((Math.imul(at, 2_654_435_761) >>> 26) & 63),
  );
  const compressor = await loadCompressor(
    { id: "blosc", cname: "zstd", clevel: 3, shuffle: "bitshuffle", typesize: 2, blocksize: 0 },
    2,
  );
  const bytes = new Uint8Array(values.buffer);
  const bins = new Uint32Array(65_536);
  const loop = (): void => {
    for (const value of values) bins[value]!++;
  };
  const ratio = fastest(() => compressor.encode(bytes)) / fastest(loop);
  expect(ratio).toBeLessThan(5);
});

function fastest(run: () => unknown): number {
  let least = Infinity;
  for (let turn = 0; turn < 7; turn++) {
    const before = processorTime();
    run();
    least = Math.min(least, processorTime() - before);
  }
  return least;
}
