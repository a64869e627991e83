import { copyBox } from "../../src/model/copyBox.ts";
import { ZarrdropError } from "../../src/model/errors.ts";
import { sizeOfShape } from "../../src/model/region.ts";
import type { OpenedSource } from "../../src/bytes/openSource.ts";
import { describeReader } from "./describeReader.ts";
import { FakeReader, fakeScene } from "./fakeReader.ts";
import { fuzzReader } from "./fuzzReader.ts";
import { memoryFiles } from "./memoryFiles.ts";
import type { ImageReader } from "../../src/formats/reader.ts";

/** The smallest honest format: 4 bytes of height and width, then rows of bytes. */
async function openRows({ source }: OpenedSource): Promise<ImageReader> {
  const head = await source!.read(0, 2);
  const shape = [head[0]!, head[1]!];
  if (source!.size !== 2 + sizeOfShape(shape)) throw new ZarrdropError("corrupt", "Wrong length.");
  const scene = fakeScene({ shape, levels: [{ shape }], dtype: "uint8", blockShape: [1, shape[1]!] });
  const { description } = new FakeReader({ scenes: [scene] });
  return {
    description,
    async readRegion({ region }, target) {
      const first = region.start[0]!;
      const rows = { start: [first, 0], shape: [region.shape[0]!, shape[1]!] };
      const pixels = await source!.read(2 + first * shape[1]!, sizeOfShape(rows.shape));
      copyBox(pixels, rows, target, region, region);
    },
    close() {},
  };
}

const rows = Uint8Array.from({ length: 2 + 7 * 9 }, (_, index) => (index < 2 ? [7, 9][index]! : index));

describeReader("rows of bytes", (recorder) => openRows(recorder.watch(memoryFiles({ "a.rows": rows }, "a.rows"))));
fuzzReader({ name: "rows of bytes", bytes: rows, open: openRows, seed: 1 });
