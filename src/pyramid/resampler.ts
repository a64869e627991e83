import type { PixelArray } from "../model/dtype.ts";
import type { Region } from "../model/region.ts";

/**
 * One step of a pyramid: from an array of `inputShape` to one of `outputShape`. Made by `createResampler`
 * (`pyramid/createResampler.ts`) for a method, a dtype and the two shapes. Pure and synchronous.
 *
 * The result for an output element never depends on how the work was cut into regions.
 */
export interface Resampler {
  /** The smallest box of the input from which `output` (a box of the output array) can be computed. */
  inputRegion(output: Region): Region;
  /**
   * Computes the box `output`. `input` holds, in C order, the box `inputRegion` of the input array, which contains
   * `this.inputRegion(output)`; `target` holds exactly `output`.
   */
  resample(input: PixelArray, inputRegion: Region, target: PixelArray, output: Region): void;
}
