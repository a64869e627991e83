import { readArray } from "../../zarr/node.ts";
import { innerChunkShape } from "../../zarr/arrayMetadata.ts";
import { ZarrArray } from "../../zarr/zarrArray.ts";
import { allocatePixels, bytesOfPixels } from "../../model/dtype.ts";
import { sizeOfShape } from "../../model/region.ts";
import { VERSION } from "../../model/version.ts";
import type { MetadataReader } from "../../store/secondReader/arrayView.ts";
import { storeFiles } from "../../store/storeFiles.ts";

/** The reader with which this project opens OME-Zarr that is dropped on it: by the metadata that are there, not by the plan. */
export const ownReader: MetadataReader = {
  name: `zarrdrop ${VERSION}`,
  async openArray(sink, path, zarrFormat, signal) {
    const directory = storeFiles(sink);
    const metadata = await readArray(directory, path, zarrFormat, signal);
    const array = new ZarrArray(directory, metadata);
    const chunkShape = innerChunkShape(metadata);
    return {
      shape: metadata.shape,
      chunkShape,
      dtype: metadata.dtype,
      fillsWithZero: metadata.fill.every((value) => Object.is(value, 0) || value === 0n),
      dimensionNames: metadata.dimensionNames,
      async readChunk(chunkIndex, inner = signal) {
        const pixels = allocatePixels(metadata.dtype, sizeOfShape(chunkShape));
        const start = chunkIndex.map((at, axis) => at * chunkShape[axis]!);
        await array.readRegion({ start, shape: chunkShape }, pixels, inner);
        return bytesOfPixels(pixels);
      },
    };
  },
};
