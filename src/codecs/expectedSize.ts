import { largestHonestBlock, LIMITS } from "../model/limits.ts";
import type { AtMost } from "./codec.ts";

/** What is known of a decoded size: the size itself (`largest` is then the same), or only what it may not exceed. */
export type ExpectedSize = { exact: number | undefined; largest: number };

/** What the caller of a decompressor knows of the size, and what holds where nothing is known. */
export function expectedSize(input: Uint8Array, decodedSize: number | AtMost | undefined): ExpectedSize {
  if (typeof decodedSize === "number") return { exact: decodedSize, largest: decodedSize };
  const bound = decodedSize?.atMost ?? largestHonestBlock(input.length);
  return { exact: undefined, largest: Math.min(bound, LIMITS.decodedBlockBytes) };
}
