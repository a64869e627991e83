import { expect, test, vi } from "vitest";
import { openLevel } from "../../testing/store/openLevel.ts";
import { MemorySink } from "./memorySink.ts";
import { sampledChunks } from "./sampledChunks.ts";
import { sampleLevel, samplePixels, samplePlan } from "../../testing/store/samplePlan.ts";
import { writeLevel } from "../../testing/store/writeLevel.ts";

/** What happens to an encoded chunk before it is handed over. */
const fault = vi.hoisted(() => ({ now: (encoded: Uint8Array<ArrayBuffer>, _number: number) => encoded }));

vi.mock("../zarr/chunkEncoder.ts", async (original) => {
  const real = await original<typeof import("../zarr/chunkEncoder.ts")>();
  const loadChunkEncoder: typeof real.loadChunkEncoder = async (...given) => {
    const encoder = await real.loadChunkEncoder(...given);
    let number = 0;
    return {
      ...encoder,
      encode(pixels) {
        const encoded = encoder.encode(pixels);
        return encoded === null ? null : fault.now(encoded, number++);
      },
    };
  };
  return { ...real, loadChunkEncoder };
});

const PLANS = [null, { id: "zstd", level: 1, checksum: false } as const, { id: "gzip", level: 1 } as const].map(
  (compressor) => samplePlan("uint16", [sampleLevel("0", [900, 9], [3, 9])], { compressor }),
);

test.each(PLANS)(
  "a chunk that does not decode to its pixels never reaches the sink ($compressor.id)",
  async (output) => {
    const isSampled = sampledChunks(output, 0);
    const faulty = Array.from({ length: 300 }, (_, chunk) => chunk).find((chunk) => !isSampled(chunk))!;
    fault.now = (encoded, number) => {
      if (number === faulty) encoded[encoded.length >> 1]! ^= 4;
      return encoded;
    };
    const sink = new MemorySink();
    const writer = await openLevel(sink, output, 0, new AbortController().signal);
    const pixels = samplePixels(output.dtype, [900, 9]);
    await expect(writeLevel(writer, output, 0, pixels)).rejects.toMatchObject({ kind: "internal" });
    expect(sink.files.has(`0/c/${faulty - 1}/0`)).toBe(true);
    expect(sink.files.has(`0/c/${faulty}/0`)).toBe(false);
  },
);

test("of a level that a further stage reads every chunk is decoded before it is written", async () => {
  const output = PLANS[0]!;
  const isSampled = sampledChunks(output, 0);
  const readBack = Array.from({ length: 300 }, (_, chunk) => chunk).find((chunk) => isSampled(chunk))!;
  fault.now = (encoded, number) => {
    if (number === readBack) encoded[0]! ^= 1;
    return encoded;
  };
  const pixels = samplePixels(output.dtype, [900, 9]);
  for (const verify of ["sample", "all"] as const) {
    const write = async (isReadOn: boolean): Promise<void> => {
      const options = { verify, isReadOn };
      const writer = await openLevel(new MemorySink(), output, 0, new AbortController().signal, options);
      await writeLevel(writer, output, 0, pixels);
    };
    await write(false);
    await expect(write(true), verify).rejects.toMatchObject({ kind: "internal" });
  }
});

test("every chunk is either read back or decoded at once", async () => {
  const [output] = PLANS;
  const reached = new Set<number>();
  // Each chunk in turn is made wrong: either the writer finds it, or the checksum is there for whoever reads it back.
  for (let wrong = 0; wrong < 300; wrong++) {
    fault.now = (encoded, number) => {
      if (number === wrong) encoded[0]! ^= 1;
      return encoded;
    };
    const writer = await openLevel(new MemorySink(), output!, 0, new AbortController().signal);
    const pixels = samplePixels(output!.dtype, [900, 9]);
    const isFound = await writeLevel(writer, output!, 0, pixels).then(
      () => false,
      () => true,
    );
    if (!isFound && writer.takeRecord().chunks.includes(wrong)) reached.add(wrong);
    else if (!isFound) expect.fail(`chunk ${wrong} is looked at by nobody`);
  }
  expect(reached.size).toBeGreaterThan(2);
  expect(reached.size).toBeLessThan(200);
});
