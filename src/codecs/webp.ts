import { ZarrdropError } from "../model/errors.ts";
import {
  checkPictureSize,
  corruptPicture,
  pictureCap,
  type Animation,
  type PictureDecoder,
  type PictureHeader,
  type PictureOptions,
} from "./pictures.ts";
import { loadPictureProgram, type PictureProgram, wholePicture } from "./picturesWasm.ts";

/** How a WebP file is decoded. */
export type WebpOptions = PictureOptions & {
  /** 3 = RGB, 4 = RGBA whatever the file has (opaque where it has no alpha). Default: 4 where the file has alpha. */
  samples?: 3 | 4;
};

/** What the chunks of a WebP file say. */
export type WebpHeader = PictureHeader & {
  /** 1 for a still picture. */
  frames: number;
  /** Seconds for which each frame is shown; empty for a still picture. */
  durations: readonly number[];
};

function loadProgram(): Promise<PictureProgram> {
  return loadPictureProgram("WebP", new URL("../../wasm/pictures/webp.wasm", import.meta.url));
}

/**
 * Still WebP pictures, lossy and lossless: libwebp's pixels to the bit, RGB or RGBA (not premultiplied), 8 bits.
 * Animations are `unsupported-feature` here: see `loadWebpAnimations`.
 */
export async function loadWebpDecoder(): Promise<PictureDecoder<WebpOptions>> {
  const program = await loadProgram();
  return (bytes, options = {}) =>
    wholePicture(program.decode([bytes], [-1, options.samples ?? 0, pictureCap(options)], options.room).picture);
}

/**
 * Opens WebP files with one or several frames; the canvas begins transparent black and frames are blended and disposed of as
 * the file says (RFC 9649, section 2.7.1.1). The cap holds for one frame. `bytes` is copied.
 */
export async function loadWebpAnimations(): Promise<(bytes: Uint8Array, options?: WebpOptions) => Animation> {
  const program = await loadProgram();
  return (bytes, options = {}) => {
    const header = readWebpHeader(bytes);
    const samples = options.samples ?? (header.samples === 4 ? 4 : 3);
    checkPictureSize("WebP", { ...header, samples }, options);
    const copy = bytes.slice();
    let instance = program.instantiate();
    let fresh = true;
    return {
      header: { ...header, samples },
      frames: header.frames,
      durations: header.frames === 1 ? [0] : header.durations,
      frame(index) {
        if (!(index >= 0 && index < header.frames)) throw new ZarrdropError("internal", `No frame ${index}.`);
        try {
          const { picture } = instance.decode(
            [fresh ? copy : copy.subarray(0, 0)],
            [index, samples, pictureCap(options)],
            { keep: true },
          );
          fresh = false;
          return wholePicture(picture);
        } catch (thrown) {
          instance = program.instantiate();
          fresh = true;
          throw thrown;
        }
      },
    };
  };
}

/**
 * Reads the chunks of a WebP file (RFC 9649) without decoding.
 * @throws `corrupt`
 */
export function readWebpHeader(bytes: Uint8Array): WebpHeader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 30 || fourCharacters(bytes, 0) !== "RIFF" || fourCharacters(bytes, 8) !== "WEBP") {
    throw corruptPicture("WebP", "it does not begin like a WebP file");
  }
  let canvas: { width: number; height: number; alpha: boolean; animated: boolean } | undefined;
  const durations: number[] = [];
  let alpha = false;
  for (let position = 12; position + 8 <= bytes.length;) {
    const name = fourCharacters(bytes, position);
    const length = view.getUint32(position + 4, true);
    const body = position + 8;
    if (name === "VP8X" && body + 10 <= bytes.length) {
      const flags = bytes[body]!;
      const width = 1 + unsigned24(bytes, body + 4);
      const height = 1 + unsigned24(bytes, body + 7);
      canvas = { width, height, alpha: (flags & 0x10) !== 0, animated: (flags & 0x02) !== 0 };
      alpha = canvas.alpha;
    } else if (name === "ANMF" && body + 16 <= bytes.length) {
      durations.push(unsigned24(bytes, body + 12) / 1000);
    } else if (name === "ALPH") {
      alpha = true;
    } else if ((name === "VP8 " || name === "VP8L") && canvas?.animated !== true) {
      const still = name === "VP8 " ? lossyHeader(view, body) : losslessHeader(view, body);
      return describe(still.width, still.height, still.alpha ?? alpha, 1, []);
    }
    position = body + length + (length & 1);
  }
  if (canvas?.animated !== true || durations.length === 0) throw corruptPicture("WebP", "it holds no picture");
  return describe(canvas.width, canvas.height, canvas.alpha, durations.length, durations);
}

function describe(width: number, height: number, alpha: boolean, frames: number, durations: number[]): WebpHeader {
  return { width, height, samples: alpha ? 4 : 3, dtype: "uint8", bits: 8, frames, durations };
}

/** The key frame header of VP8: RFC 6386, section 9.1. */
function lossyHeader(view: DataView, body: number): { width: number; height: number; alpha?: boolean } {
  if (body + 10 > view.byteLength || view.getUint16(body + 3) !== 0x9d01 || view.getUint8(body + 5) !== 0x2a) {
    throw corruptPicture("WebP", "its frame header is wrong");
  }
  return { width: view.getUint16(body + 6, true) & 0x3fff, height: view.getUint16(body + 8, true) & 0x3fff };
}

/** The header of a lossless bitstream: RFC 9649, section 3.4. */
function losslessHeader(view: DataView, body: number): { width: number; height: number; alpha: boolean } {
  if (body + 5 > view.byteLength || view.getUint8(body) !== 0x2f) {
    throw corruptPicture("WebP", "its lossless header is wrong");
  }
  const word = view.getUint32(body + 1, true);
  return { width: 1 + (word & 0x3fff), height: 1 + ((word >>> 14) & 0x3fff), alpha: ((word >>> 28) & 1) === 1 };
}

function unsigned24(bytes: Uint8Array, offset: number): number {
  return bytes[offset]! | (bytes[offset + 1]! << 8) | (bytes[offset + 2]! << 16);
}

function fourCharacters(bytes: Uint8Array, offset: number): string {
  return String.fromCharCode(...bytes.subarray(offset, offset + 4));
}
