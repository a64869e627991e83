import { ZarrdropError } from "../../../model/errors.ts";
import { LIMITS } from "../../../model/limits.ts";
import { FrameList } from "./frameList.ts";

/** Where the chunks of a file are. */
export class ChunkIndex {
  /** Offsets of the headers of all chunks that occur once, by name without the final "!". */
  readonly named = new Map<string, number>();
  /** `ImageDataSeq|n!`: the frames. */
  readonly frames = new FrameList();
  /** `CustomDataSeq|DownsampledColorData_s|n!`: smaller copies of the frames, by `s`. */
  readonly smaller = new Map<number, FrameList>();
  /** The lowest n of each `…Seq…|n!` of metadata, which goes into `named` under the name without "|n". */
  readonly #lowest = new Map<string, number>();
  #entries = 0;

  /**
   * Takes up a chunk; `name` ends with "!".
   * @throws `limit` when there are too many
   */
  add(name: string, offset: number, size: number, file: string): void {
    if (++this.#entries > LIMITS.linkedEntries) {
      throw new ZarrdropError("limit", `${file} consists of too many pieces.`, { file });
    }
    const bar = name.lastIndexOf("|");
    const number = bar < 0 ? null : chunkNumber(name, bar + 1);
    const stem = number === null ? name.slice(0, -1) : name.slice(0, bar);
    if (number === null) this.named.set(stem, offset);
    else if (stem === "ImageDataSeq") this.frames.add(number, offset, size);
    else if (stem.startsWith(SMALLER)) this.#addSmaller(Number(stem.slice(SMALLER.length)), number, offset, size);
    else if (!stem.startsWith("CustomDataSeq|") && number <= (this.#lowest.get(stem) ?? Infinity)) {
      this.#lowest.set(stem, number);
      this.named.set(stem, offset);
    }
  }

  #addSmaller(side: number, frame: number, offset: number, size: number): void {
    if (!Number.isSafeInteger(side) || side <= 0) return;
    const known = this.smaller.get(side);
    // Each level has half the side of the one before: more than a few dozen are no levels.
    if (known === undefined && this.smaller.size >= 32) return;
    const list = known ?? new FrameList();
    if (known === undefined) this.smaller.set(side, list);
    list.add(frame, offset, size);
  }
}

const SMALLER = "CustomDataSeq|DownsampledColorData_";

/** The decimal number from `start` to the final "!", or null. */
function chunkNumber(name: string, start: number): number | null {
  if (start >= name.length - 1) return null;
  let number = 0;
  for (let at = start; at < name.length - 1; at++) {
    const digit = name.charCodeAt(at) - 0x30;
    if (digit < 0 || digit > 9) return null;
    number = number * 10 + digit;
  }
  return number;
}
