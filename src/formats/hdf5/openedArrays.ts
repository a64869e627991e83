import type { ArrayImage, ArrayScene } from "../shared/arrays/arrayReader.ts";

/** What one kind of HDF5 file holds. */
export type OpenedArrays = Pick<ArrayImage, "format" | "formatName" | "attachments" | "notes"> & {
  scenes: ArrayScene[];
};
