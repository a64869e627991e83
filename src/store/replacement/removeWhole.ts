import type { DestinationFolder } from "../destination/destinationFolder.ts";

/**
 * Files that make a folder an image, in both formats, in the order in which they are removed: attributes without their group are
 * nothing, a group without its attributes would be another whole store.
 */
export const ROOT_METADATA: readonly string[] = ["zarr.json", ".zgroup", ".zattrs"];

/**
 * Removes a store, or what is left of one. What makes it an image goes first, so that a removal that is cut short does
 * not leave something that looks whole. What is no folder is left alone.
 * @throws those of the destination
 */
export async function removeWhole(folder: DestinationFolder, name: string): Promise<void> {
  if ((await folder.kindOf(name)) !== "folder") return;
  const sink = await folder.sink(name);
  for (const path of ROOT_METADATA) await sink.remove(path);
  await sink.sync(ROOT_METADATA);
  await sink.remove("");
}
