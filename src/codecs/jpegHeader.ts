import { corruptPicture, unsupportedPicture, type PictureHeader } from "./pictures.ts";

/** Coding processes of ITU-T T.81, by the frame marker. */
export type JpegProcess = "baseline" | "extended" | "progressive" | "lossless";

/** What the segments before the first scan say. */
export type JpegHeader = PictureHeader & {
  process: JpegProcess;
  arithmetic: boolean;
  /** Sampling factors of each component. */
  sampling: readonly { horizontal: number; vertical: number }[];
  /** Identifiers of the components, as stored: 82, 71, 66 ("RGB") say that there is no colour transform. */
  componentIds: readonly number[];
  /** Minimum coded units between restart markers; 0 = none. */
  restartInterval: number;
  /** Transform of Adobe's APP14 segment: 0 none (RGB or CMYK), 1 YCbCr, 2 YCCK; null without the segment. Adobe's CMYK is stored inverted. */
  adobeTransform: number | null;
  /** There is a JFIF segment: three components are then YCbCr. */
  jfif: boolean;
  /** Where the entropy-coded data of the first scan begin; null if the bytes end before it. */
  scanOffset: number | null;
};

const FRAME_PROCESSES: Record<number, { process: JpegProcess; arithmetic: boolean }> = {
  0xc0: { process: "baseline", arithmetic: false },
  0xc1: { process: "extended", arithmetic: false },
  0xc2: { process: "progressive", arithmetic: false },
  0xc3: { process: "lossless", arithmetic: false },
  0xc9: { process: "extended", arithmetic: true },
  0xca: { process: "progressive", arithmetic: true },
  0xcb: { process: "lossless", arithmetic: true },
};

/**
 * Reads a JPEG's segments up to its first scan (ITU-T T.81, annex B). Works on the first bytes of a longer stream.
 * @throws `corrupt`, `unsupported-feature` (hierarchical frames, a height that comes only with the scan)
 */
export function readJpegHeader(bytes: Uint8Array): JpegHeader {
  if (bytes[0] !== 0xff || bytes[1] !== 0xd8) throw corruptPicture("JPEG", "it does not begin with a JPEG marker");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let header: JpegHeader | undefined;
  let restartInterval = 0;
  let adobeTransform: number | null = null;
  let jfif = false;
  let position = 2;
  while (position + 4 <= bytes.length) {
    const marker = bytes[position + 1]!;
    if (bytes[position] !== 0xff || marker === 0xff || marker === 0) {
      position += 1; // fill bytes between segments
      continue;
    }
    if (marker === 0xd8 || marker === 0x01 || (marker >= 0xd0 && marker <= 0xd7)) {
      position += 2;
      continue;
    }
    if (marker === 0xd9) break;
    const length = view.getUint16(position + 2);
    const body = position + 4;
    const end = position + 2 + length;
    if (length < 2) throw corruptPicture("JPEG", "a segment has an impossible length");
    if (marker === 0xda) {
      if (header === undefined) throw corruptPicture("JPEG", "a scan comes before the frame");
      return { ...header, restartInterval, adobeTransform, jfif, scanOffset: end };
    }
    if (end > bytes.length) break;
    if (marker === 0xdd && length >= 4) restartInterval = view.getUint16(body);
    if (marker === 0xee && length >= 14 && ascii(bytes, body, 5) === "Adobe") adobeTransform = bytes[body + 11]!;
    if (marker === 0xe0 && length >= 16 && ascii(bytes, body, 5) === "JFIF\0") jfif = true;
    if (isFrame(marker)) {
      if (header !== undefined) throw unsupportedPicture("JPEG", "it has several frames");
      header = readFrame(view, marker, position, end);
    }
    position = end;
  }
  if (header === undefined) throw corruptPicture("JPEG", "its frame header is missing");
  return { ...header, restartInterval, adobeTransform, jfif };
}

/**
 * A JPEG header (everything before the first scan's data) that says another size: for files whose strips continue one
 * huge picture (NDPI), decoded piece by piece. The header is copied.
 * @throws those of `readJpegHeader`; `corrupt` without a scan
 */
export function jpegHeaderWithSize(bytes: Uint8Array, width: number, height: number): Uint8Array<ArrayBuffer> {
  const header = bytes.slice();
  const view = new DataView(header.buffer);
  const offset = findFrame(bytes);
  view.setUint16(offset + 5, height);
  view.setUint16(offset + 7, width);
  return header;
}

function findFrame(bytes: Uint8Array): number {
  for (let position = 2; position + 9 <= bytes.length;) {
    const marker = bytes[position + 1]!;
    if (bytes[position] !== 0xff || marker === 0xff) position += 1;
    else if (isFrame(marker)) return position;
    else position += 2 + bytes[position + 2]! * 256 + bytes[position + 3]!;
  }
  throw corruptPicture("JPEG", "its frame header is missing");
}

/** SOF0–SOF15 without DHT, JPG and DAC, which lie between them. */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}

function readFrame(view: DataView, marker: number, position: number, end: number): JpegHeader {
  const kind = FRAME_PROCESSES[marker];
  if (kind === undefined) throw unsupportedPicture("JPEG", "it is hierarchical");
  if (end - position < 10) throw corruptPicture("JPEG", "its frame header is too short");
  const bits = view.getUint8(position + 4);
  const height = view.getUint16(position + 5);
  const width = view.getUint16(position + 7);
  const samples = view.getUint8(position + 9);
  if (end - position < 10 + 3 * samples) throw corruptPicture("JPEG", "its frame header is too short");
  if (height === 0) throw unsupportedPicture("JPEG", "its height is not in its header");
  if (width === 0 || samples === 0 || bits < 2 || bits > 16) throw corruptPicture("JPEG", "its frame header is wrong");
  const components = Array.from({ length: samples }, (_, index) => position + 10 + 3 * index);
  return {
    width,
    height,
    samples,
    bits,
    dtype: bits <= 8 ? "uint8" : "uint16",
    process: kind.process,
    arithmetic: kind.arithmetic,
    componentIds: components.map((at) => view.getUint8(at)),
    sampling: components.map((at) => ({
      horizontal: view.getUint8(at + 1) >> 4,
      vertical: view.getUint8(at + 1) & 15,
    })),
    restartInterval: 0,
    adobeTransform: null,
    jfif: false,
    scanOffset: null,
  };
}

function ascii(bytes: Uint8Array, offset: number, length: number): string {
  return String.fromCharCode(...bytes.subarray(offset, offset + length));
}
