import { itemSize } from "../../model/dtype.ts";
import { ZarrdropError } from "../../model/errors.ts";
import { LIMITS } from "../../model/limits.ts";
import { sizeOfShape } from "../../model/region.ts";
import { checkDecodable } from "./decodeBlock.ts";
import { isPlain, layoutOf } from "./layout.ts";
import type { LevelStorage } from "./storage.ts";

/** The block in which a level is stored, per axis. Untiled plain pixels can be read row by row. */
export async function storedBlockShape(level: LevelStorage): Promise<number[]> {
  const { grid } = await layoutOf(level.keyFile, level.keyPage);
  const block = level.shape.map(() => 1);
  const set = (axis: number, length: number): void => {
    if (axis >= 0) block[axis] = Math.min(length, level.shape[axis]!);
  };
  const rows = isPlain(level.keyPage) && !grid.tiled;
  set(level.pageAxes.sample, grid.block.samples);
  set(level.pageAxes.z, rows ? 1 : grid.block.depth);
  set(level.pageAxes.y, rows ? 1 : grid.block.height);
  set(level.pageAxes.x, grid.block.width);
  return block;
}

/**
 * Refuses what can only fail later: pixels of an unknown kind, blocks that are missing or too large, an image larger than a file of this
 * size can hold. Errors: `unsupported-feature`, `corrupt`, `limit`.
 */
export async function checkLevel(level: LevelStorage): Promise<void> {
  const { keyFile: file, keyPage: page } = level;
  checkDecodable(file.name, page);
  const values = sizeOfShape(level.shape);
  if (!(values <= LIMITS.sceneValues)) {
    throw new ZarrdropError("limit", `${file.name} says that it holds an image of ${level.shape.join(" × ")} pixels.`, {
      file: file.name,
    });
  }
  const { grid, offsets, counts } = await layoutOf(file, page);
  const value = itemSize(page.pixel!.dtype);
  if (isPlain(page) && !grid.tiled) {
    const last = offsets.length - 1;
    const planeBytes = grid.block.height * grid.block.width * grid.block.samples * value;
    const end = offsets[last]! + (grid.down === 1 ? planeBytes : 0);
    if (end > file.source.size) throw cutOff(file.name, `pixels up to ${end} of ${file.source.size} bytes`);
    return;
  }
  for (let index = 0; index < grid.count; index++) {
    const end = offsets[index]! + counts[index]!;
    if (end > file.source.size) throw cutOff(file.name, `block ${index} ends at ${end} of ${file.source.size} bytes`);
  }
  const blockBytes = grid.block.depth * grid.block.height * grid.block.width * grid.block.samples * value;
  if (blockBytes > LIMITS.decodedBlockBytes) {
    throw new ZarrdropError("limit", `${file.name} keeps its image in pieces that are too large to be decoded here.`, {
      file: file.name,
      technical: `${blockBytes} bytes`,
    });
  }
}

function cutOff(file: string, technical: string): ZarrdropError {
  const message = `${file} ends before the pixels that it should hold: it may be cut off.`;
  return new ZarrdropError("corrupt", message, { file, technical });
}
