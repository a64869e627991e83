import { writeFileSync } from "node:fs";
import { deflateSync } from "node:zlib";
import { tiffBytes } from "../../fixtures/tiffBytes.ts";

/** What a TIFF is made of whose memory is to be measured: planes of camera-like pixels. */
export type MeasuredTiff = {
  side: number;
  planes: number;
  /** Axes before y and x as ImageJ counts them, the first varying fastest; all planes are slices where nothing is said. */
  counts?: { channels: number; slices: number };
  type?: "uint8" | "uint16" | "float32";
  samples?: 1 | 3;
  /** Side of a tile; without it a plane is one strip. */
  tile?: number;
  compression?: "none" | "lzw" | "deflate";
};

const COMPRESSIONS = { none: 1, lzw: 5, deflate: 8 };
const VALUES = {
  uint8: { bytes: 1, format: 1, array: Uint8Array },
  uint16: { bytes: 2, format: 1, array: Uint16Array },
  float32: { bytes: 4, format: 3, array: Float32Array },
};

/** Writes such a file: with noise that compresses to about half, always the same. */
export function writeMeasuredTiff(path: string, tiff: MeasuredTiff): void {
  const { side, planes, tile } = tiff;
  const blocksAcross = tile === undefined ? 1 : Math.ceil(side / tile);
  const blocks = Array.from({ length: planes * blocksAcross ** 2 }, (_, at) => encodedBlock(tiff, at + 1));
  const lengths = blocks.map(({ length }) => length);
  const headBytes = tiffBytes(directoriesOf(tiff, lengths, 0)).length;
  writeFileSync(path, Buffer.concat([tiffBytes(directoriesOf(tiff, lengths, headBytes)), ...blocks]));
}

function encodedBlock({ side, tile, type = "uint16", samples = 1, compression = "none" }: MeasuredTiff, seed: number) {
  const width = tile ?? side;
  const pixels = noise(width, width * width * samples, type, seed);
  if (compression === "deflate") return deflateSync(pixels, { level: 1 });
  return compression === "lzw" ? lzwLiterals(pixels) : pixels;
}

function noise(width: number, values: number, type: keyof typeof VALUES, seed: number): Uint8Array {
  const pixels = new VALUES[type].array(values);
  let state = seed;
  for (let at = 0; at < values; at++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const slope = (at % width) >> 4;
    pixels[at] =
      type === "uint8" ? (slope >> 2) + (state >>> 28) : 300 + slope + (state >>> 26) / (type === "float32" ? 3 : 1);
  }
  return new Uint8Array(pixels.buffer);
}

/** TIFF's LZW as it is without a match: bytes as codes of 9 bits, and a new table before codes get longer. */
function lzwLiterals(bytes: Uint8Array): Uint8Array {
  const CLEAR = 256;
  const END = 257;
  const out = new Uint8Array(Math.ceil(bytes.length * 1.14) + 16);
  let bits = 0;
  const put = (code: number): void => {
    const at = bits >> 3;
    const word = code << (7 - (bits & 7));
    out[at]! |= word >> 8;
    out[at + 1]! |= word & 255;
    bits += 9;
  };
  for (let at = 0; at < bytes.length; at++) {
    if (at % 240 === 0) put(CLEAR);
    put(bytes[at]!);
  }
  put(END);
  return out.subarray(0, (bits + 7) >> 3);
}

type Directory = Parameters<typeof tiffBytes>[0][number];

function directoriesOf(tiff: MeasuredTiff, lengths: readonly number[], first: number): Directory[] {
  const { side, planes, counts, type = "uint16", samples = 1, tile, compression = "none" } = tiff;
  const perPlane = lengths.length / planes;
  let offset = first;
  const offsets = lengths.map((length) => (offset += length) - length);
  const { channels, slices } = counts ?? { channels: 1, slices: planes };
  const description = `ImageJ=1.53\nimages=${planes}\nchannels=${channels}\nslices=${slices}\nhyperstack=true\n`;
  return Array.from({ length: planes }, (_, plane): Directory => {
    const own = (list: readonly number[]): { type: "long"; values: number[] } => ({
      type: "long",
      values: list.slice(plane * perPlane, (plane + 1) * perPlane),
    });
    const short = (...values: number[]): { type: "short"; values: number[] } => ({ type: "short", values });
    const each = (value: number) => short(...Array<number>(samples).fill(value));
    return {
      256: { type: "long", values: [side] },
      257: { type: "long", values: [side] },
      258: each(VALUES[type].bytes * 8),
      259: short(COMPRESSIONS[compression]),
      262: short(samples === 3 ? 2 : 1),
      ...(plane === 0 && samples === 1 ? { 270: { type: "ascii" as const, text: description } } : {}),
      ...(tile === undefined ? { 273: own(offsets) } : {}),
      277: short(samples),
      ...(tile === undefined ? { 278: { type: "long" as const, values: [side] }, 279: own(lengths) } : {}),
      ...(tile === undefined ? {} : { 322: short(tile), 323: short(tile), 324: own(offsets), 325: own(lengths) }),
      339: each(VALUES[type].format),
    };
  });
}
