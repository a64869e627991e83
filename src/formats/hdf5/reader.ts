import { folderOf } from "../../model/paths.ts";
import { asReadError, ZarrdropError } from "../../model/errors.ts";
import type { ImageReader, OpenInput } from "../reader.ts";
import { createArrayReader } from "../shared/arrays/arrayReader.ts";
import { bdvScenes } from "../shared/bdv/bdvScenes.ts";
import { hdf5DatasetOf, hdf5Volumes } from "../shared/bdv/hdf5Volumes.ts";
import { type Hdf5Node, openHdf5 } from "../shared/hdf5/node.ts";
import { setInFolder } from "../shared/hdf5/siblings.ts";
import { openArrays } from "./arrays/openArrays.ts";
import { openNcem } from "./emd/openNcem.ts";
import { isVelox, openVelox } from "./emd/openVelox.ts";
import { isImaris, openImaris } from "./imaris/openImaris.ts";
import type { OpenedArrays } from "./openedArrays.ts";

/**
 * Opens an HDF5 file as what its content says that it is, whatever its name.
 * @throws those of `ImageReader`; `unsupported-format` without an image
 */
export async function open({ directory, source, path, signal }: OpenInput): Promise<ImageReader> {
  if (source === null) throw new ZarrdropError("unsupported-format", "A folder is not an HDF5 file.");
  try {
    const root = await openHdf5(source, signal, setInFolder(directory, folderOf(path)));
    const { scenes, ...image } = await openContent(root, source.name, signal);
    if (scenes.length === 0)
      throw new ZarrdropError("unsupported-format", `${source.name} holds no image that can be read.`);
    return createArrayReader({ ...image, name: source.name, files: [path] }, scenes);
  } catch (error) {
    throw asReadError(error, source.name);
  }
}

async function openContent(root: Hdf5Node, file: string, signal: AbortSignal): Promise<OpenedArrays> {
  if (await isImaris(root, signal)) return openImaris(root, file, signal);
  if (await isVelox(root, signal)) return openVelox(root, signal);
  const dataset = await hdf5DatasetOf(root, signal);
  if (dataset !== null) {
    const scenes = await bdvScenes(hdf5Volumes(root, file), dataset, signal);
    const notes = [
      "How large voxels are and how they were moved says the XML file of this dataset: open that one, where it is there.",
    ];
    return { format: "hdf5", formatName: "BigDataViewer (HDF5)", attachments: [], notes, scenes };
  }
  return (await openNcem(root, signal)) ?? openArrays(root, file, signal);
}
