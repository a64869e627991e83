import { corruptPicture, unsupportedPicture, type PictureHeader } from "./pictures.ts";

/** Coding parameters that a file may preset (ITU-T T.87, C.2.4.1.1); 0 = derived from the others. */
export type JpegLsPresets = { maximum: number; t1: number; t2: number; t3: number; reset: number };

/** One scan: which components it holds and how they alternate. */
export type JpegLsScan = {
  components: readonly number[];
  /** Largest difference between a decoded and an original sample; 0 = lossless. */
  near: number;
  /** `none`: one component; `line`: a line of each in turn; `sample`: a pixel of each in turn. */
  interleave: "none" | "line" | "sample";
  presets: JpegLsPresets;
  dataOffset: number;
};

/** What stands before the first scan's data. */
export type JpegLsHeader = PictureHeader & { near: number; interleave: JpegLsScan["interleave"] };

/** A reader of a JPEG-LS file's segments. */
export type JpegLsSegments = {
  header: PictureHeader;
  /** The next scan at or after an offset; null at the end of the picture. */
  nextScan(position: number): JpegLsScan | null;
  /** Where the search for the first scan begins. */
  start: number;
};

const INTERLEAVES = ["none", "line", "sample"] as const;

/**
 * Reads the frame of a JPEG-LS picture. Errors: `corrupt`, `unsupported-feature` (restart intervals, mapping tables, point
 * transforms, colour transforms of one vendor, sizes that do not fit into the frame header).
 */
export function readJpegLsSegments(bytes: Uint8Array): JpegLsSegments {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 4 || view.getUint16(0) !== 0xffd8) {
    throw corruptPicture("JPEG-LS", "it does not begin with a JPEG marker");
  }
  let presets: JpegLsPresets = { maximum: 0, t1: 0, t2: 0, t3: 0, reset: 0 };
  let identifiers: number[] = [];
  let header: PictureHeader | null = null;

  const readFrame = (body: number, end: number): void => {
    if (header !== null) throw unsupportedPicture("JPEG-LS", "it has several frames");
    const bits = view.getUint8(body);
    const height = view.getUint16(body + 1);
    const width = view.getUint16(body + 3);
    const samples = view.getUint8(body + 5);
    if (bits < 2 || bits > 16 || samples === 0 || body + 6 + 3 * samples > end) {
      throw corruptPicture("JPEG-LS", "its frame header is wrong");
    }
    if (width === 0 || height === 0) throw unsupportedPicture("JPEG-LS", "its size is not in its frame header");
    identifiers = Array.from({ length: samples }, (_, index) => view.getUint8(body + 6 + 3 * index));
    header = { width, height, samples, bits, dtype: bits <= 8 ? "uint8" : "uint16" };
  };

  const readPresets = (body: number, end: number): void => {
    const kind = view.getUint8(body);
    if (kind !== 1) throw unsupportedPicture("JPEG-LS", "it has a mapping table or an oversize header");
    if (body + 11 > end) throw corruptPicture("JPEG-LS", "its parameters end too early");
    const word = (index: number): number => view.getUint16(body + 1 + 2 * index);
    presets = { maximum: word(0), t1: word(1), t2: word(2), t3: word(3), reset: word(4) };
  };

  const readScan = (body: number, end: number): JpegLsScan => {
    if (header === null) throw corruptPicture("JPEG-LS", "a scan comes before the frame");
    const count = view.getUint8(body);
    if (count === 0 || body + 4 + 2 * count > end) throw corruptPicture("JPEG-LS", "its scan header is wrong");
    const components = Array.from({ length: count }, (_, index) => {
      if (view.getUint8(body + 2 + 2 * index) !== 0) throw unsupportedPicture("JPEG-LS", "it uses a mapping table");
      return identifiers.indexOf(view.getUint8(body + 1 + 2 * index));
    });
    const near = view.getUint8(body + 1 + 2 * count);
    const interleave = INTERLEAVES[view.getUint8(body + 2 + 2 * count)];
    if (view.getUint8(body + 3 + 2 * count) !== 0) throw unsupportedPicture("JPEG-LS", "it has a point transform");
    if (components.includes(-1) || interleave === undefined || (interleave === "none" && count > 1)) {
      throw corruptPicture("JPEG-LS", "its scan header is wrong");
    }
    return { components, near, interleave: count === 1 ? "none" : interleave, presets, dataOffset: end };
  };

  /** Walks the segments from `position` on, up to the next scan, the end of the picture, or the frame. */
  const walk = (from: number, untilFrame: boolean): { position: number; scan: JpegLsScan | null } => {
    let position = from;
    while (position + 4 <= bytes.length) {
      const marker = bytes[position + 1]!;
      if (bytes[position] !== 0xff) throw corruptPicture("JPEG-LS", "a marker is missing");
      if (marker === 0xff) {
        position += 1;
        continue;
      }
      if (marker === 0xd9) return { position, scan: null };
      const body = position + 4;
      const end = position + 2 + view.getUint16(position + 2);
      if (end <= body || end > bytes.length) throw corruptPicture("JPEG-LS", "a segment has an impossible length");
      if (marker === 0xda) return { position, scan: readScan(body, end) };
      if (marker === 0xf7) {
        if (end - body < 6) throw corruptPicture("JPEG-LS", "its frame header is wrong");
        readFrame(body, end);
      } else if (marker === 0xf8) readPresets(body, end);
      else if (marker === 0xdd) refuseRestarts(view, body, end);
      else if (marker === 0xe8) refuseTransform(bytes, body, end);
      else if (marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4) {
        throw unsupportedPicture("JPEG-LS", "it is another kind of JPEG");
      }
      position = end;
      if (untilFrame && header !== null) return { position, scan: null };
    }
    return { position, scan: null };
  };

  const { position: start } = walk(2, true);
  // Assigned in a closure, which the compiler does not follow.
  const found = header as PictureHeader | null;
  if (found === null) throw corruptPicture("JPEG-LS", "its frame header is missing");
  return { header: found, start, nextScan: (position) => walk(position, false).scan };
}

/** What callers need before decoding. Works on the first bytes of a longer stream. Errors: those of `readJpegLsSegments`. */
export function readJpegLsHeader(bytes: Uint8Array): JpegLsHeader {
  const segments = readJpegLsSegments(bytes);
  const scan = segments.nextScan(segments.start);
  if (scan === null) throw corruptPicture("JPEG-LS", "it holds no scan");
  return { ...segments.header, near: scan.near, interleave: scan.interleave };
}

function refuseRestarts(view: DataView, body: number, end: number): void {
  for (let at = body; at < end; at++) {
    if (view.getUint8(at) !== 0) throw unsupportedPicture("JPEG-LS", "it has restart markers");
  }
}

/** "mrfx" and the number of a colour transform. */
function refuseTransform(bytes: Uint8Array, body: number, end: number): void {
  const name = String.fromCharCode(...bytes.subarray(body, body + 4));
  if (name === "mrfx" && end - body >= 5 && bytes[body + 4] !== 0) {
    throw unsupportedPicture("JPEG-LS", "its colours went through a vendor's transform");
  }
}
