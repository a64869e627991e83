import { setMaxListeners } from "node:events";
import { ZarrdropError } from "../../src/model/errors.ts";
import { wholeRegion } from "../../src/model/region.ts";
import { parseV2Array, parseV3Array } from "../../src/zarr/arrayMetadata.ts";
import { isObject } from "../../src/model/untrustedJson.ts";
import { ZarrArray } from "../../src/zarr/zarrArray.ts";
import { openImage } from "../../src/formats/registry.ts";
import { guardReader } from "../../src/formats/guardedReader.ts";
import { allocatePixels } from "../../src/model/dtype.ts";
import { sizeOfShape } from "../../src/model/region.ts";
import { describeExistingStore } from "../../src/store/existingStore.ts";
import { inspectStore } from "../../src/store/inspectStore.ts";
import { parseStoredArray } from "../../src/zarr/storedArray.ts";
import { read } from "../contract/describeReader.ts";
import type { SeededRandom } from "../contract/random.ts";
import { type FuzzCase, fuzzGroup } from "./fuzzGroup.ts";
import { mutateJson } from "./mutateJson.ts";
import { foreignStores, metadataKind, openedStore, ownStores, storeWith, type StoreFiles } from "./storeSamples.ts";

const never = new AbortController().signal;
// One signal for thousands of cases.
setMaxListeners(0, never);
const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Values read of a level at most. */
const MOST_VALUES = 2 ** 20;

/** A store, one of its arrays' metadata files, and all others that values can be taken from. */
type Sample = { files: StoreFiles; path: string; text: string; others: string[] };

const samples: Sample[] = [...(await foreignStores()), ...(await ownStores())].flatMap((files) => {
  const paths = [...files].filter(([path, bytes]) => metadataKind(path, bytes) === "array").map(([path]) => path);
  const texts = new Map(paths.map((path) => [path, decoder.decode(files.get(path))]));
  return paths.map((path) => ({
    files,
    path,
    text: texts.get(path)!,
    others: [...texts.values()].filter((text) => text !== texts.get(path)),
  }));
});

function over(name: string, weight: number, use: (mutant: string, sample: Sample) => unknown): FuzzCase {
  return {
    name,
    weight,
    make: (random: SeededRandom) => {
      const sample = random.pick(samples);
      const mutant = mutateJson(sample.text, random, sample.others);
      return () => use(mutant, sample);
    },
  };
}

/** The value of a text of JSON; null where it is none, which is refused before anything looks at it. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ZarrdropError("corrupt", "No JSON.");
  }
}

/** The array as the reader's room understands it; its first chunk is read from the store's files. */
async function readArray(text: string, { files, path }: Sample): Promise<void> {
  const value = parsed(text);
  if (!isObject(value)) return;
  const folder = path.slice(0, path.lastIndexOf("/"));
  const array = value["zarr_format"] === 2 ? parseV2Array(value, folder) : parseV3Array(value, folder);
  const region = wholeRegion(array.shape.map((length, axis) => Math.min(length, array.chunkShape[axis]!, 64)));
  if (region.shape.some((length) => length === 0) || sizeOfShape(region.shape) > MOST_VALUES) return;
  const { directory } = openedStore(files);
  const target = allocatePixels(array.dtype, sizeOfShape(region.shape));
  await new ZarrArray(directory, array).readRegion(region, target, never);
}

/** The whole store, through the door that every file comes in by. */
async function openStore(text: string, { files, path }: Sample): Promise<void> {
  const { files: changed } = storeWith(files, path, encoder.encode(text));
  const reader = guardReader(await openImage(openedStore(changed), never));
  for (const [scene, { levels }] of reader.description.scenes.slice(0, 2).entries()) {
    for (const [level, { shape }] of levels.slice(0, 2).entries()) {
      const corner = shape.map((length) => Math.min(length, 16));
      await read(reader, scene, level, wholeRegion(corner), never);
    }
  }
  reader.close();
}

fuzzGroup("Zarr metadata", 2403, [
  over("an array that is read", 8, readArray),
  over("an image whose array it is", 2, openStore),
  over("an array of a store of ours", 4, (text) => {
    const value = parsed(text);
    if (isObject(value)) for (const format of [2, 3] as const) parseStoredArray(format, value);
  }),
  over("a store that is looked at", 2, (text, { files, path }) =>
    inspectStore(storeWith(files, path, encoder.encode(text)), never),
  ),
  over("a store to which time points are to be added", 4, (text, { files, path }) =>
    describeExistingStore(storeWith(files, path, encoder.encode(text)), "a.ome.zarr"),
  ),
]);
