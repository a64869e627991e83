import { expect, it } from "vitest";
import { writeOmeTiff } from "../../browser/omeTiffWriter.ts";
import type { SourceReference } from "../../model/references.ts";
import { smallJob } from "../../../testing/convert/smallConversion.ts";
import { ReadingService } from "./readingService.ts";

it("says by name that a store which was written is not there any more", async () => {
  const gone = () => Promise.reject(new DOMException("", "NotFoundError"));
  // Only what is called is there.
  const handle = { kind: "directory", name: "zarr", getDirectoryHandle: gone } as unknown as FileSystemDirectoryHandle;
  const opening = new ReadingService().openStore(
    { kind: "directory-handle", handle },
    "cells.ome.zarr",
    new AbortController().signal,
  );
  await expect(opening).rejects.toMatchObject({
    kind: "source-changed",
    message: expect.stringContaining("cells.ome.zarr"),
  });
});

it("gives the same pixels after it forgot what it kept, also in a read that was under way", async () => {
  const { signal } = new AbortController();
  const size = { sizeX: 700, sizeY: 600, sizeZ: 1, physicalSizeX: 1, physicalSizeY: 1, physicalSizeZ: 1 };
  const plane = Uint16Array.from({ length: 700 * 600 }, (_, at) => at * 7);
  const metadata = { ...size, channels: [{ name: "a", color: 0xff0000 }], imageName: "a" };
  const file = new File([writeOmeTiff(metadata, [plane])], "a.ome.tif");
  const source: SourceReference = { kind: "files", files: [{ path: file.name, file }], main: file.name };
  const service = new ReadingService();
  const { plan } = await smallJob(source, { numLevels: 3 });
  const opened = await service.open(source, { mosaic: "stitch" }, signal);
  const output = plan.outputs[0]!;
  const { shape } = output.levels[1]!;
  const request = { source: opened.source, output, level: 1, region: { start: shape.map(() => 0), shape } };
  const before = await service.readLevel(request, signal);
  service.forgetKept();
  const underWay = service.readLevel(request, signal);
  service.forgetKept();
  expect(before.pixels.some((value) => Number(value) > 0)).toBe(true);
  for (const again of [await underWay, await service.readLevel(request, signal)]) {
    expect(again.shape).toEqual(before.shape);
    expect(again.pixels.every((value, at) => value === before.pixels[at])).toBe(true);
  }
});
