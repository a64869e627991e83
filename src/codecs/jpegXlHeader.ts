import type { DataType } from "../model/dtype.ts";
import { corruptPicture, unsupportedPicture, type PictureHeader } from "./pictures.ts";

/** What the headers of a JPEG XL codestream say. */
export type JpegXlHeader = PictureHeader & {
  /** Samples of colour: 1 or 3; the others are extra channels. */
  colours: number;
  /** There are several frames, of which only the first is decoded. */
  animated: boolean;
};

/** One of four ways to write a number: a constant, or so many bits plus an offset. */
type Choice = { bits: number; offset: number };

function constant(offset: number): Choice {
  return { bits: 0, offset };
}

function plus(offset: number, bits: number): Choice {
  return { bits, offset };
}

const ENUMERATION = [constant(0), constant(1), plus(2, 4), plus(18, 6)];
const SIZE = [plus(1, 9), plus(1, 13), plus(1, 18), plus(1, 30)];
const RATIOS = [
  [1, 1],
  [12, 10],
  [4, 3],
  [3, 2],
  [16, 9],
  [5, 4],
  [2, 1],
] as const;
const ALPHA = 0;
const SPOT_COLOUR = 2;
const COLOUR_FILTER_ARRAY = 5;

/** Bits of the codestream, lowest first (ISO/IEC 18181-1, section 4). */
class Bits {
  readonly #bytes: Uint8Array;
  #position = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  read(count: number): number {
    let value = 0;
    for (let bit = 0; bit < count; bit++, this.#position++) {
      const byte = this.#bytes[this.#position >> 3];
      if (byte === undefined) throw corruptPicture("JPEG XL", "its header ends too early");
      value += ((byte >> (this.#position & 7)) & 1) * 2 ** bit;
    }
    return value;
  }

  flag(): boolean {
    return this.read(1) === 1;
  }

  choose(choices: readonly Choice[]): number {
    const { bits, offset } = choices[this.read(2)]!;
    return offset + this.read(bits);
  }
}

/**
 * Reads the size, bit depth and channels of a JPEG XL picture, a raw codestream or in its container, from its first
 * bytes (ISO/IEC 18181-1, annexes A.3 and A.4).
 * @throws `corrupt`, `unsupported-feature` for integers of more than 16 bits
 */
export function readJpegXlHeader(bytes: Uint8Array): JpegXlHeader {
  const bits = new Bits(findCodestream(bytes));
  bits.read(16); // the signature
  const size = readSize(bits);
  let colours = 3;
  let samples = 3;
  let depth = { bits: 8, float: false };
  let turned = false;
  let animated = false;
  if (!bits.flag()) {
    if (bits.flag()) {
      turned = bits.read(3) >= 4;
      if (bits.flag()) readSize(bits);
      if (bits.flag()) skipPreview(bits);
      animated = bits.flag();
      if (animated) skipAnimation(bits);
    }
    depth = readDepth(bits);
    bits.read(1); // 16-bit buffers are enough
    const extras = bits.choose([constant(0), constant(1), plus(2, 4), plus(1, 12)]);
    for (let extra = 0; extra < extras; extra++) skipExtraChannel(bits);
    bits.read(1); // XYB
    // The default colours are RGB; otherwise there is a flag for a profile, and then the colour space: 1 is gray.
    const hasDefaultColours = bits.flag();
    if (!hasDefaultColours) {
      bits.read(1);
      if (bits.choose(ENUMERATION) === 1) colours = 1;
    }
    samples = colours + extras;
  }
  if (!depth.float && depth.bits > 16) throw unsupportedPicture("JPEG XL", "it has integers of more than 16 bits");
  const [width, height] = turned ? [size.height, size.width] : [size.width, size.height];
  return { width, height, samples, colours, dtype: typeOf(depth), bits: depth.bits, animated };
}

function typeOf({ bits, float }: { bits: number; float: boolean }): DataType {
  if (float) return bits <= 16 ? "float16" : "float32";
  return bits <= 8 ? "uint8" : "uint16";
}

function findCodestream(bytes: Uint8Array): Uint8Array {
  if (bytes[0] === 0xff && bytes[1] === 0x0a) return bytes;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 12 || view.getUint32(4) !== 0x4a584c20) {
    throw corruptPicture("JPEG XL", "it does not begin like a JPEG XL picture");
  }
  for (let position = 0; position + 8 <= bytes.length;) {
    const name = String.fromCharCode(...bytes.subarray(position + 4, position + 8));
    const short = view.getUint32(position);
    const body = position + (short === 1 ? 16 : 8);
    if (body > bytes.length || short === 0) break;
    // A part of the codestream begins with its number.
    if (name === "jxlc" || name === "jxlp") return startOf(bytes.subarray(body + (name === "jxlp" ? 4 : 0)));
    position += Math.max(short === 1 ? Number(view.getBigUint64(position + 8)) : short, 8);
  }
  throw corruptPicture("JPEG XL", "it holds no codestream");
}

function startOf(codestream: Uint8Array): Uint8Array {
  if (codestream[0] === 0xff && codestream[1] === 0x0a) return codestream;
  throw corruptPicture("JPEG XL", "its codestream does not begin like one");
}

function readSize(bits: Bits): { width: number; height: number } {
  const small = bits.flag();
  const length = (): number => (small ? 8 * (1 + bits.read(5)) : bits.choose(SIZE));
  const height = length();
  const ratio = RATIOS[bits.read(3) - 1];
  const width = ratio === undefined ? length() : Math.floor((height * ratio[0]) / ratio[1]);
  return { width, height };
}

function skipPreview(bits: Bits): void {
  const small = bits.flag();
  const length = (): number =>
    small
      ? bits.choose([constant(16), constant(32), plus(1, 5), plus(33, 9)])
      : bits.choose([plus(1, 6), plus(65, 8), plus(321, 10), plus(1345, 12)]);
  length();
  if (bits.read(3) === 0) length();
}

function skipAnimation(bits: Bits): void {
  bits.choose([constant(100), constant(1000), plus(1, 10), plus(1, 30)]);
  bits.choose([constant(1), constant(1001), plus(1, 8), plus(1, 10)]);
  bits.choose([constant(0), plus(0, 3), plus(0, 16), plus(0, 32)]);
  bits.read(1);
}

function readDepth(bits: Bits): { bits: number; float: boolean } {
  const float = bits.flag();
  if (!float) return { bits: bits.choose([constant(8), constant(10), constant(12), plus(1, 6)]), float };
  const depth = bits.choose([constant(32), constant(16), constant(24), plus(1, 6)]);
  bits.read(4); // bits of the exponent
  return { bits: depth, float };
}

function skipExtraChannel(bits: Bits): void {
  if (bits.flag()) return; // plain alpha of 8 bits
  const type = bits.choose(ENUMERATION);
  readDepth(bits);
  bits.choose([constant(0), constant(3), constant(4), plus(1, 3)]);
  const name = bits.choose([constant(0), plus(0, 4), plus(16, 5), plus(48, 10)]);
  bits.read(8 * name);
  if (type === ALPHA) bits.read(1);
  else if (type === SPOT_COLOUR) bits.read(64);
  else if (type === COLOUR_FILTER_ARRAY) bits.choose([constant(1), plus(0, 2), plus(3, 4), plus(19, 8)]);
}
