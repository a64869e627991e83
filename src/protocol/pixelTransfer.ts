import { transfer } from "comlink";
import type { LevelPixels } from "./api.ts";

/**
 * Marks pixels to be moved to the other thread instead of copied; the sender's array is empty afterwards. The array must own
 * its whole buffer.
 */
export function transferPixels<Answer extends LevelPixels>(answer: Answer): Answer {
  return transfer(answer, [answer.pixels.buffer]);
}
