import { expect, it } from "vitest";
import { smallStack } from "../../../fixtures/smallStack.ts";
import { convertHere } from "../../../testing/convert/convertHere.ts";
import { LAYOUTS, smallJob } from "../../../testing/convert/smallConversion.ts";
import { FakeDirectoryHandle } from "../../../testing/store/fakeDirectoryHandle.ts";
import type { ChunkRuns } from "../../plan/chunkNotes.ts";
import type { ConversionEvent, ConversionJob } from "../../plan/job.ts";
import { sizeOfShape } from "../../model/region.ts";

type Told = Extract<ConversionEvent, { kind: "chunks" }>;

async function toldBy(job: ConversionJob): Promise<{ told: Told[]; checked: number | null }> {
  const told: Told[] = [];
  const onEvent = (event: ConversionEvent): void => {
    if (event.kind === "chunks") told.push(event);
  };
  const report = await convertHere(job, { onEvent }).catch(() => null);
  return { told, checked: report?.outputs[0]!.verification!.checkedChunks ?? null };
}

/** "level/chunk" of all runs. */
function chunksOf(told: readonly Told[], what: "written" | "checked"): string[] {
  const each = (runs: ChunkRuns): number[] =>
    runs.flatMap((first, at) => (at % 2 === 0 ? Array.from({ length: runs[at + 1]! }, (_, more) => first + more) : []));
  return told.flatMap(({ levels }) =>
    levels.flatMap((chunks) => each(chunks[what]).map((chunk) => `${chunks.level}/${chunk}`)),
  );
}

function allChunks({ plan }: ConversionJob): string[] {
  return plan.outputs[0]!.levels.flatMap(({ shape, chunkShape }, level) => {
    const count = sizeOfShape(shape.map((length, axis) => Math.ceil(length / chunkShape[axis]!)));
    return Array.from({ length: count }, (_, chunk) => `${level}/${chunk}`);
  });
}

it.each(LAYOUTS)("every chunk is told when it is written, and what is read back when it is (%s)", async (_, layout) => {
  const job = await smallJob(smallStack(), { ...layout, verify: "sample" });
  const { told, checked } = await toldBy(job);
  const all = allChunks(job);
  expect(chunksOf(told, "written").toSorted()).toEqual(all.toSorted());
  const readBack = chunksOf(told, "checked");
  expect(readBack).toHaveLength(checked!);
  expect(all).toEqual(expect.arrayContaining(readBack));
  // Not one message for each.
  expect(told.length).toBeLessThan(all.length / 5);
});

it("what goes on tells first what is there: just what the run before left behind", async () => {
  const [, layout] = LAYOUTS[1]!;
  let isFull = false;
  const folder = new FakeDirectoryHandle("out", {
    onOperation: (operation, name) => {
      if (operation === "close" && name === "00000001.json") isFull = true;
      if (operation === "write" && isFull && !name.endsWith(".json")) throw new DOMException("", "QuotaExceededError");
    },
  });
  const job = await smallJob(smallStack(), { ...layout, workers: 1 }, folder);
  const first = await toldBy(job);
  const left = first.told.at(-1)!;
  expect(left.isWhole).toBe(true);
  expect(chunksOf([left], "written").length).toBeGreaterThan(0);
  folder.hooks.onOperation = () => {};
  const { told } = await toldBy(job);
  expect(told[0]).toEqual(left);
  expect(chunksOf(told, "written").toSorted()).toEqual(allChunks(job).toSorted());
});
