/** How Harmony and Columbus name the index of a plate. */
export function isHarmonyIndex(path: string): boolean {
  return /(?:^|\/)(?:index(?:\.idx|\.ref)?\.xml|measurementindex\.columbusidx\.xml)$/i.test(path);
}

/** The lists of images that Columbus writes beside its index, or one in the folder of each time point. */
export function isColumbusImageList(path: string): boolean {
  return /columbusidx\.xml$/i.test(path) && !isHarmonyIndex(path);
}
