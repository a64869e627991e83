import type { ByteDirectory, ByteSource } from "../bytes/source.ts";
import { readArray } from "../zarr/node.ts";
import { innerChunkShape } from "../zarr/arrayMetadata.ts";
import { ZarrArray } from "../zarr/zarrArray.ts";
import { allocatePixels, bytesOfPixels } from "../model/dtype.ts";
import { ZarrdropError } from "../model/errors.ts";
import { sizeOfShape } from "../model/region.ts";
import { VERSION } from "../model/version.ts";
import type { MetadataReader } from "../store/secondReader/arrayView.ts";
import type { Sink } from "../store/sink.ts";

/** The reader with which this project opens OME-Zarr that is dropped on it: it shares no metadata with the writer, only codecs. */
export const ownReader: MetadataReader = {
  name: `zarrdrop ${VERSION}`,
  async openArray(sink, path, zarrFormat, signal) {
    const directory = sinkDirectory(sink);
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

/** A store in a destination as the readers of formats take files. */
function sinkDirectory(sink: Sink): ByteDirectory {
  return {
    list: () => sink.list(),
    async open(path) {
      const size = await sink.size(path);
      return size === null || size === 0 ? null : sinkFile(sink, path, size);
    },
  };
}

function sinkFile(sink: Sink, path: string, size: number): ByteSource {
  return {
    name: path,
    size,
    async read(offset, length) {
      const bytes = length === 0 ? new Uint8Array() : await sink.read(path, { offset, length });
      if (bytes?.length === length) return bytes;
      throw new ZarrdropError("corrupt", `${path} ends too early.`, { file: path });
    },
  };
}
