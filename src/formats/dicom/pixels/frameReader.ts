import { forEachAtOnce } from "../../../bytes/atOnce.ts";
import { createBlockCache } from "../../../bytes/blockCache.ts";
import type { ByteRange } from "../../../bytes/range.ts";
import { readMany } from "../../../bytes/readMany.ts";
import { SharedWork } from "../../../bytes/sharedWork.ts";
import type { ByteSource } from "../../../bytes/source.ts";
import { throwIfAborted } from "../../../bytes/abort.ts";
import type { PixelArray } from "../../../model/dtype.ts";
import { type FrameDecoder, type FrameForm, frameBits, loadFrameDecoder } from "./decodeFrame.ts";
import { type EncodedPixels, type FrameIndex, frameRange, joinItems, readFrameIndex } from "./frameIndex.ts";

/** The frames of an instance, and where they are. `encoded`: in items; null where they follow one another from `offset` on. */
export type StoredFrames = {
  source: ByteSource;
  offset: number;
  form: FrameForm;
  encoded: Pick<EncodedPixels, "tables" | "frames"> | null;
};

/** Frames decoded at the same time in instances of their own. */
const INSTANCES_AT_ONCE = 4;

/** A frame that is wanted, of the instance of a number. `isPart`: something of it is not, and may be wanted soon. */
export type WantedFrame = { instance: number; frame: number; isPart: boolean };

/** Reads and decodes frames of some instances, and keeps those that were wanted in part. */
export class FrameReader {
  readonly #instances: readonly StoredFrames[];
  readonly #indices: readonly SharedWork<FrameIndex>[];
  readonly #decoders: readonly SharedWork<FrameDecoder>[];
  readonly #cache = createBlockCache<string, PixelArray>();

  constructor(instances: readonly StoredFrames[]) {
    this.#instances = instances;
    this.#indices = instances.map((each) => new SharedWork((signal) => indexOf(each, signal)));
    this.#decoders = instances.map(({ form }) => new SharedWork(() => loadFrameDecoder(form)));
  }

  /**
   * Gives each frame to `use`, in any order: rows × columns × samples, which must not be changed or kept.
   * @throws those of `ImageReader`
   */
  async read<Wanted extends WantedFrame>(
    wanted: readonly Wanted[],
    use: (wanted: Wanted, pixels: PixelArray) => void,
    signal: AbortSignal,
  ): Promise<void> {
    const byInstance = new Map<number, Wanted[]>();
    for (const each of wanted) {
      const kept = this.#cache.get(`${each.instance} ${each.frame}`);
      if (kept !== undefined) use(each, kept);
      else {
        const list = byInstance.get(each.instance);
        if (list === undefined) byInstance.set(each.instance, [each]);
        else list.push(each);
      }
    }
    const readAll = ([instance, list]: [number, Wanted[]]) => this.#readOf(instance, list, use, signal);
    await forEachAtOnce(byInstance, readAll, { atOnce: INSTANCES_AT_ONCE, signal });
  }

  async #readOf<Wanted extends WantedFrame>(
    instance: number,
    wanted: readonly Wanted[],
    use: (wanted: Wanted, pixels: PixelArray) => void,
    signal: AbortSignal,
  ): Promise<void> {
    // The caller counts instances.
    const { source, encoded, offset, form } = this.#instances[instance]!;
    const decode = await this.#decoders[instance]!.get(signal);
    const index = encoded === null ? null : await this.#indices[instance]!.get(signal);
    const ranges = wanted.map(({ frame }) => {
      return index === null ? nativeRange(offset, frameBits(form), frame) : frameRange(index, frame, source);
    });
    for await (const result of readMany(source, ranges, signal)) {
      throwIfAborted(signal);
      const { frame, isPart } = wanted[result.index]!;
      const stored = index === null ? result.bytes : joinItems(result.bytes, source);
      const pixels = decode(stored, frame);
      use(wanted[result.index]!, pixels);
      if (isPart) this.#cache.put(`${instance} ${frame}`, pixels);
    }
  }
}

async function indexOf({ source, offset, encoded }: StoredFrames, signal: AbortSignal): Promise<FrameIndex> {
  // Asked for where frames are encoded only.
  return readFrameIndex({ source, offset, ...encoded! }, signal);
}

/** Frames of single bits begin within bytes. */
function nativeRange(offset: number, bits: number, frame: number): ByteRange {
  const first = Math.floor((frame * bits) / 8);
  return { offset: offset + first, length: Math.ceil(((frame + 1) * bits) / 8) - first };
}
