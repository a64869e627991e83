import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { allFrames, sha256 } from "../../fixtures/pictureVectors.ts";
import { decodeBmp } from "./bmp.ts";
import type { DecodedPicture } from "./codec.ts";
import { openGif } from "./gif.ts";
import { loadJpegDecoder } from "./jpeg.ts";
import { loadJpegXrDecoder, type JpegXrPicture } from "./jpegXr.ts";
import { loadPngDecoder } from "./png.ts";
import { loadWebpAnimations } from "./webp.ts";

/**
 * Whole picture files against the foreign readers' hashes in the shared samples: only where these are there.
 */
const SAMPLES = new URL("../../../shared/samples/", import.meta.url);
const here = existsSync(SAMPLES);

type Oracle = { files: Record<string, { reader: string; scenes?: { sha256?: string }[] }[]> };

function oracle(): Oracle {
  // Written by the oracle's own script in this shape.
  return here ? (JSON.parse(readFileSync(new URL("ORACLE.json", SAMPLES), "utf8")) as Oracle) : { files: {} };
}

const files = Object.entries(oracle().files).flatMap(([path, readers]) => {
  const sha = readers.find((reader) => reader.reader === "bioio_imageio" || reader.reader.startsWith("imagecodecs"))
    ?.scenes?.[0]?.sha256;
  return sha === undefined ? [] : [{ path, sha }];
});

function having(extension: string): { path: string; sha: string }[] {
  return files.filter(({ path }) => path.startsWith("imageio/") && path.endsWith(extension));
}

function expectOracle(path: string, sha: string, decode: (bytes: Uint8Array) => DecodedPicture): void {
  expect(sha256(decode(new Uint8Array(readFileSync(new URL(path, SAMPLES))))), path).toBe(sha);
}

/** The reference keeps 16 bits of gray PNG only: of colours it takes the upper byte. */
function upperBytes(picture: DecodedPicture): DecodedPicture {
  if (!(picture.pixels instanceof Uint16Array) || picture.samples === 1) return picture;
  return { ...picture, dtype: "uint8", bits: 8, pixels: Uint8Array.from(picture.pixels, (value) => value >> 8) };
}

/** imagecodecs exchanges blue and red. */
function redFirst(picture: JpegXrPicture): DecodedPicture {
  const { samples, blueFirst } = picture;
  if (!blueFirst) return picture;
  const pixels = picture.pixels.slice();
  for (let at = 0; at < pixels.length; at += samples) [pixels[at], pixels[at + 2]] = [pixels[at + 2]!, pixels[at]!];
  return { ...picture, pixels };
}

describe.skipIf(!here)("sample pictures, as the reference reads them", async () => {
  const jpeg = await loadJpegDecoder();
  const webp = await loadWebpAnimations();
  const png = await loadPngDecoder();
  it.each(having(".png"))("$path", ({ path, sha }) => expectOracle(path, sha, (bytes) => upperBytes(png(bytes))));
  it.each(having(".jpg"))("$path", ({ path, sha }) => expectOracle(path, sha, jpeg));
  it.each(having(".webp"))("$path", ({ path, sha }) => expectOracle(path, sha, (bytes) => allFrames(webp(bytes))));
  it.each(having(".gif"))("$path", ({ path, sha }) => expectOracle(path, sha, (bytes) => allFrames(openGif(bytes))));
  const jpegXr = await loadJpegXrDecoder();
  it.each(files.filter(({ path }) => path.endsWith(".jxr")))("$path", ({ path, sha }) =>
    expectOracle(path, sha, (bytes) => redFirst(jpegXr(bytes))),
  );
  it.each(having(".bmp"))("$path", ({ path, sha }) => expectOracle(path, sha, decodeBmp));
});
