import type { Cursor } from "../../../bytes/cursor.ts";
import { ZarrdropError } from "../../../model/errors.ts";
import { unreadCodec } from "../codecNames.ts";
import { type FrameCoding, PALETTE_ENTRIES, type PixelRows } from "../film.ts";
import { paletteOf } from "../palette.ts";
import type { Box } from "./boxes.ts";

/** Size and coding of the frames of a track. */
export type QuickTimePixels = { width: number; height: number; coding: FrameCoding };

const ROWS: Omit<PixelRows, "pixelBytes" | "order"> = {
  alignment: 1,
  bottomUp: false,
  dtype: "uint8",
  littleEndian: false,
  palette: null,
};

/** Codes whose pixels are as they are, with the order of samples in them. */
const PLAIN: Readonly<Record<string, Partial<PixelRows> & Pick<PixelRows, "pixelBytes" | "order">>> = {
  "24BG": { pixelBytes: 3, order: [2, 1, 0] },
  BGRA: { pixelBytes: 4, order: [2, 1, 0, 3] },
  RGBA: { pixelBytes: 4, order: [0, 1, 2, 3] },
  ABGR: { pixelBytes: 4, order: [3, 2, 1, 0] },
  b16g: { pixelBytes: 2, order: [0], dtype: "uint16" },
  b48r: { pixelBytes: 6, order: [0, 1, 2], dtype: "uint16" },
};

/** Depths with this bit are of gray, from white to black. */
const GRAY = 32;
const COLOUR_TABLE_INSIDE = 0;

/**
 * Reads the first description of a track's samples (`stsd`).
 * @throws `unsupported-format` for codecs that are not read, by their names; `unsupported-feature` for samples of several kinds; `corrupt`
 */
export function readQuickTimePixels(cursor: Cursor, { start }: Box, file: string): QuickTimePixels {
  const count = cursor.seek(start + 4).u32();
  cursor.skip(4);
  const code = String.fromCharCode(...cursor.bytes(4));
  // Behind what all media have: version, vendor, qualities.
  cursor.skip(8 + 16);
  const width = cursor.u16();
  const height = cursor.u16();
  // Resolution, size, frames of a sample, name.
  cursor.skip(8 + 4 + 2 + 32);
  const depth = cursor.u16();
  const colourTable = cursor.u16();
  const coding = codingOf(cursor, code, { depth, colourTable, file });
  if (count !== 1) throw new ZarrdropError("unsupported-feature", `${file} has frames of ${count} kinds.`);
  if (width === 0 || height === 0) throw new ZarrdropError("corrupt", `${file} is damaged: its frames have no size.`);
  return { width, height, coding };
}

function codingOf(
  cursor: Cursor,
  code: string,
  { depth, colourTable, file }: { depth: number; colourTable: number; file: string },
): FrameCoding {
  if (code === "jpeg") return { kind: "jpeg" };
  if (code === "png ") return { kind: "png" };
  const plain = PLAIN[code];
  if (plain !== undefined) return rows(plain);
  if (code !== "raw ") throw unreadCodec(file, code);
  // Rows have an even number of bytes.
  const raw = { alignment: 2 };
  if (depth === 24) return rows({ ...raw, pixelBytes: 3, order: [0, 1, 2] });
  if (depth === 32) return rows({ ...raw, pixelBytes: 4, order: [1, 2, 3, 0] });
  if (depth === GRAY + 8 && colourTable !== COLOUR_TABLE_INSIDE) {
    return rows({ ...raw, pixelBytes: 1, order: [0], palette: INVERTED });
  }
  if (depth % GRAY === 8 && colourTable === COLOUR_TABLE_INSIDE) {
    return rows({ ...raw, pixelBytes: 1, order: [0], palette: paletteOf(readColours(cursor)) });
  }
  throw unreadCodec(file, `raw, ${depth}`, `plain pixels of ${depth} bits`);
}

/** QuickTime's gray begins with white. */
const INVERTED = Uint8Array.from({ length: PALETTE_ENTRIES }, (_, entry) => PALETTE_ENTRIES - 1 - entry);

function rows(given: Partial<PixelRows> & Pick<PixelRows, "pixelBytes" | "order">): FrameCoding {
  return { kind: "rows", rows: { ...ROWS, ...given } };
}

/** Red, green and blue of 256 entries, of 16 bits each in the file; those that it has not are black. */
function readColours(cursor: Cursor): Uint8Array {
  const colours = new Uint8Array(PALETTE_ENTRIES * 3);
  const count = Math.min(PALETTE_ENTRIES, cursor.skip(4 + 2).u16() + 1);
  for (let entry = 0; entry < count; entry++) {
    cursor.skip(2);
    for (let sample = 0; sample < 3; sample++) colours[entry * 3 + sample] = cursor.u16() >> 8;
  }
  return colours;
}
