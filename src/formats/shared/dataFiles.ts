import { mapAtOnce } from "../../bytes/atOnce.ts";
import { folderOf, joinPath, safePath } from "../../model/paths.ts";
import type { ByteSource } from "../../bytes/source.ts";
import { ZarrdropError } from "../../model/errors.ts";
import { LIMITS } from "../../model/limits.ts";
import { sizeOfShape } from "../../model/region.ts";
import type { OpenInput } from "../reader.ts";
import { frameBytes, type RawScene } from "./rawScene.ts";

/** A file that a header names, and where. */
export type DataFile = { path: string; source: ByteSource };

/**
 * Opens the files that a header names, beside it.
 * @throws `companion-missing` with the names of those that are not there; `corrupt` for names that lead out of the folder, `limit`
 */
export async function openDataFiles(
  names: readonly string[],
  { directory, path, signal }: OpenInput,
): Promise<DataFile[]> {
  if (names.length > LIMITS.filesInFolder) throw new ZarrdropError("limit", "The header names too many files.");
  const paths = names.map((name) => {
    const safe = safePath(joinPath(folderOf(path), name));
    if (safe !== null) return safe;
    throw new ZarrdropError("corrupt", "The header names a file that is not in its folder.", { technical: name });
  });
  // A header can name a file that is not there, or one that is, a million times.
  const distinct = [...new Set(paths)];
  const sources = new Map<string, ByteSource>();
  for (let at = 0; at < distinct.length; at += FILES_TOGETHER) {
    const some = distinct.slice(at, at + FILES_TOGETHER);
    const found = await mapAtOnce(some, (each) => directory.open(each), { signal });
    const missing = some.filter((_, index) => found[index] === null);
    if (missing.length > 0) {
      throw new ZarrdropError("companion-missing", `The pixels are in other files, and ${missing[0]} is not there.`, {
        files: missing,
        advice: "Put the files into one folder, and drop the folder or all of the files.",
      });
    }
    for (const [index, each] of some.entries()) sources.set(each, found[index]!);
  }
  return paths.map((each) => ({ path: each, source: sources.get(each)! }));
}

/** Files that are looked for before it is asked whether one of them is missing. */
const FILES_TOGETHER = 100;

/** Most numbers of a pattern: so many files are in no folder. */
const LONGEST_NUMBER = 12;

/** Names by a pattern of C ("slice%03d.raw"), for numbers from `first` to `last`. */
export function namesOfPattern(pattern: string, first: number, last: number, step: number): string[] {
  const place = /%(0?)(\d{0,2})[du]/.exec(pattern);
  const count = Math.floor((last - first) / step) + 1;
  const isUsable = place !== null && Number.isSafeInteger(first) && Number.isSafeInteger(step) && count >= 1;
  if (!isUsable)
    throw new ZarrdropError("corrupt", "The header names its files in an unknown way.", { technical: pattern });
  if (count > LIMITS.filesInFolder) throw new ZarrdropError("limit", "The header names too many files.");
  const [whole, zero, width] = place;
  return Array.from({ length: count }, (_, index) => {
    const digits = String(first + index * step);
    const filled = digits.padStart(Math.min(LONGEST_NUMBER, Number(width)), zero === "0" ? "0" : " ");
    return pattern.replace(whole, () => filled);
  });
}

/** Where the values of a file begin. */
export type PlacedFile = { source: ByteSource; offset: number };

/**
 * A scene whose frames are spread over files, as many in each.
 * @throws `corrupt` where they do not come out even
 */
export function framesInFiles(scene: Omit<RawScene, "frameAt">, files: readonly PlacedFile[]): RawScene {
  const frames = sizeOfShape(scene.shape.slice(0, scene.frameAxes));
  const each = frames / files.length;
  if (!Number.isInteger(each)) {
    throw new ZarrdropError("corrupt", `The header tells of ${frames} pieces in ${files.length} files.`);
  }
  const step = frameBytes(scene);
  return {
    ...scene,
    frameAt: (frame) => {
      // Frames are counted from 0 to the product of the lengths.
      const { source, offset } = files[Math.floor(frame / each)]!;
      return { source, offset: offset + (frame % each) * step };
    },
  };
}
