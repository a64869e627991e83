import { describe, expect, it } from "vitest";
import {
  allFrames,
  byteRow,
  jpegOptions,
  pictureVectors,
  stackedVector,
  type PictureVector,
} from "../../fixtures/pictureVectors.ts";
import { fuzzPictures, type DamagedDecoder } from "../../testing/fuzz/fuzzPictures.ts";
import { crc32 } from "../model/crc32.ts";
import { openApng } from "./apng.ts";
import { decodeBmp } from "./bmp.ts";
import { loadBzip2Decompressor } from "./bzip2.ts";
import type { DecodedPicture } from "./codec.ts";
import { openGif } from "./gif.ts";
import { loadJpegDecoder, readJpegHeader } from "./jpeg.ts";
import { loadJpeg2000Decoder, readJpeg2000Header } from "./jpeg2000.ts";
import { decodeJpegLs, readJpegLsHeader } from "./jpegLs.ts";
import { loadJpegXlDecoder, readJpegXlHeader } from "./jpegXl.ts";
import { loadJpegXrDecoder, readJpegXrHeader } from "./jpegXr.ts";
import { loadLercDecoder, readLercHeader } from "./lerc.ts";
import { loadLzmaDecompressor } from "./lzma.ts";
import type { PictureHeader } from "./pictures.ts";
import { loadPngDecoder } from "./png.ts";
import { loadWebpAnimations, loadWebpDecoder, readWebpHeader } from "./webp.ts";

/**
 * What is damaged, who decodes it, and more copies than how many end as corrupt and as pictures: with fewer the damage would not reach the
 * decoder.
 */
type Damaged = {
  name: string;
  vectors: readonly PictureVector[];
  decode: DamagedDecoder;
  corrupt: number;
  decoded?: number;
};

const [bzip2, jpeg, jpeg2000, jpegXl, jpegXr, lerc, lzma, png, webp, webpAnimations] = await Promise.all([
  loadBzip2Decompressor(),
  loadJpegDecoder(),
  loadJpeg2000Decoder(),
  loadJpegXlDecoder(),
  loadJpegXrDecoder(),
  loadLercDecoder(),
  loadLzmaDecompressor(),
  loadPngDecoder(),
  loadWebpDecoder(),
  loadWebpAnimations(),
]);

/** The same file with right checksums, so that damage reaches the decoder. */
function withChecksums(bytes: Uint8Array): Uint8Array {
  const copy = bytes.slice();
  const view = new DataView(copy.buffer);
  for (let position = 8; position + 12 <= copy.length;) {
    const end = position + 8 + view.getUint32(position);
    if (end + 4 > copy.length) break;
    view.setUint32(end, crc32(copy.subarray(position + 4, end)));
    position = end + 4;
  }
  return copy;
}

/** The picture, which has the size and the type that its header says. */
function asStated(picture: DecodedPicture, { width, height, samples, dtype }: PictureHeader): DecodedPicture {
  expect({ width, height, samples, dtype }).toEqual({
    width: picture.width,
    height: picture.height,
    samples: picture.samples,
    dtype: picture.dtype,
  });
  return picture;
}

const webpVectors = pictureVectors("webp");

const codecs: readonly Damaged[] = [
  {
    name: "animated PNG",
    vectors: pictureVectors("apng").map(stackedVector),
    decode(bytes, _, cap) {
      const opened = openApng(bytes, png, cap);
      return opened === null ? png(bytes, cap) : allFrames(opened);
    },
    corrupt: 100,
  },
  { name: "BMP", vectors: pictureVectors("bmp"), decode: (bytes, _, cap) => decodeBmp(bytes, cap), corrupt: 1000 },
  {
    name: "bzip2",
    vectors: pictureVectors("bzip2").filter(({ width }) => width < 1000),
    decode: (bytes, { width }) => byteRow(bzip2.decode(bytes, width)),
    corrupt: 500,
  },
  {
    name: "GIF",
    vectors: pictureVectors("gif").map(stackedVector),
    decode: (bytes, _, cap) => allFrames(openGif(bytes, cap)),
    corrupt: 1000,
  },
  {
    name: "JPEG",
    vectors: pictureVectors("jpeg"),
    decode(bytes, vector, cap) {
      readJpegHeader(bytes);
      return jpeg(bytes, { ...jpegOptions(vector), ...cap });
    },
    corrupt: 1000,
  },
  {
    name: "JPEG 2000",
    vectors: pictureVectors("jpeg2000"),
    decode(bytes, _, cap) {
      readJpeg2000Header(bytes);
      return jpeg2000(bytes, cap);
    },
    corrupt: 1000,
  },
  {
    name: "JPEG-LS",
    vectors: pictureVectors("jpegls"),
    decode(bytes, _, cap) {
      readJpegLsHeader(bytes);
      return decodeJpegLs(bytes, cap);
    },
    corrupt: 500,
  },
  {
    name: "JPEG XL",
    vectors: pictureVectors("jpegxl"),
    decode(bytes, _, cap) {
      const picture = jpegXl(bytes, cap);
      const header = readJpegXlHeader(bytes);
      expect(picture.bits).toBe(header.bits);
      return asStated(picture, header);
    },
    corrupt: 500,
  },
  {
    name: "JPEG XR",
    vectors: pictureVectors("jpegxr"),
    decode: (bytes, _, cap) => asStated(jpegXr(bytes, cap), readJpegXrHeader(bytes)),
    corrupt: 300,
  },
  {
    name: "LERC",
    vectors: pictureVectors("lerc"),
    decode(bytes, _, cap) {
      // The header of each copy, whatever the decoder says of it.
      try {
        return lerc(bytes, cap);
      } finally {
        readLercHeader(bytes);
      }
    },
    corrupt: 500,
  },
  {
    name: "LZMA",
    vectors: pictureVectors("lzma"),
    decode: (bytes, { width }) => byteRow(lzma.decode(bytes, width)),
    corrupt: 500,
  },
  {
    name: "PNG",
    vectors: pictureVectors("png"),
    decode: (bytes, { options }, cap) => png(withChecksums(bytes), { ...options, ...cap }),
    corrupt: 1000,
    decoded: 100,
  },
  {
    name: "WebP",
    vectors: webpVectors.filter(({ frames }) => frames === undefined),
    decode(bytes, { options }, cap) {
      const picture = asStated(webp(bytes, cap), readWebpHeader(bytes));
      return options["samples"] === undefined ? picture : webp(bytes, { ...options, ...cap });
    },
    corrupt: 300,
  },
  {
    name: "animated WebP",
    vectors: webpVectors.filter(({ frames }) => frames !== undefined).map(stackedVector),
    decode: (bytes, _, cap) => allFrames(webpAnimations(bytes, cap)),
    corrupt: 100,
  },
];

describe("damaged pictures", () => {
  it.each(codecs)(
    "of $name end in a tagged error or in a whole picture",
    ({ vectors, decode, corrupt, decoded = 0 }) => {
      const outcomes = fuzzPictures(vectors, decode);
      expect(outcomes["corrupt"]).toBeGreaterThan(corrupt);
      expect(outcomes["decoded"]).toBeGreaterThan(decoded);
    },
  );
});
