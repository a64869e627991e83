import { describe, expect, it } from "vitest";
import { expectVector, pictureFile, type PictureVector } from "../../fixtures/pictureVectors.ts";
import type { DecodedPicture } from "../../src/codecs/codec.ts";
import type { PictureHeader, PictureOptions } from "../../src/codecs/pictures.ts";

/** A decoder of one picture a file, and what foreign decoders made of its vectors. */
export type PictureCodec = {
  name: string;
  vectors: readonly PictureVector[];
  /** Who else decoded them. */
  oracle: string;
  /** Decodes a vector's file, with the options that the vector has. */
  decode: (bytes: Uint8Array, options: PictureOptions, vector: PictureVector) => DecodedPicture;
  readHeader: (bytes: Uint8Array) => PictureHeader;
  /** The vector that is cut off, and how many bytes of it are left. */
  cut: { file: string; length: (whole: number) => number };
};

/** The promises of a decoder of still pictures: its oracle's pixels, its header, and a refusal of what is too large or ends too early. */
export function describePictures({ name, vectors, oracle, decode, readHeader, cut }: PictureCodec): void {
  describe(`picture codec: ${name}`, () => {
    it.each(vectors)(`decodes $file as ${oracle} does`, (vector) => {
      expectVector(decode(pictureFile(vector.file), {}, vector), vector);
    });

    it.each(vectors)("reads the header of $file", (vector) => {
      const { width, height, samples, dtype, bits } = vector;
      expect(readHeader(pictureFile(vector.file))).toMatchObject({ width, height, samples, dtype, bits });
    });

    it("refuses a picture above the cap and data that end too early", () => {
      const vector = vectors.find(({ file }) => file === cut.file)!;
      const bytes = pictureFile(cut.file);
      const pixelBytes = decode(bytes, {}, vector).pixels.byteLength;
      const tooLarge = expect.objectContaining({ kind: "limit" });
      expect(() => decode(bytes, { maximumBytes: pixelBytes - 1 }, vector)).toThrow(tooLarge);
      expect(() => decode(bytes.subarray(0, cut.length(bytes.length)), {}, vector)).toThrow(
        expect.objectContaining({ kind: "corrupt" }),
      );
    });
  });
}
