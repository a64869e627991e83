import { itemSize, type DataType } from "../model/dtype.ts";
import { ZarrdropError } from "../model/errors.ts";
import { announceWork } from "../model/lifeSigns.ts";
import { LIMITS } from "../model/limits.ts";
import type { DecodedPicture } from "./codec.ts";

/** What a picture is before it is decoded: read from its header in a few steps, without any pixel. */
export type PictureHeader = {
  width: number;
  height: number;
  /** Samples per pixel of the decoded picture, interleaved. */
  samples: number;
  dtype: DataType;
  /** Bits that carry data. */
  bits: number;
};

/** What every picture decoder takes. */
export type PictureOptions = {
  /** Cap on the bytes of the decoded pixels, checked before decoding; default and highest value `LIMITS.decodedBlockBytes`. */
  maximumBytes?: number;
  /** Memory that the caller lends; if it is large enough the pixels may be at its beginning, else they have a buffer of their own. */
  room?: Uint8Array<ArrayBuffer> | undefined;
};

/**
 * A loaded decoder: synchronous, keeps nothing of `bytes`, returns pixels in a buffer of their own or in the room that
 * was lent. A failure leaves it ready for the next picture.
 * @throws `corrupt` for bad or truncated data, `unsupported-feature`, `limit`, `memory`
 */
export type PictureDecoder<Options extends PictureOptions = PictureOptions> = (
  bytes: Uint8Array,
  options?: Options,
) => DecodedPicture;

/** A picture file with several frames of one size (GIF, WebP, APNG). */
export interface Animation {
  /** One composed frame. */
  readonly header: PictureHeader;
  readonly frames: number;
  /** Seconds for which each frame is shown; 0 where the file does not say. */
  readonly durations: readonly number[];
  /**
   * The composed frame. Frames are composed one on another: going forward is cheap, going back starts again at the
   * first.
   * @throws those of a `PictureDecoder`; `internal` for an index outside
   */
  frame(index: number): DecodedPicture;
}

/** The error for data that contradict themselves or end too early; `reason` completes the sentence "… because". */
export function corruptPicture(name: string, reason: string): ZarrdropError {
  return new ZarrdropError("corrupt", `The ${name} data are damaged and cannot be decoded: ${reason}.`);
}

/** The error for a picture of a kind that is not read. */
export function unsupportedPicture(name: string, what: string): ZarrdropError {
  return new ZarrdropError("unsupported-feature", `This kind of ${name} picture cannot be read: ${what}.`);
}

/** The cap that the options set, in bytes. */
export function pictureCap(options: PictureOptions): number {
  return Math.min(options.maximumBytes ?? LIMITS.decodedBlockBytes, LIMITS.decodedBlockBytes);
}

/**
 * Checks a header against the caps, so that nothing is allocated for a size that a file only claims; the picture is
 * decoded next. Returns the bytes of the decoded pixels.
 * @throws `corrupt` for an empty picture, `limit`
 */
export function checkPictureSize(name: string, header: PictureHeader, options: PictureOptions): number {
  const bytes = header.width * header.height * header.samples * itemSize(header.dtype);
  if (!(bytes > 0)) throw corruptPicture(name, "it has no pixels");
  const cap = pictureCap(options);
  if (bytes > cap) {
    throw new ZarrdropError(
      "limit",
      `A ${name} picture would take ${bytes} bytes when decoded; at most ${cap} are allowed here.`,
    );
  }
  announceWork(bytes);
  return bytes;
}
