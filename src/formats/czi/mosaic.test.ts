import { describe, expect, it } from "vitest";
import { type CziTile, cziBytes } from "../../../fixtures/cziFixtures.ts";
import { sizeOfShape, stridesOfShape, wholeRegion } from "../../model/region.ts";
import { read } from "../../../testing/contract/describeReader.ts";
import { memoryFiles } from "../../../testing/contract/memoryFiles.ts";
import { SeededRandom } from "../../../testing/contract/random.ts";
import { openImage } from "../registry.ts";
import { cziFormat } from "./descriptor.ts";

const never = new AbortController().signal;

type MosaicTile = CziTile & { at: Record<string, number> };

/** A mosaic with whatever mosaics can have: overlaps, holes, tiles of several sizes, of no or the same index, in any order. */
function randomMosaic(random: SeededRandom): MosaicTile[] {
  const tiles: MosaicTile[] = [];
  const originX = random.below(2000) - 1000;
  const originY = random.below(2000) - 1000;
  for (let t = 0; t < 1 + random.below(2); t++) {
    for (let c = 0; c < 1 + random.below(3); c++) {
      for (let number = 0; number < 1 + random.below(7); number++) {
        const width = 1 + random.below(9);
        const height = 1 + random.below(9);
        const data = Uint8Array.from({ length: width * height }, () => 1 + random.below(255));
        const at: Record<string, number> = { C: c, T: t };
        if (random.next() < 0.8) at["M"] = random.below(5);
        const place = { x: originX + random.below(20), y: originY + random.below(20) };
        tiles.push({ pixelType: 0, ...place, width, height, at, data });
      }
    }
  }
  return tiles.sort(() => random.next() - 0.5);
}

/** The picture as the rule says: by ascending index (none is below all), then in the order of the directory, on zeros. */
function painted(tiles: readonly MosaicTile[]): { shape: number[]; pixels: Uint8Array } {
  const left = Math.min(...tiles.map((tile) => tile.x));
  const top = Math.min(...tiles.map((tile) => tile.y));
  const range = (letter: string): [number, number] => {
    const values = tiles.map((tile) => tile.at[letter]!);
    return [Math.min(...values), Math.max(...values) - Math.min(...values) + 1];
  };
  const [firstT, lengthT] = range("T");
  const [firstC, lengthC] = range("C");
  const height = Math.max(...tiles.map((tile) => tile.y + tile.height)) - top;
  const width = Math.max(...tiles.map((tile) => tile.x + tile.width)) - left;
  const shape = [lengthT, lengthC, height, width];
  const strides = stridesOfShape(shape);
  const pixels = new Uint8Array(sizeOfShape(shape));
  const order = tiles.map((tile, index) => ({ tile, index, mosaic: tile.at["M"] ?? -Infinity }));
  order.sort((a, b) => (a.mosaic === b.mosaic ? a.index - b.index : a.mosaic - b.mosaic));
  for (const { tile } of order) {
    const plane = (tile.at["T"]! - firstT) * strides[0]! + (tile.at["C"]! - firstC) * strides[1]!;
    for (let y = 0; y < tile.height; y++) {
      const start = plane + (tile.y - top + y) * width + tile.x - left;
      pixels.set(tile.data.subarray(y * tile.width, (y + 1) * tile.width), start);
    }
  }
  return { shape, pixels };
}

describe("mosaics", () => {
  it("are painted by ascending mosaic index, whatever else they are like", async () => {
    const random = new SeededRandom(20_250_101);
    for (let turn = 0; turn < 150; turn++) {
      const tiles = randomMosaic(random);
      const bytes = cziBytes({ tiles });
      const reader = await openImage(memoryFiles({ "a.czi": bytes }, "a.czi"), never, [cziFormat]);
      const [scene] = reader.description.scenes;
      const expected = painted(tiles);
      expect(scene!.axes).toEqual(["t", "c", "y", "x"]);
      expect(scene!.shape).toEqual(expected.shape);
      expect(await read(reader, 0, 0, wholeRegion(scene!.shape), never)).toEqual(expected.pixels);
      reader.close();
    }
  });

  it("decode each tile about once when they are read step by step, though the tiles overlap", async () => {
    const side = 64;
    const step = 56;
    const columns = 6;
    const tiles = Array.from({ length: columns * columns }, (_, number): CziTile => {
      const row = Math.floor(number / columns);
      // As microscopes do: forth in one row, back in the next.
      const column = row % 2 === 0 ? number % columns : columns - 1 - (number % columns);
      const data = Uint8Array.from({ length: side * side }, (__, index) => (index * 7 + number) % 251);
      return { pixelType: 0, x: column * step, y: row * step, width: side, height: side, at: { M: number }, data };
    });
    const bytes = cziBytes({ tiles });
    const opened = memoryFiles({ "a.czi": bytes }, "a.czi");
    let tileReads = 0;
    const source = opened.source!;
    const watched = {
      name: source.name,
      size: source.size,
      read: (offset: number, length: number, signal?: AbortSignal) => {
        if (length > 1000) tileReads += Math.round(length / (side * side));
        return source.read(offset, length, signal);
      },
    };
    const reader = await openImage({ ...opened, source: watched }, never, [cziFormat]);
    const [scene] = reader.description.scenes;
    expect(scene!.blockShape).toEqual([step, step]);
    tileReads = 0;
    const [height, width] = scene!.shape;
    for (let y = 0; y < height!; y += step) {
      for (let x = 0; x < width!; x += step) {
        const shape = [Math.min(step, height! - y), Math.min(step, width! - x)];
        await read(reader, 0, 0, { start: [y, x], shape }, never);
      }
    }
    expect(tileReads).toBeLessThanOrEqual(tiles.length * 1.1);
    reader.close();
  });

  it("become a scene for each tile by choice", async () => {
    const gray = (value: number): Uint8Array => new Uint8Array(12).fill(value);
    const tile = { pixelType: 0, width: 4, height: 3 };
    const tiles: CziTile[] = [
      { ...tile, x: 0, y: 10, at: { C: 0, S: 0, M: 0 }, data: gray(1) },
      { ...tile, x: 1, y: 10, at: { C: 1, S: 0, M: 0 }, data: gray(2) },
      { ...tile, x: 3, y: 12, at: { C: 0, S: 0, M: 5 }, data: gray(3) },
      { ...tile, x: 90, y: 0, at: { C: 0, S: 1, M: 0 }, data: gray(4) },
    ];
    const files = memoryFiles({ "a.czi": cziBytes({ tiles }) }, "a.czi");
    const reader = await openImage(files, never, [cziFormat], { mosaic: "tiles" });
    const { scenes } = reader.description;
    expect(scenes.map(({ id }) => id)).toEqual(["Image:0 M0", "Image:0 M5", "Image:1"]);
    // A channel may lie a little off; a tile that a channel lacks is 0.
    expect(scenes.map(({ shape }) => shape)).toEqual([
      [2, 3, 5],
      [2, 3, 4],
      [1, 3, 4],
    ]);
    const first = await read(reader, 0, 0, { start: [0, 0, 0], shape: [2, 1, 5] }, never);
    expect([...first]).toEqual([1, 1, 1, 1, 0, 0, 2, 2, 2, 2]);
    const second = await read(reader, 1, 0, { start: [0, 0, 0], shape: [2, 1, 1] }, never);
    expect([...second]).toEqual([3, 0]);
    reader.close();
  });
});
