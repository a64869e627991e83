import { type DataType, itemSize } from "../../../model/dtype.ts";
import { sizeOfShape } from "../../../model/region.ts";

/** Below this, one thread is done with a plane sooner than two would have shared it. */
export const WORTHWHILE_BYTES = 24 * 2 ** 20;
/** Bands per worker: more balance better, but each band border reads a few rows twice. */
export const BANDS_PER_WORKER = 2;
/** Bytes of level 0 that a band is cut towards: a second or two of work, which is what the end of a job costs. */
export const BAND_BYTES = 128 * 2 ** 20;
/** A plane of more bytes than this is cut into bands even where there are units for all workers. */
const LONG_PLANE_BYTES = 512 * 2 ** 20;

/** Whether one plane (the two last axes) takes too long to be lost with a unit. */
export function isLongPlane(shape: readonly number[], dtype: DataType): boolean {
  return sizeOfShape(shape.slice(-2)) * itemSize(dtype) > LONG_PLANE_BYTES;
}
