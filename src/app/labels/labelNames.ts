import { baseName } from "../../model/paths.ts";
import { baseOfFileName } from "../../plan/layout/storeNames.ts";

/** Whole words that programs put into the names of files with labels (Cellpose, ilastik, QuPath, StarDist, napari). */
const MASK_WORD = /^(?:cp|masks?|labels?|labell?ed|seg|segmentations?|segmented|instances?)$/iu;

/** The words of a file's name without its ending, small. */
export function wordsOf(path: string): string[] {
  return baseOfFileName(baseName(path))
    .toLowerCase()
    .split(/[\s_.-]+/u)
    .filter((word) => word !== "");
}

/** True where a word says that there are labels in a file. */
export function hasMaskWord(words: readonly string[]): boolean {
  return words.some((word) => MASK_WORD.test(word));
}

/** What labels are called whose file's name has these words beside those of its image: what they are of, or what they are. */
export function nameFromWords(words: readonly string[]): string {
  const objects = words.filter((word) => !MASK_WORD.test(word));
  return objects.length > 0 ? objects.join("_") : (words.at(-1) ?? "labels");
}

/** What labels of a file are called where nothing says whose they are. */
export function labelNameOf(maskPath: string, imagePath: string): string {
  const image = new Set(wordsOf(imagePath));
  return nameFromWords(wordsOf(maskPath).filter((word) => !image.has(word)));
}
