/** Folders between a dropped folder and the index of the plate in it. */
const DEEPEST_INDEX = 2;

/** The path at which the index of a plate in a folder lies: the one that is nearest to the top; null without one. */
export function indexInFolder(paths: readonly string[], isIndex: (path: string) => boolean): string | null {
  const depthOf = (path: string): number => path.split("/").length - 1;
  const found = paths.filter((path) => isIndex(path) && depthOf(path) <= DEEPEST_INDEX);
  return found.toSorted((a, b) => depthOf(a) - depthOf(b))[0] ?? null;
}
