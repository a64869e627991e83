import { assertNever } from "../../model/errors.ts";
import { LIMITS } from "../../model/limits.ts";
import { pixelBytes } from "./container/pixelType.ts";
import type { TileFormat } from "./pixels/tileFormat.ts";

/**
 * Some programs (ZEN 3.0 among them) label sub-blocks as compressed that hold plain pixels (libCZI pull request 48; czifile has met it
 * too): told by a missing signature and by a length that is exactly that of the pixels.
 */
export function isUncompressedAfterAll(data: Uint8Array, format: TileFormat): boolean {
  const { width, height, planes, type, compression } = format;
  if (data.length !== width * height * planes * pixelBytes(type)) return false;
  switch (compression) {
    case "none":
    case "lzw":
      return false;
    case "jpeg":
      return !beginsWith(data, [0xff, 0xd8]);
    case "jpeg-xr":
      return !beginsWith(data, [0x49, 0x49, 0xbc]);
    case "zstd":
      return !beginsWith(data, ZSTD_SIGNATURE);
    case "zstd-with-header":
      return !beginsWith(data.subarray(data[0]), ZSTD_SIGNATURE);
    default:
      return assertNever(compression);
  }
}

const ZSTD_SIGNATURE = [0x28, 0xb5, 0x2f, 0xfd];

function beginsWith(data: Uint8Array, bytes: readonly number[]): boolean {
  return bytes.every((byte, index) => data[index] === byte);
}

/**
 * The size that a tile really has, from the number of its bytes: at the rim of pyramids some programs state a size that was rounded up and
 * store one that was rounded down. Null where one row or column more or less does not explain the number.
 */
export function actualSize(bytes: number, { type, width, height, planes }: TileFormat): TileSize | null {
  const pixel = pixelBytes(type);
  for (const size of [
    { width, height },
    { width, height: height - 1 },
    { width: width - 1, height },
    { width: width - 1, height: height - 1 },
    { width, height: height + 1 },
    { width: width + 1, height },
    { width: width + 1, height: height + 1 },
  ]) {
    if (bytes > 0 && size.width * size.height * planes * pixel === bytes) return size;
  }
  return null;
}

/** Stored pixels. */
export type TileSize = { width: number; height: number };

/** The date that programs write where they have none. */
const NO_YEAR = /^0001-/;

/** A date of the metadata, or null. */
export function knownDate(text: string | null): string | null {
  const date = text?.trim() ?? "";
  return /^\d{4}-\d{2}-\d{2}/.test(date) && !NO_YEAR.test(date) ? date : null;
}

/** The metadata end with zeros in some files. */
export function withoutPadding(text: string): string {
  let end = Math.min(text.length, LIMITS.metadataBytes);
  while (end > 0 && text.charCodeAt(end - 1) === 0) end--;
  return text.slice(0, end);
}
