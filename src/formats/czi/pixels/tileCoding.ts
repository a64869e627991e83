import type { ByteFilter } from "../../../codecs/byteFilters.ts";
import { itemSize } from "../../../model/dtype.ts";
import type { CodedData } from "../../shared/storedBlock.ts";
import type { TileFormat } from "./tileFormat.ts";

/** The header before the frame of "zstd1" is so long: alone, or with a chunk that says how numbers are packed. */
const HEADER_BYTES = { plain: 1, withPacking: 3 };

/**
 * How the kernel alone makes pixels of a tile's data, without what `decodeTile.ts` does for tiles that are not as they should be: null for
 * data with a header that says nothing known. Null for tiles of several samples or planes, of another type than the scene's, and pictures.
 */
export function tileCoding(format: TileFormat): ((data: Uint8Array) => CodedData | null) | null {
  const { compression, type, dtype, width, height, planes } = format;
  if (type.samples > 1 || planes > 1 || type.dtype !== dtype) return null;
  const decodedBytes = width * height * itemSize(dtype);
  const coded = (id: "none" | "zstd" | "lzw", data: Uint8Array, filters: ByteFilter[] = []): CodedData => ({
    data,
    coding: { configuration: { id }, filters, decodedBytes },
  });
  switch (compression) {
    case "none":
    case "lzw":
    case "zstd":
      return (data) => coded(compression, data);
    case "zstd-with-header":
      return (data) => {
        const [length, chunk, packing] = data;
        if (length === HEADER_BYTES.plain) return coded("zstd", data.subarray(length));
        if (length !== HEADER_BYTES.withPacking || chunk !== 1) return null;
        const filters: ByteFilter[] = (packing! & 1) === 1 ? [{ id: "unshuffle", itemBytes: 2 }] : [];
        return coded("zstd", data.subarray(length), filters);
      };
    case "jpeg":
    case "jpeg-xr":
      return null;
  }
}
