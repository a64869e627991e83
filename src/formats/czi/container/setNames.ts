import { baseName, folderOf, joinPath } from "../../../model/paths.ts";

/** The files of a set are named "a.czi", "a (1).czi", "a (2).czi", … (also without the space). */
const PART_NAME = /^(.+?) ?\((\d{1,5})\)\.czi$/i;

/** Paths that may be further parts of the set whose first file is `path`, with the part's number as the name has it. */
export function partCandidates(path: string, siblings: readonly string[]): { path: string; part: number }[] {
  const folder = folderOf(path);
  const stem = baseName(path)
    .replace(/\.czi$/i, "")
    .toLowerCase();
  const found: { path: string; part: number }[] = [];
  for (const sibling of siblings) {
    if (folderOf(sibling) !== folder || sibling === path) continue;
    const match = PART_NAME.exec(baseName(sibling));
    if (match?.[1]?.toLowerCase() === stem) found.push({ path: sibling, part: Number(match[2]) });
  }
  return found.sort((a, b) => a.part - b.part);
}

/** Where the first file of the set should be of which `path` is a further part, or null if the name tells nothing. */
export function firstFilePath(path: string, siblings: readonly string[]): string | null {
  const match = PART_NAME.exec(baseName(path));
  if (match === null) return null;
  const wanted = joinPath(folderOf(path), `${match[1]}.czi`);
  return siblings.find((sibling) => sibling.toLowerCase() === wanted.toLowerCase()) ?? wanted;
}

/** The name that a part should have, for messages. */
export function partName(path: string, part: number): string {
  return baseName(path).replace(/(\.czi)?$/i, ` (${part}).czi`);
}
