import { isAboutContent } from "../../shared/aboutContent.ts";
import { itemSize } from "../../../model/dtype.ts";
import { ZarrdropError } from "../../../model/errors.ts";
import { largestHonestBlock, LIMITS } from "../../../model/limits.ts";
import { sizeOfShape } from "../../../model/region.ts";
import { checkDecodable } from "./decodeBlock.ts";
import { isPlain, layoutOf } from "./layout.ts";
import type { LevelStorage } from "./storage.ts";

/**
 * The levels that can be read. Errors if level 0 is not one of them (`unsupported-feature`, `corrupt`, `limit`); smaller levels that are not
 * end the list, with a note.
 */
export async function usableLevels(
  levels: readonly LevelStorage[],
  name: string,
  notes: string[],
): Promise<LevelStorage[]> {
  const usable: LevelStorage[] = [];
  for (const level of levels) {
    try {
      await checkLevel(level);
    } catch (error) {
      if (usable.length === 0 || !isAboutContent(error)) throw error;
      notes.push(`The smaller versions of ${name} cannot all be read: ${error.message}`);
      break;
    }
    usable.push(level);
  }
  return usable;
}

/**
 * Refuses what can only fail later: pixels of an unknown kind, blocks that are missing or too large, an image larger
 * than a file of this size can hold.
 * @throws `unsupported-feature`, `corrupt`, `limit`
 */
async function checkLevel(level: LevelStorage): Promise<void> {
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
  if (blockBytes > largestHonestBlock(file.source.size)) {
    throw blockTooLarge(file.name, `blocks of ${blockBytes} bytes in a file of ${file.source.size}`);
  }
}

/** The error for blocks that are too large in themselves, or for the file that they are in (`largestHonestBlock`). */
export function blockTooLarge(file: string, technical: string): ZarrdropError {
  return new ZarrdropError("limit", `${file} keeps its image in pieces that are too large to be decoded here.`, {
    file,
    technical,
    advice: "Save it again with smaller tiles, for example as a tiled OME-TIFF.",
  });
}

/** The error for a file in which pixels are missing at the end. */
export function cutOff(file: string, technical: string): ZarrdropError {
  const message = `${file} ends before the pixels that it should hold: it may be cut off.`;
  return new ZarrdropError("corrupt", message, { file, technical });
}
