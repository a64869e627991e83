import { ZarrdropError } from "../../../model/errors.ts";
import { LIMITS } from "../../../model/limits.ts";
import { isAboutContent } from "../../shared/aboutContent.ts";
import type { ArrayScene } from "../../shared/arrays/arrayReader.ts";
import type { Hdf5Dataset } from "../../shared/hdf5/dataset.ts";
import type { Hdf5Node } from "../../shared/hdf5/node.ts";
import { firstText } from "../../shared/hdf5/values.ts";
import type { OpenedArrays } from "../openedArrays.ts";
import { axesOf } from "./arrayAxes.ts";
import { walkNodes } from "./walkNodes.ts";
import { wholeArray } from "./wholeArray.ts";

/** An image is at least so long along two axes: tables of points and matrices of transformations are not. */
const SHORTEST_SIDE = 8;

/**
 * Opens an HDF5 file that no program is known to have laid out: each of its datasets that looks like an image is a scene, of which a person
 * chooses.
 * @throws `unsupported-format` without any, `limit`
 */
export async function openArrays(root: Hdf5Node, file: string, signal: AbortSignal): Promise<OpenedArrays> {
  if (firstText((await root.attributes(signal)).get("encoding-type")) === "anndata") {
    throw new ZarrdropError("unsupported-format", `${file} is an AnnData table, and holds no image.`, { file });
  }
  const found: { path: string; node: Hdf5Node; data: Hdf5Dataset }[] = [];
  const notes: string[] = [];
  for await (const { node, path } of walkNodes(root, signal)) {
    const data = datasetOf(node, path, notes);
    if (data?.pixelType == null || data.shape.includes(0) || data.shape.length > LIMITS.axes) continue;
    if (data.shape.filter((length) => length > 1).length >= 2) found.push({ path, node, data });
    if (found.length > LIMITS.scenes) throw new ZarrdropError("limit", `${file} holds too many arrays.`, { file });
  }
  const isLarge = ({ data }: { data: Hdf5Dataset }): boolean =>
    data.shape.filter((length) => length >= SHORTEST_SIDE).length >= 2;
  const images = found.some(isLarge) ? found.filter(isLarge) : found;
  if (images.length === 0) {
    throw new ZarrdropError("unsupported-format", `${file} is an HDF5 file, and none of its datasets is an image.`, {
      file,
      ...(notes.length === 0 ? {} : { technical: notes.join(" ").slice(0, 1000) }),
    });
  }
  if (images.length < found.length)
    notes.push(`${found.length - images.length} smaller arrays are taken for tables and left out.`);
  const scenes: ArrayScene[] = [];
  for (const { path, node, data } of images) {
    const { axes, steps, isGuessed } = axesOf(await node.attributes(signal), data.shape);
    if (isGuessed && data.shape.length > 2)
      notes.push(`${path} does not say what its axes are; they are taken for ${axes.join(", ")}.`);
    scenes.push({ id: path, name: path, axes, steps, ...wholeArray(data) });
  }
  return { format: "hdf5", formatName: "HDF5", attachments: [], notes, scenes };
}

/** A dataset that can be read; what cannot is said, and the others are still there. */
function datasetOf(node: Hdf5Node, path: string, notes: string[]): Hdf5Dataset | null {
  if (!node.isDataset) return null;
  try {
    return node.dataset();
  } catch (error) {
    if (!isAboutContent(error) || error.kind === "corrupt") throw error;
    notes.push(`${path} is left out: ${error.message}`);
    return null;
  }
}
