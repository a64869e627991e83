import type { DataType } from "../../../model/dtype.ts";
import type { Compression } from "../container/compression.ts";
import type { PixelType } from "../container/pixelType.ts";

/** What the data of a sub-block become. */
export type TileFormat = {
  compression: Compression;
  type: PixelType;
  /** Stored pixels. */
  width: number;
  height: number;
  /** Planes one after another. */
  planes: number;
  /** The scene's data type, which holds those of the tile. */
  dtype: DataType;
};
