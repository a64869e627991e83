import { describe, expect, it } from "vitest";
import { tiffFixtureBytes } from "../../../../fixtures/tiffFixtures.ts";
import type { ByteSource } from "../../../bytes/source.ts";
import { loadJpegDecoder } from "../../../codecs/jpeg.ts";
import { bytesOfPixels } from "../../../model/dtype.ts";
import { describeReader } from "../../../../testing/contract/describeReader.ts";
import { fuzzReader } from "../../../../testing/contract/fuzzReader.ts";
import { memoryFiles } from "../../../../testing/contract/memoryFiles.ts";
import { openImage } from "../../registry.ts";
import { blockBox, blockGridOf } from "../pixels/blockGrid.ts";
import { tiffFormat } from "../descriptor.ts";
import { layoutOf } from "../pixels/layout.ts";
import { open } from "../reader.ts";
import type { RestartBlocks } from "./page.ts";
import { loadRestartDecoder, restartLists } from "../pixels/restartBlocks.ts";
import { restartTile } from "./restartIntervals.ts";
import { TiffFile } from "./tiffFile.ts";

const never = new AbortController().signal;
const FIXTURES = ["ndpi_444.ndpi", "ndpi_422.ndpi", "ndpi_420.ndpi"];

/** A file that lies behind 4 GB of nothing, but for its header; upper halves of its offsets are put in. */
function behind4Gb(bytes: Uint8Array): ByteSource {
  const far = bytes.slice();
  const view = new DataView(far.buffer);
  view.setUint32(8, 1, true);
  for (let at = view.getUint32(4, true); at !== 0;) {
    const count = view.getUint16(at, true);
    const end = at + 2 + 12 * count;
    for (let index = 0; index < count; index++) {
      const entry = at + 2 + 12 * index;
      const size =
        { 2: 1, 3: 2, 4: 4, 5: 8, 11: 4 }[view.getUint16(entry + 2, true)]! * view.getUint32(entry + 4, true);
      if (size > 4 || view.getUint16(entry, true) === 273) view.setUint32(end + 8 + 4 * index, 1, true);
    }
    at = view.getUint32(end, true);
    if (at !== 0) view.setUint32(end + 4, 1, true);
  }
  return {
    name: "far.ndpi",
    size: 2 ** 32 + far.length,
    async read(offset, length) {
      return Uint8Array.from({ length }, (_, index) => far[(offset + index) % 2 ** 32] ?? 0);
    },
  };
}

describe("Hamamatsu NDPI", () => {
  it("has its names, sizes and facts", async () => {
    const reader = await openImage(memoryFiles({ "a.ndpi": tiffFixtureBytes("ndpi_420.ndpi") }, "a.ndpi"), never, [
      tiffFormat,
    ]);
    const { formatName, scenes, notes } = reader.description;
    expect({ formatName, notes }).toEqual({ formatName: "Hamamatsu slide (NDPI)", notes: [] });
    expect(scenes.map(({ name }) => name)).toEqual(["Slide 7", "Macro"]);
    expect(scenes[0]).toMatchObject({
      scale: [0.5, 0.5, null],
      units: ["micrometer", "micrometer", null],
      facts: { Objective: "20×", Scanner: "SN 1", "Made with": "Hamamatsu" },
    });
    reader.close();
  });

  it("is read beyond 4 GB", async () => {
    const bytes = tiffFixtureBytes("ndpi_420.ndpi");
    const near = await TiffFile.open(memorySource(bytes), never);
    const far = await TiffFile.open(behind4Gb(bytes), never);
    expect(await far.directoryCount()).toBe(3);
    for (const index of [0, 1, 2]) {
      const pages = [await near.page(index), await far.page(index)] as const;
      const [nearby, distant] = [await layoutOf(near, pages[0]!), await layoutOf(far, pages[1]!)];
      expect(distant.offsets).toEqual(nearby.offsets.map((offset) => offset + 2 ** 32));
      expect(distant.counts).toEqual(nearby.counts);
    }
  });

  it.each(FIXTURES)("gives in blocks of any size what the whole picture has: %s", async (name) => {
    const bytes = tiffFixtureBytes(name);
    const file = await TiffFile.open(memorySource(bytes), never);
    const page = (await file.page(0))!;
    const { offset, starts } = page.restarts!;
    const whole = (await loadJpegDecoder())(bytes.subarray(offset, offset + starts.at(-1)!));
    // Blocks that are not as wide as the picture have no rows above: exact where chroma is not interpolated between rows.
    const cuts: Partial<RestartBlocks>[] = [{ blockDown: 1 }, { blockDown: 2 }, { blockDown: 3 }];
    if (name !== "ndpi_420.ndpi") cuts.push({ blockAcross: 1, blockDown: 1, needsRows: false });
    for (const cut of cuts) {
      const blocks = { ...page.restarts!, ...cut };
      const cutPage = { ...page, restarts: blocks, tile: restartTile(page, blocks) };
      const grid = blockGridOf(cutPage);
      const lists = restartLists(blocks);
      expect(lists.offsets).toHaveLength(grid.count);
      const decode = await loadRestartDecoder(file.name, cutPage, blocks);
      for (let index = 0; index < grid.count; index++) {
        const box = blockBox(cutPage, grid, index);
        const start = lists.offsets[index]!;
        const pixels = bytesOfPixels(decode(bytes.subarray(start, start + lists.counts[index]!), box));
        for (let y = 0; y < Math.min(box.height, page.height - box.y); y++) {
          const row = pixels.subarray(y * box.width * 3, (y * box.width + Math.min(box.width, page.width - box.x)) * 3);
          const expected = ((box.y + y) * page.width + box.x) * 3;
          expect(row).toEqual(bytesOfPixels(whole.pixels).subarray(expected, expected + row.length));
        }
      }
    }
  });
});

function memorySource(bytes: Uint8Array): ByteSource {
  return {
    name: "near.ndpi",
    size: bytes.length,
    read: async (offset, length) => Uint8Array.from(bytes.subarray(offset, offset + length)),
  };
}

describeReader("ndpi_420.ndpi", async (recorder) => {
  const path = "ndpi_420.ndpi";
  const watched = recorder.watch(memoryFiles({ [path]: tiffFixtureBytes(path) }, path));
  return open({ directory: watched.directory, path, source: watched.source, signal: never });
});

fuzzReader({
  name: "NDPI",
  bytes: tiffFixtureBytes("ndpi_422.ndpi"),
  file: "a.ndpi",
  open: ({ directory, main, source }) => open({ directory, path: main, source, signal: never }),
  seed: 71,
  truncations: 60,
});
