/** How Harmony and Columbus name the index of a plate. */
export function isHarmonyIndex(name: string): boolean {
  return /^(?:index(?:\.idx|\.ref)?\.xml|measurementindex\.columbusidx\.xml)$/i.test(name);
}

/** The lists of images that Columbus writes beside its index, or one in the folder of each time point. */
export function isColumbusImageList(name: string): boolean {
  return /columbusidx\.xml$/i.test(name) && !isHarmonyIndex(name);
}
