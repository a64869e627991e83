import { Cursor } from "../../../bytes/cursor.ts";
import { ZarrdropError } from "../../../model/errors.ts";
import { unreadCodec } from "../codecNames.ts";
import { type FrameCoding, PALETTE_ENTRIES, type PixelRows } from "../film.ts";
import { paletteOf } from "../palette.ts";

/** Size and coding of the frames. */
export type AviPixels = { width: number; height: number; coding: FrameCoding };

const ROWS: Omit<PixelRows, "pixelBytes" | "order"> = {
  alignment: 4,
  bottomUp: false,
  dtype: "uint8",
  littleEndian: true,
  palette: null,
};
const PLAIN = "\0\0\0\0";

/**
 * Reads a BITMAPINFOHEADER and the palette behind it. Colours are stored blue first; gray in codes of four characters comes from the top.
 * @throws `unsupported-format` for codecs that are not read, by their names; `corrupt`
 */
export function readAviPixels(format: Uint8Array, file: string): AviPixels {
  const cursor = new Cursor(format, file);
  const headerBytes = cursor.u32();
  const width = cursor.i32();
  const signed = cursor.i32();
  const bits = cursor.skip(2).u16();
  const code = String.fromCharCode(...cursor.bytes(4));
  const height = Math.abs(signed);
  if (width <= 0 || height === 0) {
    throw new ZarrdropError("corrupt", `${file} is damaged: its frames have no size.`, {
      technical: `${width} × ${signed}`,
    });
  }
  const coding = codingOf(code, bits, { bottomUp: signed > 0, file, palette: () => readPalette(cursor, headerBytes) });
  return { width, height, coding };
}

type Given = { bottomUp: boolean; file: string; palette: () => Uint8Array };

function codingOf(code: string, bits: number, { bottomUp, file, palette }: Given): FrameCoding {
  if (/^(?:mjpg|jpeg)$/i.test(code)) return { kind: "jpeg" };
  if (/^(?:mpng|png )$/i.test(code)) return { kind: "png" };
  if (/^(?:Y800|Y8 {2}|GREY)$/.test(code) && (bits === 8 || bits === 0)) return rows({ pixelBytes: 1, order: [0] });
  if (code !== PLAIN) throw unreadCodec(file, code);
  if (bits === 8) return rows({ pixelBytes: 1, order: [0], bottomUp, palette: paletteOf(palette()) });
  // The fourth byte of 32 bits means nothing.
  if (bits === 24 || bits === 32) return rows({ pixelBytes: bits / 8, order: [2, 1, 0], bottomUp });
  throw unreadCodec(file, `plain, ${bits}`, `plain pixels of ${bits} bits`);
}

function rows(given: Partial<PixelRows> & Pick<PixelRows, "pixelBytes" | "order">): FrameCoding {
  return { kind: "rows", rows: { ...ROWS, ...given } };
}

/** Red, green and blue of 256 entries; those that the file has not are black. */
function readPalette(cursor: Cursor, headerBytes: number): Uint8Array {
  const colours = new Uint8Array(PALETTE_ENTRIES * 3);
  cursor.seek(headerBytes);
  const count = Math.min(PALETTE_ENTRIES, Math.floor(cursor.remaining / 4));
  for (let entry = 0; entry < count; entry++) {
    const [blue, green, red] = cursor.bytes(4);
    colours.set([red!, green!, blue!], entry * 3);
  }
  return colours;
}
