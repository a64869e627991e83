import { describe, it } from "vitest";
import type { OpenedSource } from "../../src/bytes/openSource.ts";
import { sizeOfShape } from "../../src/model/region.ts";
import { endsWell } from "../fuzz/endsWell.ts";
import { ByteMutator } from "../fuzz/mutateBytes.ts";
import { FUZZ_TIMEOUT, tryMutants } from "../fuzz/tryMutants.ts";
import { guardReader } from "../../src/formats/guardedReader.ts";
import type { ImageReader } from "../../src/formats/reader.ts";
import { read } from "./describeReader.ts";
import { memoryFiles } from "./memoryFiles.ts";

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

/** Most values read of a scene. */
const MOST_VALUES = 2 ** 22;
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
      const attempt = async (label: string, mutant: Uint8Array): Promise<void> => {
        const opened = folderWith(options, mutant);
        await endsWell(label, () => openAndRead(options, opened));
      };
      const { findings } = await tryMutants({
        task,
        ...(await shareOf(options)),
        seed,
        attempt: (random, label) => attempt(label, mutator.mutant(random)),
      });
      for (let index = 0; index < cuts; index++) {
        const length = Math.floor((index * bytes.length) / cuts);
        await attempt(`cut off at ${length}`, bytes.slice(0, length)).catch((failure: unknown) =>
          findings.add(failure),
        );
      }
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

function folderWith(options: FuzzOptions, bytes: Uint8Array): OpenedSource {
  const file = options.file ?? "fuzzed.bin";
  return memoryFiles({ ...options.companions, [file]: bytes }, file);
}

async function openAndRead(options: FuzzOptions, opened: OpenedSource): Promise<void> {
  const reader = guardReader(await options.open(opened));
  for (const scene of reader.description.scenes.slice(0, 4).keys()) await readSome(reader, scene);
  reader.close();
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
