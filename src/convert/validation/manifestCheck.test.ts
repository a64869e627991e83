import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { MemorySource } from "../../bytes/memorySource.ts";
import { crc32c } from "../../codecs/crc32c.ts";
import { copyBox } from "../../model/copyBox.ts";
import { allocatePixels, bytesOfPixels } from "../../model/dtype.ts";
import { intersectRegions, sizeOfShape, wholeRegion } from "../../model/region.ts";
import type { OutputPlan } from "../../plan/plan.ts";
import { boxRegion, chunkGrid, gridIndex } from "../../zarr/chunkGrid.ts";
import { manifestHead, manifestLine } from "../../store/manifest.ts";
import { MemorySink } from "../../store/memorySink.ts";
import { CYX } from "../../../testing/store/sampleCollections.ts";
import { sampleLevel, samplePlan } from "../../../testing/store/samplePlan.ts";
import { levelPixels, writeStore } from "../../../testing/store/writeStore.ts";
import { validateSink } from "../../../testing/convert/validateSink.ts";

const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

/** A hash as the command line hands it in. */
function createSha256() {
  const hash = createHash("sha256");
  return { update: (bytes: Uint8Array) => void hash.update(bytes), digest: () => hash.digest("hex") };
}

const PLANS: Record<string, OutputPlan> = {
  plain: samplePlan("uint16", [sampleLevel("0", [2, 20, 19], [1, 16, 16])], { axes: CYX }),
  sharded: samplePlan("float32", [sampleLevel("0", [2, 20, 35], [1, 16, 16], [1, 32, 32])], { axes: CYX }),
  v2: samplePlan("int16", [sampleLevel("0", [2, 20, 19], [1, 16, 16])], { axes: CYX, zarrFormat: 2, byteOrder: "big" }),
};

/** A store and the lines of its manifest, made from the pixels that were written. */
async function stored(plan: OutputPlan): Promise<{ sink: MemorySink; lines: string[] }> {
  const sink = new MemorySink();
  await writeStore(sink, plan);
  const lines = manifestHead(plan.storeName, "0".repeat(64));
  const [level] = plan.levels;
  const grid = chunkGrid(level!.shape, level!.chunkShape);
  const pixels = levelPixels(plan, 0);
  for (let number = 0; number < grid.total; number++) {
    const index = gridIndex(number, grid.counts);
    const box = boxRegion(grid, index);
    const chunk = allocatePixels(plan.dtype, sizeOfShape(box.shape));
    copyBox(pixels, wholeRegion(level!.shape), chunk, box, intersectRegions(box, wholeRegion(level!.shape))!, 1);
    lines.push(manifestLine({ kind: "chunk", level: "0", index, crc32c: crc32c(bytesOfPixels(chunk)) }));
  }
  for (const path of [...sink.files.keys()].sort()) {
    lines.push(manifestLine({ kind: "file", sha256: sha256(sink.files.get(path)!), path }));
  }
  return { sink, lines };
}

async function codes(sink: MemorySink, lines: readonly string[]): Promise<string[]> {
  const source = new MemorySource("store.manifest.txt", new TextEncoder().encode(`${lines.join("\n")}\n`));
  const { problems } = await validateSink(sink, { manifest: { source, createSha256 } });
  return problems.map(({ code, where }) => `${code} ${where}`);
}

describe.each(Object.entries(PLANS))("the manifest of a store: %s", (_, plan) => {
  test("fits the store that it was written with", async () => {
    const { sink, lines } = await stored(plan);
    expect(await codes(sink, lines)).toEqual([]);
  });

  test("notices a file that is gone, changed or new", async () => {
    const { sink, lines } = await stored(plan);
    const path = [...sink.files.keys()].find((file) => /\d$/.test(file))!;
    const bytes = sink.files.get(path)!;
    sink.files.delete(path);
    expect(await codes(sink, lines)).toEqual(
      expect.arrayContaining([`manifest-file-missing ${path}`, "manifest-chunk-differs 0"]),
    );
    sink.files.set(path, new Uint8Array([...bytes, 0]));
    expect(await codes(sink, lines)).toContain(`manifest-file-differs ${path}`);
    sink.files.set(path, bytes);
    sink.files.set("0/new", new Uint8Array([1]));
    expect(await codes(sink, lines)).toContain("manifest-file-unlisted 0/new");
  });

  test("notices other pixels, even where every file was listed anew", async () => {
    const { lines } = await stored(plan);
    const other = new MemorySink();
    await writeStore(other, {
      ...plan,
      levels: [{ ...plan.levels[0]!, shape: [2, 20, plan.levels[0]!.shape[2]! - 1] }],
    });
    const files = [...other.files.keys()].sort();
    const renewed = [
      ...lines.filter((line) => line.startsWith("#")),
      ...files.map((path) => manifestLine({ kind: "file", sha256: sha256(other.files.get(path)!), path })),
    ];
    expect(await codes(other, renewed)).toContain("manifest-chunk-differs 0");
  });
});

test("chunks that were left out read as the fill value", async () => {
  const { sink, lines } = await stored(PLANS.plain!);
  const gone = lines.map((line) => line.replace(/^(# chunk-crc32c 0 0\/0\/0) .*/, "$1 absent"));
  expect(await codes(sink, gone)).toEqual(["manifest-chunk-differs 0"]);
  sink.files.delete("0/c/0/0/0");
  expect(
    await codes(
      sink,
      gone.filter((line) => !line.endsWith("  0/c/0/0/0")),
    ),
  ).toEqual(["chunks-absent 0"]);
});

test("what is no manifest is said to be none", async () => {
  const { sink, lines } = await stored(PLANS.plain!);
  for (const other of [["hello"], [], lines.slice(1), ["# zarrdrop-manifest 9"], ["x".repeat(1 << 20)]]) {
    expect(await codes(sink, other)).toEqual(["manifest-damaged store.manifest.txt"]);
  }
});
