import type { ExpectedSize } from "./expectedSize.ts";
import { KERNEL_RESULT } from "./kernelExports.ts";
import type { KernelSession } from "./kernelSession.ts";

/** Room to begin with where nothing states the decoded size. */
const SMALLEST_ROOM = 2 ** 16;
const USUAL_RATIO = 4;

/** Where decoded bytes lie, and how many. `full`: there is more than was asked for. */
export type Decoded = { target: number; size: number; full: boolean };

/**
 * Decodes into room for the exact size; where it is not known, into room that starts with `guess` bytes and doubles until the data fits,
 * up to `largestRatio` times the input and the largest size expected. `decode` fills `capacity` bytes at `target` and returns
 * the decoded size, or `KERNEL_RESULT.noSpace`.
 */
export function decodeGrowing(
  session: KernelSession,
  expected: ExpectedSize,
  largestRatio: number,
  decode: (target: number, capacity: number) => number,
  guess: number = session.length * USUAL_RATIO,
): Decoded {
  const largest = expected.exact ?? Math.min(session.length * largestRatio, expected.largest);
  let capacity = expected.exact ?? Math.min(Math.max(guess, SMALLEST_ROOM), largest);
  for (;;) {
    const target = session.allocate(capacity);
    const result = decode(target, capacity);
    if (result !== KERNEL_RESULT.noSpace) return { target, size: session.check(result), full: false };
    if (capacity === largest) return { target, size: capacity, full: true };
    session.free(target);
    capacity = Math.min(capacity * 2, largest);
  }
}
