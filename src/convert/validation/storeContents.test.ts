import { expect, it } from "vitest";
import { smallStack } from "../../../fixtures/smallStack.ts";
import { convertHere } from "../../../testing/convert/convertHere.ts";
import { LAYOUTS, smallJob } from "../../../testing/convert/smallConversion.ts";
import { FakeDirectoryHandle } from "../../../testing/store/fakeDirectoryHandle.ts";
import { ReadingService } from "../reading/readingService.ts";

const live = new AbortController().signal;

it.each(LAYOUTS)("says of a store what its plan said (%s)", async (_, layout) => {
  const job = await smallJob(smallStack(), layout);
  const [output] = job.plan.outputs;
  await convertHere(job);
  const store = { kind: "written", destination: job.destination, storeName: output!.storeName } as const;
  const contents = await new ReadingService().storeContents(store, live);
  const { ngffVersion, zarrFormat, levels } = output!;
  expect(contents).toMatchObject({ ngffVersion, zarrFormat, levels: levels.length, isUnfinished: false, omitted: 0 });
  expect(contents.counts.error).toBe(0);
  expect(
    contents.arrays.map(({ path, shape, chunkShape, shardShape }) => ({ path, shape, chunkShape, shardShape })),
  ).toEqual(levels.map(({ path, shape, chunkShape, shardShape }) => ({ path, shape, chunkShape, shardShape })));
  const names = zarrFormat === 3 ? ["zarr.json"] : [".zattrs", ".zgroup"];
  const ofArrays = zarrFormat === 3 ? ["zarr.json"] : [".zattrs", ".zarray"];
  expect(contents.documents.map(({ path }) => path)).toEqual([
    ...names,
    ...levels.flatMap(({ path }) => ofArrays.map((name) => `${path}/${name}`)),
  ]);
});

it("leaves out a document that is no JSON, and counts what is wrong", async () => {
  const folder = new FakeDirectoryHandle("out");
  const [, layout] = LAYOUTS[1]!;
  const job = await smallJob(smallStack(), layout, folder);
  await convertHere(job);
  const { storeName } = job.plan.outputs[0]!;
  const level = await (await folder.getDirectoryHandle(storeName)).getDirectoryHandle("1");
  (await level.getFileHandle("zarr.json")).bytes = new TextEncoder().encode("{");
  const store = { kind: "written", destination: job.destination, storeName } as const;
  const contents = await new ReadingService().storeContents(store, live);
  expect(contents.counts.error).toBeGreaterThan(0);
  expect(contents.documents.map(({ path }) => path)).toEqual(["zarr.json", "0/zarr.json", "2/zarr.json"]);
});
