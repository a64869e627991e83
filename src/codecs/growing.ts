import { LIMITS } from "../model/limits.ts";
import { KERNEL_RESULT, type KernelSession } from "./kernel.ts";

/** Room to begin with where nothing states the decoded size. */
const SMALLEST_ROOM = 2 ** 16;
const USUAL_RATIO = 4;

/** Where decoded bytes lie, and how many. `full`: there is more than was asked for. */
export type Decoded = { target: number; size: number; full: boolean };

/**
 * Decodes into room for `decodedSize` bytes; without one, into room that starts with `guess` bytes and doubles until the data fits,
 * up to `largestRatio` times the input and `limits.decodedBlockBytes`. `decode` fills `capacity` bytes at `target` and returns
 * the decoded size, or `KERNEL_RESULT.noSpace`.
 */
export function decodeGrowing(
  session: KernelSession,
  decodedSize: number | undefined,
  largestRatio: number,
  decode: (target: number, capacity: number) => number,
  guess: number = session.length * USUAL_RATIO,
): Decoded {
  const largest = decodedSize ?? Math.min(session.length * largestRatio, LIMITS.decodedBlockBytes);
  let capacity = decodedSize ?? Math.min(Math.max(guess, SMALLEST_ROOM), largest);
  for (;;) {
    const target = session.allocate(capacity);
    const result = decode(target, capacity);
    if (result !== KERNEL_RESULT.noSpace) return { target, size: session.check(result), full: false };
    if (capacity === largest) return { target, size: capacity, full: true };
    session.free(target);
    capacity = Math.min(capacity * 2, largest);
  }
}
