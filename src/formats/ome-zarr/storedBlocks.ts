import { lanes } from "../../model/dtype.ts";
import type { Region } from "../../model/region.ts";
import { innerChunkShape } from "../../zarr/arrayMetadata.ts";
import type { ZarrArray } from "../../zarr/zarrArray.ts";
import type { StoredBlock } from "../shared/storedBlock.ts";

/** The chunks of a box of one plane: `ImageReader.storedBlocks`. Null where chunks hold more than one plane. */
export async function storedBlocksOf(
  array: ZarrArray,
  region: Region,
  signal: AbortSignal,
): Promise<StoredBlock[] | null> {
  const { metadata } = array;
  const shape = innerChunkShape(metadata);
  const isPlanes = shape.length >= 2 && shape.slice(0, -2).every((length) => length === 1);
  if (!isPlanes || lanes(metadata.dtype) > 1) return null;
  const found = await array.storedChunks(region, signal);
  if (found === null) return null;
  const [top, left] = region.start.slice(-2) as [number, number];
  const rowValues = shape.at(-1)!;
  return found.chunks.map(({ box, part, stored }) => {
    const [y, x] = part.start.slice(-2) as [number, number];
    const [rows, columns] = part.shape.slice(-2) as [number, number];
    const skipped = (y - box.start.at(-2)!) * rowValues + x - box.start.at(-1)!;
    const place = { skipped, y: y - top, x: x - left, rows, columns };
    return { stored, coding: found.coding, rowValues, parts: [place] };
  });
}
