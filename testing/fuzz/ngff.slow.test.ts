import { setMaxListeners } from "node:events";
import { wholeRegion } from "../../src/model/region.ts";
import { openImage } from "../../src/formats/registry.ts";
import { guardReader } from "../../src/formats/guardedReader.ts";
import { planConversion } from "../../src/plan/planConversion.ts";
import { DEFAULT_SETTINGS } from "../../src/plan/settings/defaultSettings.ts";
import type { MemorySink } from "../../src/store/memorySink.ts";
import { inspectStore } from "../../src/store/inspectStore.ts";
import { stateOfStore } from "../../src/store/place/lookAtPlace.ts";
import { PROBLEM_KINDS } from "../../src/store/validation/problemCodes.ts";
import { validateSink } from "../convert/validateSink.ts";
import { expect } from "vitest";
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

/** A store, one of its groups' metadata files, and all others that values can be taken from. */
type Sample = { files: StoreFiles; path: string; text: string; others: string[] };

const samples: Sample[] = [
  ...(await foreignStores(["v2-plate.zip", "v3-labels.zip", "v3-series.zip"])),
  ...(await ownStores()),
].flatMap((files) => {
  const paths = [...files].filter(([path, bytes]) => metadataKind(path, bytes) === "group").map(([path]) => path);
  const texts = new Map(paths.map((path) => [path, decoder.decode(files.get(path))]));
  return paths.map((path) => ({
    files,
    path,
    text: texts.get(path)!,
    others: [...texts.values()].filter((text) => text !== texts.get(path)),
  }));
});

function over(name: string, weight: number, use: (sink: MemorySink) => unknown): FuzzCase {
  return {
    name,
    weight,
    make: (random: SeededRandom) => {
      const { files, path, text, others } = random.pick(samples);
      const sink = storeWith(files, path, encoder.encode(mutateJson(text, random, others)));
      return () => use(sink);
    },
  };
}

async function readAndPlan({ files }: MemorySink): Promise<void> {
  const reader = guardReader(await openImage(openedStore(files), never));
  const [scene] = reader.description.scenes;
  await read(reader, 0, 0, wholeRegion(scene!.shape.map((length) => Math.min(length, 16))), never);
  for (const { storeName } of planConversion(reader.description, DEFAULT_SETTINGS).outputs) {
    // Labels lie in the store of their image.
    for (const part of storeName.split("/")) expect(part).toMatch(/^(?!\.\.?$)[^/\\]{1,140}$/);
  }
  reader.close();
}

async function check(sink: MemorySink): Promise<void> {
  const result = await validateSink(sink, { allChunks: true });
  expect(result.valid).toBe(result.counts.error === 0);
  for (const { code, message } of result.problems) {
    expect(PROBLEM_KINDS).toHaveProperty([code]);
    expect(message).toMatch(/\S/);
    expect(message.length).toBeLessThan(2000);
  }
}

fuzzGroup("NGFF metadata", 2404, [
  over("an image that is read and planned", 4, readAndPlan),
  over("a store that is looked at", 4, (sink) => inspectStore(sink, never)),
  over("a store in the way", 4, (sink) => stateOfStore(sink, never)),
  over("a store that is checked", 1, check),
]);
