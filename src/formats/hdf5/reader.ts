import { asReadError, ZarrdropError } from "../../model/errors.ts";
import type { ImageReader, OpenInput } from "../reader.ts";
import { createArrayReader } from "../shared/arrays/arrayReader.ts";
import { openHdf5 } from "../shared/hdf5/node.ts";
import { isImaris, openImaris } from "./imaris/openImaris.ts";

/**
 * Opens an HDF5 file as what its content says that it is, whatever its name.
 * @throws those of `ImageReader`; `unsupported-format` without an image
 */
export async function open({ source, path, signal }: OpenInput): Promise<ImageReader> {
  if (source === null) throw new ZarrdropError("unsupported-format", "A folder is not an HDF5 file.");
  try {
    const root = await openHdf5(source, signal);
    if (!(await isImaris(root, signal)))
      throw new ZarrdropError("unsupported-format", "No image is known in this HDF5 file.");
    const { scenes, ...image } = await openImaris(root, source.name, signal);
    return createArrayReader({ ...image, name: source.name, files: [path] }, scenes);
  } catch (error) {
    throw asReadError(error, source.name);
  }
}
