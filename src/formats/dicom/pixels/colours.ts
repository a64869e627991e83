import type { PixelArray } from "../../../model/dtype.ts";
import { ZarrdropError } from "../../../model/errors.ts";
import type { DataSet } from "../dataset/dataSet.ts";
import { TAGS } from "../dataset/tags.ts";
import type { PixelFormat } from "./pixelFormat.ts";

/** Colours of a palette, one after the other, red, green and blue together (PS3.3, C.7.9). */
export type Palette = { first: number; entries: number; colours: Uint8Array | Uint16Array };

const DESCRIPTORS = [
  TAGS.RedPaletteColorLookupTableDescriptor,
  TAGS.GreenPaletteColorLookupTableDescriptor,
  TAGS.BluePaletteColorLookupTableDescriptor,
];
const TABLES = [
  TAGS.RedPaletteColorLookupTableData,
  TAGS.GreenPaletteColorLookupTableData,
  TAGS.BluePaletteColorLookupTableData,
];

/** The palette of an image whose pixels are numbers of colours; null where it has none that can be read (segmented ones are not). */
export function paletteOf(data: DataSet, littleEndian: boolean): Palette | null {
  const described = DESCRIPTORS.map((tag) => data.numbers(tag));
  const [count = 0, first = 0, bits = 0] = described[0]!;
  const entries = count === 0 ? 65_536 : count;
  if (described.some((each) => each[0] !== count || each[2] !== bits) || (bits !== 8 && bits !== 16)) return null;
  const colours = bits === 8 ? new Uint8Array(entries * 3) : new Uint16Array(entries * 3);
  for (const [sample, tag] of TABLES.entries()) {
    const bytes = data.bytes(tag);
    if (bytes === null || bytes.length < entries) return null;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    // Entries of 8 bits lie in bytes, or alone in words.
    const isWords = bytes.length >= entries * 2;
    if (bits === 16 && !isWords) return null;
    for (let entry = 0; entry < entries; entry++) {
      colours[entry * 3 + sample] = isWords ? view.getUint16(entry * 2, littleEndian) : bytes[entry]!;
    }
  }
  return { first, entries, colours };
}

/** Numbers of colours as these colours; numbers outside of the palette mean its ends. */
export function applyPalette(numbers: PixelArray, { first, entries, colours }: Palette): PixelArray {
  // An array of the same type, which TypeScript cannot tell of a union.
  const target =
    colours instanceof Uint8Array ? new Uint8Array(numbers.length * 3) : new Uint16Array(numbers.length * 3);
  for (let at = 0; at < numbers.length; at++) {
    const entry = Math.min(entries - 1, Math.max(0, Number(numbers[at]) - first)) * 3;
    target[at * 3] = colours[entry]!;
    target[at * 3 + 1] = colours[entry + 1]!;
    target[at * 3 + 2] = colours[entry + 2]!;
  }
  return target;
}

/** Y, Cb and Cr in their full range become red, green and blue, in place (PS3.3, C.7.6.3.1.2). */
export function rgbOfYbr(pixels: PixelArray, stored: number): void {
  if (!(pixels instanceof Uint8Array || pixels instanceof Uint16Array)) {
    throw new ZarrdropError("unsupported-feature", "Colours of more than 16 bits, or with a sign, are not read.");
  }
  const middle = 2 ** (stored - 1);
  const most = 2 ** stored - 1;
  const clamped = (value: number): number => Math.min(most, Math.max(0, Math.floor(value + 0.5)));
  for (let at = 0; at + 2 < pixels.length; at += 3) {
    const y = pixels[at]!;
    const blue = pixels[at + 1]! - middle;
    const red = pixels[at + 2]! - middle;
    pixels[at] = clamped(y + 1.402 * red);
    pixels[at + 1] = clamped(y - ((0.114 * 1.772) / 0.587) * blue - ((0.299 * 1.402) / 0.587) * red);
    pixels[at + 2] = clamped(y + 1.772 * blue);
  }
}

/** Pairs of pixels (Y, Y, Cb, Cr) as pixels of three samples. */
export function fullSamples(pairs: PixelArray, target: PixelArray): void {
  for (let from = 0, to = 0; to + 5 < target.length; from += 4, to += 6) {
    target[to] = pairs[from]!;
    target[to + 3] = pairs[from + 1]!;
    target[to + 1] = target[to + 4] = pairs[from + 2]!;
    target[to + 2] = target[to + 5] = pairs[from + 3]!;
  }
}

/** Values without the bits around them, their sign where the type has it, in place. */
export function tightenBits(values: PixelArray, { allocated, stored, highBit, signed }: PixelFormat): void {
  if (values instanceof BigInt64Array || values instanceof BigUint64Array) {
    throw new ZarrdropError("unsupported-feature", "Values of 64 bits of which only a part carries data are not read.");
  }
  const left = 31 - highBit;
  const right = 32 - stored;
  if (signed) for (let at = 0; at < values.length; at++) values[at] = (values[at]! << left) >> right;
  else if (allocated < 32 || stored < 32) {
    for (let at = 0; at < values.length; at++) values[at] = (values[at]! << left) >>> right;
  }
}
