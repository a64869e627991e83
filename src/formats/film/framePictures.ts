import type { ByteSource } from "../../bytes/source.ts";
import type { DecodedPicture } from "../../codecs/codec.ts";
import { loadJpegDecoder, readJpegHeader } from "../../codecs/jpeg.ts";
import type { PictureHeader } from "../../codecs/pictures.ts";
import { loadPngDecoder, readPngHeader } from "../../codecs/png.ts";
import { ZarrdropError } from "../../model/errors.ts";
import { largestHonestBlock } from "../../model/limits.ts";
import type { Film } from "./film.ts";
import type { FrameRange } from "./frameList.ts";

/** The frames of a film that are pictures. */
export type FramePictures = {
  /** What all frames are, by the first that is there. */
  header: PictureHeader;
  decode(range: FrameRange, signal: AbortSignal, room?: Uint8Array<ArrayBuffer>): Promise<DecodedPicture>;
};

/**
 * Makes ready to decode the frames.
 * @throws those of the decoders; `unsupported-feature` for frames of two half pictures
 */
export async function openFramePictures(source: ByteSource, film: Film, signal: AbortSignal): Promise<FramePictures> {
  const isJpeg = film.coding.kind === "jpeg";
  const first = film.frames.firstStored();
  const bytes = await source.read(first.offset, first.length, signal);
  const header: PictureHeader = isJpeg ? readJpegHeader(bytes) : readPngHeader(bytes);
  if (isJpeg && header.height * 2 <= film.height + 1) {
    throw new ZarrdropError(
      "unsupported-feature",
      `${source.name} has frames of two pictures of every other row each.`,
      {
        technical: `${header.width} × ${header.height} of ${film.width} × ${film.height}`,
      },
    );
  }
  const decoder = isJpeg ? await loadJpegDecoder() : await loadPngDecoder();
  return {
    header,
    decode: async ({ offset, length }, ofCall, room) => {
      const frame = await source.read(offset, length, ofCall);
      const picture = decoder(frame, { maximumBytes: largestHonestBlock(length), room });
      checkSame(source.name, header, picture);
      return picture;
    },
  };
}

function checkSame(file: string, header: PictureHeader, picture: DecodedPicture): void {
  const { width, height, samples, dtype } = picture;
  if (width === header.width && height === header.height && samples === header.samples && dtype === header.dtype)
    return;
  throw new ZarrdropError("unsupported-feature", `${file} has frames of different sizes or kinds.`, {
    technical: `${width} × ${height} × ${samples} ${dtype}, ${header.width} × ${header.height} × ${header.samples} ${header.dtype}`,
  });
}
