import { crc32 } from "../model/crc32.ts";
import { ZarrdropError } from "../model/errors.ts";
import { LIMITS } from "../model/limits.ts";
import { corruptPicture, type PictureHeader } from "./pictures.ts";

/** Colour types of the PNG specification, section 11.2.2. */
export type PngColour = "gray" | "rgb" | "palette" | "gray-alpha" | "rgb-alpha";

/** What the chunks before the pixels say. */
export type PngHeader = PictureHeader & {
  colour: PngColour;
  /** Bits of a sample in the file: 1, 2, 4, 8 or 16. */
  depth: number;
  interlaced: boolean;
  /** RGB entries; null without a palette. */
  palette: Uint8Array | null;
  /** The tRNS chunk: alpha of the palette's first entries, or the 16-bit sample values that are transparent. */
  transparency: Uint8Array | null;
  /** Frames of the animation, without a still picture that is no part of it; 0 for none, or a number that cannot be. */
  frames: number;
};

/** A chunk: four letters, and its data as a view. */
type Chunk = { name: string; data: Uint8Array };

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

const COLOURS: Record<number, { colour: PngColour; depths: readonly number[] }> = {
  0: { colour: "gray", depths: [1, 2, 4, 8, 16] },
  2: { colour: "rgb", depths: [8, 16] },
  3: { colour: "palette", depths: [1, 2, 4, 8] },
  4: { colour: "gray-alpha", depths: [8, 16] },
  6: { colour: "rgb-alpha", depths: [8, 16] },
};

/** Samples of a pixel as they are stored. */
export function storedSamples(colour: PngColour): number {
  return { gray: 1, rgb: 3, palette: 1, "gray-alpha": 2, "rgb-alpha": 4 }[colour];
}

/**
 * The chunks of a PNG up to its end (or `IEND`). Checksums of chunks that decoding depends on are verified.
 * @throws `corrupt` for a wrong signature or checksum; `limit` for more chunks than any program writes; a chunk that
 *   reaches beyond the bytes ends the walk
 */
export function* pngChunks(bytes: Uint8Array): Generator<Chunk> {
  if (SIGNATURE.some((byte, index) => bytes[index] !== byte)) {
    throw corruptPicture("PNG", "it does not begin like a PNG file");
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let chunks = 0;
  for (let position = 8; position + 12 <= bytes.length;) {
    if (++chunks > LIMITS.pngChunks)
      throw new ZarrdropError("limit", "The PNG data are in too many pieces to be read.");
    const length = view.getUint32(position);
    const name = String.fromCharCode(...bytes.subarray(position + 4, position + 8));
    const end = position + 8 + length;
    if (end + 4 > bytes.length) return;
    // A capital first letter: the chunk is needed (section 5.4). tRNS changes pixels too.
    if (/^[A-Z]|^tRNS/.test(name) && crc32(bytes.subarray(position + 4, end)) !== view.getUint32(end)) {
      throw corruptPicture("PNG", `the checksum of ${name} is wrong`);
    }
    if (name === "IEND") return;
    yield { name, data: bytes.subarray(position + 8, end) };
    position = end + 4;
  }
}

/**
 * Reads a PNG's header from its first bytes: those before the pixels are enough (IHDR, PLTE, tRNS, acTL). `samples`
 * does not count the transparency of a tRNS chunk. 1-bit gray keeps `bits` 1 with the values 0 and 255.
 * @throws `corrupt`
 */
export function readPngHeader(bytes: Uint8Array): PngHeader {
  let header: PngHeader | undefined;
  for (const { name, data } of pngChunks(bytes)) {
    if (header === undefined) {
      if (name !== "IHDR") throw corruptPicture("PNG", "its header is missing");
      header = readFirstChunk(data);
    } else if (name === "PLTE") header.palette = data.slice();
    else if (name === "tRNS") header.transparency = data.slice();
    else if (name === "acTL" && data.length >= 8)
      header.frames = data[0]! < 0x80 ? (data[0]! << 24) | unsigned24(data) : 0;
    else if (name === "IDAT") break;
  }
  if (header === undefined) throw corruptPicture("PNG", "its header is missing");
  if (header.colour === "palette" && header.palette === null) throw corruptPicture("PNG", "its palette is missing");
  return header;
}

function unsigned24(data: Uint8Array): number {
  return (data[1]! << 16) | (data[2]! << 8) | data[3]!;
}

function readFirstChunk(data: Uint8Array): PngHeader {
  if (data.length !== 13) throw corruptPicture("PNG", "its header has an impossible size");
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const kind = COLOURS[data[9]!];
  const depth = data[8]!;
  if (kind === undefined || !kind.depths.includes(depth)) throw corruptPicture("PNG", "its colour type is impossible");
  if (data[10] !== 0 || data[11] !== 0 || data[12]! > 1) throw corruptPicture("PNG", "its coding is unknown");
  const { colour } = kind;
  return {
    width: view.getUint32(0),
    height: view.getUint32(4),
    samples: colour === "palette" ? 3 : storedSamples(colour),
    dtype: depth === 16 ? "uint16" : "uint8",
    bits: depth === 16 ? 16 : colour === "gray" && depth === 1 ? 1 : 8,
    colour,
    depth,
    interlaced: data[12] === 1,
    palette: null,
    transparency: null,
    frames: 0,
  };
}
