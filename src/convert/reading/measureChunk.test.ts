import { expect, it } from "vitest";
import { smallStack } from "../../../fixtures/smallStack.ts";
import { convertHere } from "../../../testing/convert/convertHere.ts";
import { LAYOUTS, smallJob } from "../../../testing/convert/smallConversion.ts";
import { boxesTouching, boxRegion, chunkGrid } from "../../zarr/chunkGrid.ts";
import { intersectRegions, wholeRegion } from "../../model/region.ts";
import { ReadingService } from "./readingService.ts";

const live = new AbortController().signal;

it.each(LAYOUTS)("a chunk takes in the store what was measured of it before (%s)", async (_, layout) => {
  const job = await smallJob(smallStack(), layout);
  const [output] = job.plan.outputs;
  await convertHere(job);
  const service = new ReadingService();
  const { source } = await service.open(job.source, { mosaic: "stitch" }, live);
  const { source: store } = await service.openStore(job.destination, output!.storeName, live);
  for (const [level, { shape, chunkShape }] of output!.levels.entries()) {
    const grid = chunkGrid(shape, chunkShape);
    let sum = 0;
    for (const index of boxesTouching(grid, wholeRegion(shape))) {
      const region = intersectRegions(boxRegion(grid, index), wholeRegion(shape))!;
      const request = { output: output!, level, region };
      const stored = await service.measureChunk({ ...request, source: store }, live);
      expect(await service.measureChunk({ ...request, source }, live), `${level}: ${index.join("/")}`).toBe(stored);
      sum += stored;
    }
    expect(sum).toBeGreaterThan(0);
  }
});
