import { describe, expect, it } from "vitest";
import type { OpenedSource } from "../../src/bytes/openSource.ts";
import { asZarrdropError } from "../../src/model/errors.ts";
import { sizeOfShape } from "../../src/model/region.ts";
import { countRuns, runsFor, seedFor } from "../figures.mjs";
import { guardReader } from "../../src/formats/guardedReader.ts";
import type { ImageReader } from "../../src/formats/reader.ts";
import { read } from "./describeReader.ts";
import { memoryFiles } from "./memoryFiles.ts";
import { SeededRandom } from "./random.ts";

/** A hostile-input run over one small file. */
export type FuzzOptions = {
  name: string;
  /** The whole file; the smaller the better. */
  bytes: Uint8Array;
  /** Opens a mutant; what goes in is a folder with this one file (and `companions`). */
  open: (opened: OpenedSource) => Promise<ImageReader>;
  /** File name for the mutant. Default "fuzzed.bin". */
  file?: string;
  /** Other files in the folder, unchanged. */
  companions?: Record<string, Uint8Array>;
  seed: number;
  /** Also try the file cut off at this many places, evenly spread (at every byte if there are as many). Default 200. */
  truncations?: number;
};

/** Longest a case may take, in milliseconds, and the most memory it may ask for, in bytes (R12.3). */
const LONGEST = 2000;
const MOST_MEMORY = 256 * 2 ** 20;
/** Most values read of a scene. */
const MOST_VALUES = 2 ** 22;
/** Cases between two looks at the event loop: the test runner wants to hear from its workers. */
const BATCH = 50;
/** A run of many cases is one test: each case has its own limit. */
const TIMEOUT = 900_000;

/** The runs of this test file. */
const runs: FuzzOptions[] = [];
let formatsOfRuns: Promise<string[]> | null = null;

/**
 * Feeds a reader mutants of a file that know nothing of its structure: flipped bits, extreme numbers in both byte orders, cuts,
 * insertions, copies, zeros, and truncations. Each case must end in time and with little memory, in pixels or in a tagged error that
 * is not `internal`. A failure names the case, which `seed` makes again.
 */
export function fuzzReader(options: FuzzOptions): void {
  const { name, bytes } = options;
  const seed = seedFor(options.seed);
  runs.push(options);
  const cuts = Math.min(options.truncations ?? 200, bytes.length);
  describe(`hostile input: ${name}`, () => {
    it("mutants and truncations", { timeout: TIMEOUT }, async ({ task }) => {
      const { format, cases } = await shareOf(options);
      for (let index = 0; index < cases; index++) {
        const random = new SeededRandom(Math.imul(seed, 0x9e3779b1) ^ index);
        await runCase(options, mutate(bytes, random), `mutant ${index} (seed ${seed})`);
        if (index % BATCH === 0) await new Promise((resolve) => setImmediate(resolve));
      }
      for (let index = 0; index < cuts; index++) {
        const length = Math.floor((index * bytes.length) / cuts);
        await runCase(options, bytes.slice(0, length), `cut off at ${length}`);
      }
      countRuns(task, "fuzz", cases, format);
    });
  });
}

/** How many mutants a run makes: all runs of its format together make what the figure asks for. */
async function shareOf(options: FuzzOptions): Promise<{ format: string; cases: number }> {
  // All runs are known when the first test starts.
  formatsOfRuns ??= openAll();
  const formats = await formatsOfRuns;
  const format = formats[runs.indexOf(options)]!;
  const sharing = formats.filter((other) => other === format).length;
  return { format, cases: Math.ceil(runsFor("fuzz") / sharing) };
}

/** The formats of the files as they are; a file that does not open would make a run of no worth. */
async function openAll(): Promise<string[]> {
  const formats: string[] = [];
  for (const options of runs) {
    const reader = guardReader(await options.open(folderWith(options, options.bytes)));
    formats.push(reader.description.format);
    reader.close();
  }
  return formats;
}

