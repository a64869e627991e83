import { setMaxListeners } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { expect } from "vitest";
import { MemorySource } from "../../src/bytes/memorySource.ts";
import { safePath } from "../../src/model/paths.ts";
import { walkFiles } from "../../src/bytes/walkFiles.ts";
import { ZipDirectory } from "../../src/bytes/zipDirectory.ts";
import { joinParts, MemorySink } from "../../src/store/memorySink.ts";
import { sampleLevel, samplePlan } from "../store/samplePlan.ts";
import { writeStore } from "../store/writeStore.ts";
import { zipStore } from "../../src/store/zipStore.ts";
import type { SeededRandom } from "../contract/random.ts";
import { type FuzzCase, fuzzGroup } from "./fuzzGroup.ts";
import { ByteMutator } from "./mutateBytes.ts";

const never = new AbortController().signal;
// One signal for thousands of cases.
setMaxListeners(0, never);
const folder = new URL("../../fixtures/ome-zarr/", import.meta.url);

/** Archives that others wrote (deflated) and that this program writes (stored). */
async function archives(): Promise<Uint8Array[]> {
  const names = readdirSync(folder).filter((name) => name.endsWith(".zip") || name.endsWith(".ozx"));
  const sink = new MemorySink();
  await writeStore(sink, samplePlan("uint8", [sampleLevel("0", [7, 9], [3, 4])]));
  const { parts } = await zipStore(sink);
  const own = joinParts(parts.map((part) => (part instanceof Uint8Array ? part : sink.files.get(part.path)!)));
  return [own, ...names.map((name) => new Uint8Array(readFileSync(new URL(name, folder))))];
}

/** Everything that can be asked of an archive; no name leads out of it, and the folders hold just what is listed. */
async function lookThrough(bytes: Uint8Array): Promise<void> {
  const zip = await ZipDirectory.open(new MemorySource("a.zip", Uint8Array.from(bytes)));
  const paths = await zip.list();
  for (const path of paths) expect(safePath(path)).toBe(path);
  const walked: string[] = [];
  let failure: unknown = null;
  try {
    for await (const { path } of walkFiles(zip, never)) walked.push(path);
  } catch (error) {
    // Of one entry that cannot be opened the others are looked at all the same.
    failure = error;
  }
  if (failure === null) expect(walked.toSorted()).toEqual([...paths].toSorted());
  for (const path of paths.slice(0, 12)) {
    const source = await zip.open(path).catch((error: unknown) => {
      failure ??= error;
      return null;
    });
    if (source === null) continue;
    try {
      expect((await source.read(0, source.size)).length).toBe(source.size);
    } catch (error) {
      failure ??= error;
    }
  }
  if (failure !== null) throw failure;
}

/** The central directory and the end of an archive: changes elsewhere end at a checksum. */
function tailOf(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = bytes.length - 22; at >= 0; at--) {
    if (view.getUint32(at, true) === 0x06054b50) return view.getUint32(at + 16, true);
  }
  return 0;
}

function cases(name: string, bytes: Uint8Array): FuzzCase[] {
  const start = tailOf(bytes);
  const [whole, tail] = [new ByteMutator(bytes), new ByteMutator(bytes.subarray(start))];
  const head = bytes.subarray(0, start);
  const make = (mutant: (random: SeededRandom) => Uint8Array) => (random: SeededRandom) => {
    const changed = mutant(random);
    return () => lookThrough(changed);
  };
  return [
    { name: `${name}, anywhere`, make: make((random) => whole.mutant(random)) },
    { name: `${name}, directory`, make: make((random) => joinParts([head, tail.mutant(random)])) },
    { name: `${name}, cut off`, make: make((random) => bytes.slice(0, random.below(bytes.length))) },
  ];
}

fuzzGroup(
  "zip",
  2402,
  (await archives()).flatMap((bytes, index) => cases(`archive ${index}`, bytes)),
);
