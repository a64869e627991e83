import { itemSize } from "../../model/dtype.ts";
import { sizeOfShape } from "../../model/region.ts";
import type { RegionSource } from "../pixels/regionSource.ts";

/** Counts the decoded bytes that are asked of sources. */
export class ReadCount {
  bytes = 0;

  /** The source, counted. */
  of(source: RegionSource): RegionSource {
    const itemBytes = itemSize(source.dtype);
    return {
      ...source,
      read: (region, target, signal) => {
        this.bytes += sizeOfShape(region.shape) * itemBytes;
        return source.read(region, target, signal);
      },
      storedBlocks: async (region, signal) => {
        const blocks = (await source.storedBlocks?.(region, signal)) ?? null;
        if (blocks !== null) this.bytes += sizeOfShape(region.shape) * itemBytes;
        return blocks;
      },
    };
  }
}
