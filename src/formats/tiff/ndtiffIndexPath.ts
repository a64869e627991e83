/** The index of an NDTiff dataset in a folder: at its top, or with the full size of one that has smaller versions; null without one. */
export function ndtiffIndexIn(paths: readonly string[]): string | null {
  return ["NDTiff.index", "Full resolution/NDTiff.index"].find((path) => paths.includes(path)) ?? null;
}
