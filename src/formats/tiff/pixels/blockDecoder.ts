import type { PixelArray } from "../../../model/dtype.ts";
import type { BlockBox } from "./blockGrid.ts";

/**
 * Turns the bytes of a block into its pixels: depth × height × width × samples of the box, C order, in the machine's
 * byte order. Keeps nothing of `encoded` and does not change it. `room`: memory that the pixels may be put into, if it
 * is large enough.
 * @throws `corrupt`, `limit`
 */
export type BlockDecoder = (encoded: Uint8Array, box: BlockBox, room?: Uint8Array<ArrayBuffer>) => PixelArray;
