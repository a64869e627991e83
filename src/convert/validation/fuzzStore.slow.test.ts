import { processorTime } from "../../../testing/processorTime.ts";
import fc from "fast-check";
import { expect, test } from "vitest";
import { LIMITS } from "../../model/limits.ts";
import { MemorySink } from "../../store/memorySink.ts";
import { sampleLabelled, samplePlate, sampleSeries, CYX } from "../../../testing/store/sampleCollections.ts";
import { sampleLevel, samplePlan } from "../../../testing/store/samplePlan.ts";
import { writeStore } from "../../../testing/store/writeStore.ts";
import { PROBLEM_KINDS } from "../../store/validation/problemCodes.ts";
import { validateSink } from "../../../testing/convert/validateSink.ts";

async function sharded(): Promise<MemorySink> {
  const sink = new MemorySink();
  const levels = [sampleLevel("0", [2, 20, 20], [1, 8, 8], [1, 16, 16])];
  await writeStore(sink, samplePlan("uint16", levels, { axes: CYX }));
  return sink;
}

const stores = Promise.all([sharded(), sampleLabelled(2), sampleLabelled(3), samplePlate(2), sampleSeries(3)]);

/** What is done to one file: numbers choose among what is there. */
type Mutation = { file: number; how: "delete" | "cut" | "flip" | "value"; at: number; value: fc.JsonValue };

const HOSTILE: fc.JsonValue[] = [
  -1,
  0,
  1.5,
  2 ** 31,
  2 ** 40,
  1e308,
  "",
  "../..",
  "0",
  null,
  true,
  [],
  {},
  [[]],
  "0.6",
];

const mutation: fc.Arbitrary<Mutation> = fc.record({
  file: fc.nat(),
  how: fc.constantFrom("delete", "cut", "flip", "value", "value", "value"),
  at: fc.nat(),
  value: fc.oneof(fc.constantFrom(...HOSTILE), fc.jsonValue({ maxDepth: 2 })),
});

function mutate(sink: MemorySink, { file, how, at, value }: Mutation): void {
  const paths = [...sink.files.keys()].filter((path) => how !== "value" || /\.json$|\/?\.z[a-z]+$/.test(path));
  const path = paths[file % paths.length]!;
  const bytes = sink.files.get(path)!.slice();
  if (how === "delete") sink.files.delete(path);
  else if (how === "cut") sink.files.set(path, bytes.slice(0, at % (bytes.length + 1)));
  else if (how === "flip") {
    if (bytes.length > 0) bytes[at % bytes.length]! ^= 1 << (at & 7);
    sink.files.set(path, bytes);
  } else sink.files.set(path, replacedValue(bytes, at, value));
}

/** The JSON text with one of its values replaced. */
function replacedValue(bytes: Uint8Array<ArrayBuffer>, at: number, value: fc.JsonValue): Uint8Array<ArrayBuffer> {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return bytes;
  }
  let count = 0;
  JSON.stringify(json, (_, inner: unknown) => (count++, inner));
  let left = at % Math.max(1, count);
  const replaced = JSON.stringify(json, (_, inner: unknown) => (left-- === 0 ? value : inner));
  return new TextEncoder().encode(replaced ?? "");
}

test("whatever is done to a store, the check ends with a result", { timeout: 120_000 }, async () => {
  const sound = await stores;
  await fc.assert(
    fc.asyncProperty(fc.nat(), fc.array(mutation, { minLength: 1, maxLength: 3 }), async (which, mutations) => {
      const sink = new MemorySink();
      for (const [path, bytes] of sound[which % sound.length]!.files) sink.files.set(path, bytes);
      for (const each of mutations) if (sink.files.size > 0) mutate(sink, each);
      const begun = processorTime();
      const result = await validateSink(sink, { allChunks: true });
      expect(processorTime() - begun).toBeLessThan(10_000);
      expect(result.valid).toBe(result.counts.error === 0);
      expect(result.problems.length).toBeLessThan(LIMITS.levels);
      for (const { code, message } of result.problems) {
        expect(PROBLEM_KINDS).toHaveProperty([code]);
        expect(message).toMatch(/\S/);
      }
    }),
    { numRuns: 150, seed: 20_261_130 },
  );
});
