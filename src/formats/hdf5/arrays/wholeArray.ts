import type { ArrayScene } from "../../shared/arrays/arrayReader.ts";
import type { Hdf5Dataset } from "../../shared/hdf5/dataset.ts";
import { rawBlockShape } from "../../shared/rawArray.ts";

/** A scene that is one dataset of pixels, its axes in the order in which they are stored. */
export function wholeArray(data: Hdf5Dataset): Pick<ArrayScene, "dtype" | "levels" | "blockShape"> {
  const { shape, chunkShape } = data;
  return {
    // Asked before: it is a dataset of pixels.
    dtype: data.pixelType!.dtype,
    levels: [{ shape, outer: 0, order: shape.map((_, axis) => axis), open: async () => data }],
    blockShape: chunkShape ?? rawBlockShape(shape),
  };
}
