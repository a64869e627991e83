import { describe, expect, it } from "vitest";
import type { OpenedSource } from "../../src/bytes/openSource.ts";
import { MemorySource } from "../../src/bytes/memorySource.ts";
import { baseName, safePath, sortPaths } from "../../src/model/paths.ts";
import { type Region, sizeOfShape, wholeRegion } from "../../src/model/region.ts";
import { endsWell } from "../fuzz/endsWell.ts";
import { ByteMutator } from "../fuzz/mutateBytes.ts";
import { FUZZ_TIMEOUT, tryMutants } from "../fuzz/tryMutants.ts";
import { guardReader } from "../../src/formats/guardedReader.ts";
import type { ImageReader } from "../../src/formats/reader.ts";
import { read } from "./describeReader.ts";
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

/** Most values read of a level as a whole, and of one of its blocks. */
const MOST_VALUES = 2 ** 22;
const MOST_OF_BLOCK = 2 ** 16;
/** One of so many levels is read as a whole, of the others a block: most of what is damaged is found on the way to the pixels. */
const WHOLE_LEVELS = 4;
/** The runs of this test file. */
const runs: FuzzOptions[] = [];
let formatsOfRuns: Promise<string[]> | null = null;

/**
 * Feeds a reader mutants of a file (`ByteMutator`) and the file cut off. Each case must end in time and with little memory, in pixels or in
 * a tagged error about the file (`endsWell`). A failure names the case, which `seed` makes again.
 */
export function fuzzReader(options: FuzzOptions): void {
  const { name, bytes, seed } = options;
  runs.push(options);
  const cuts = Math.min(options.truncations ?? 200, bytes.length);
  describe(`hostile input: ${name}`, () => {
    it("mutants and truncations", { timeout: FUZZ_TIMEOUT }, async ({ task }) => {
      const mutator = new ByteMutator(bytes);
      const attempt = async (label: string, mutant: Uint8Array<ArrayBuffer>, random: SeededRandom): Promise<void> => {
        const opened = folderWith(options, mutant);
        // A case that is tried again is to read the same parts.
        const parts = random.below(2 ** 32);
        await endsWell(label, () => openAndRead(options, opened, new SeededRandom(parts)));
      };
      const before = copiesOf(options.companions);
      const { findings } = await tryMutants({
        task,
        ...(await shareOf(options)),
        seed,
        attempt: (random, label) => attempt(label, mutator.mutant(random), random),
      });
      for (let index = 0; index < cuts; index++) {
        const length = Math.floor((index * bytes.length) / cuts);
        await attempt(`cut off at ${length}`, bytes.slice(0, length), new SeededRandom(seed + index)).catch(
          (failure: unknown) => findings.add(failure),
        );
      }
      // All cases share them.
      expect(copiesOf(options.companions), "files that nobody writes to").toEqual(before);
      findings.throwIfAny();
    });
  });
}

/** A run's format, and its share of the mutants: all runs of a format together make what the figure asks for. */
async function shareOf(options: FuzzOptions): Promise<{ group: string; share: number }> {
  // All runs are known when the first test starts.
  formatsOfRuns ??= openAll();
  const formats = await formatsOfRuns;
  const group = formats[runs.indexOf(options)];
  // Runs of a file that came before would be counted as runs of this one.
  if (group === undefined)
    throw new Error("fuzzing belongs into a *.slow.test.ts: it shares its modules with no other");
  return { group, share: 1 / formats.filter((other) => other === group).length };
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

/** A folder of the run's files with other bytes in the place of the one that is damaged. Companions are shared, not copied: a run has many cases. */
function folderWith({ file = "fuzzed.bin", companions = {} }: FuzzOptions, bytes: Uint8Array): OpenedSource {
  const files = new Map([...Object.entries(companions), [file, bytes] as const]);
  const open = (path: string): MemorySource | null => {
    const found = files.get(path);
    return found === undefined ? null : new MemorySource(baseName(path), found as Uint8Array<ArrayBuffer>);
  };
  const directory = {
    name: "folder",
    list: async () => sortPaths([...files.keys()]),
    open: async (path: string) => open(safePath(path) ?? ""),
  };
  return { directory, main: file, source: open(file) };
}

function copiesOf(files: Readonly<Record<string, Uint8Array>> = {}): Record<string, Buffer> {
  return Object.fromEntries(Object.entries(files).map(([path, bytes]) => [path, Buffer.from(bytes)]));
}

async function openAndRead(options: FuzzOptions, opened: OpenedSource, random: SeededRandom): Promise<void> {
  const reader = guardReader(await options.open(opened));
  for (const scene of reader.description.scenes.slice(0, 4).keys()) await readSome(reader, scene, random);
  reader.close();
}

/** Reads a corner of some levels, of as many values as a case may have, and of the others one of the image's blocks. */
async function readSome(reader: ImageReader, scene: number, random: SeededRandom): Promise<void> {
  const never = new AbortController().signal;
  const { levels, blockShape } = reader.description.scenes[scene]!;
  for (const [level, { shape }] of levels.slice(0, 8).entries()) {
    const isWhole = random.below(WHOLE_LEVELS) === 0;
    const region = isWhole ? wholeRegion(bounded(shape, MOST_VALUES)) : blockOf(shape, blockShape, random);
    await read(reader, scene, level, region, never);
  }
}

/** A block at any place of the grid, or its corner. */
function blockOf(shape: readonly number[], blockShape: readonly number[], random: SeededRandom): Region {
  const start = shape.map((length, axis) => {
    const step = blockShape[axis]!;
    return step * random.below(Math.ceil(length / step));
  });
  const rest = shape.map((length, axis) => Math.min(blockShape[axis]!, length - start[axis]!));
  return { start, shape: bounded(rest, MOST_OF_BLOCK) };
}

/** The shape, made smaller along its first axes until it has no more values than that. */
function bounded(shape: readonly number[], most: number): number[] {
  const size = [...shape];
  for (let axis = 0; axis < size.length && sizeOfShape(size) > most; axis++) {
    size[axis] = Math.max(1, Math.floor((size[axis]! * most) / sizeOfShape(size)));
  }
  return size;
}
