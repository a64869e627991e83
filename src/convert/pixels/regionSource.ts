import type { StoredBlock } from "../../formats/shared/storedBlock.ts";
import type { DataType, PixelArray } from "../../model/dtype.ts";
import type { Region } from "../../model/region.ts";

/**
 * A pyramid level as the engine reads it: pixels in the output's axes, the source's data type. Level 0 comes from a reader
 * (`readerSource.ts`), the first level of a second stage from the store itself (`storeSource.ts`).
 */
export interface RegionSource {
  readonly dtype: DataType;
  /** Length per output axis: the data that will be written, without what stays empty. */
  readonly shape: readonly number[];
  /** The block that costs one decode, per output axis. */
  readonly blockShape: readonly number[];
  /**
   * Fills `target` with the box, C order.
   * @throws as `ImageReader.readRegion`
   */
  read(region: Region, target: PixelArray, signal: AbortSignal): Promise<void>;
  /** As `ImageReader.storedBlocks`, of a box of one plane (the two last axes). */
  storedBlocks?(region: Region, signal: AbortSignal): Promise<StoredBlock[] | null>;
}