function folderWith(options: FuzzOptions, bytes: Uint8Array): OpenedSource {
  const file = options.file ?? "fuzzed.bin";
  return memoryFiles({ ...options.companions, [file]: bytes }, file);
}

async function runCase(options: FuzzOptions, mutant: Uint8Array, label: string): Promise<void> {
  const opened = folderWith(options, mutant);
  const memoryBefore = memoryNow();
  const start = performance.now();
  try {
    const reader = guardReader(await options.open(opened));
    for (const scene of reader.description.scenes.slice(0, 4).keys()) await readSome(reader, scene);
    reader.close();
  } catch (error) {
    const tagged = asZarrdropError(error);
    // `memory` is what an allocation that was refused becomes: nothing should get that far.
    if (tagged.kind === "internal" || tagged.kind === "memory" || tagged.kind === "cancelled") {
      throw new Error(`${label}: ${tagged.kind}: ${tagged.message} ${tagged.details.technical ?? ""}`, {
        cause: error,
      });
    }
  }
  const elapsed = performance.now() - start;
  expect(elapsed, `${label}: milliseconds`).toBeLessThan(LONGEST);
  // Garbage counts: what a case asked for is what matters. A collection in between only makes the sum smaller.
  expect(memoryNow() - memoryBefore, `${label}: bytes`).toBeLessThan(MOST_MEMORY);
}

/** Reads a corner of every level, of as many values as a case may have. */
async function readSome(reader: ImageReader, scene: number): Promise<void> {
  const never = new AbortController().signal;
  for (const [level, { shape }] of reader.description.scenes[scene]!.levels.slice(0, 8).entries()) {
    const size = [...shape];
    for (let axis = 0; axis < size.length && sizeOfShape(size) > MOST_VALUES; axis++) {
      size[axis] = Math.max(1, Math.floor((size[axis]! * MOST_VALUES) / sizeOfShape(size)));
    }
    await read(reader, scene, level, { start: size.map(() => 0), shape: size }, never);
  }
}

function memoryNow(): number {
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

const EXTREMES = [
  0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff, 0x10000, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff,
];

/** One to six changes, more often near the beginning, where the headers are. */
export function mutate(original: Uint8Array, random: SeededRandom): Uint8Array {
  let bytes: Uint8Array = original.slice();
  const changes = 1 + random.below(6);
  for (let change = 0; change < changes && bytes.length > 0; change++) {
    const reach = random.next() < 0.5 ? Math.min(bytes.length, 512) : bytes.length;
    const at = random.below(reach);
    const span = Math.min(bytes.length - at, 1 + random.below(random.pick([4, 64, 1024])));
    switch (random.below(8)) {
      case 0:
        bytes[at] = bytes[at]! ^ (1 << random.below(8));
        break;
      case 1:
        bytes[at] = random.below(256);
        break;
      case 2:
      case 3:
        putNumber(
          bytes,
          at,
          random.pick([1, 2, 4, 8]),
          random.pick([...EXTREMES, bytes.length, at]),
          random.next() < 0.5,
        );
        break;
      case 4:
        bytes = joined(bytes.subarray(0, at), bytes.subarray(at + span));
        break;
      case 5:
        bytes = joined(bytes.subarray(0, at + span), bytes.subarray(at));
        break;
      case 6:
        bytes.fill(random.pick([0, 0xff]), at, at + span);
        break;
      default:
        bytes.copyWithin(random.below(bytes.length), at, at + span);
    }
  }
  return bytes;
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const whole = new Uint8Array(first.length + second.length);
  whole.set(first);
  whole.set(second, first.length);
  return whole;
}

function putNumber(bytes: Uint8Array, at: number, width: number, value: number, littleEndian: boolean): void {
  for (let index = 0; index < width && at + index < bytes.length; index++) {
    const byte = littleEndian ? index : width - 1 - index;
    bytes[at + index] = byte < 4 ? (value >>> (8 * byte)) & 0xff : value === 0xffffffff ? 0xff : 0;
  }
}
