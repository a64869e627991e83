import type { TiffPage } from "../container/page.ts";
import { PHOTOMETRIC, TAG } from "../container/tags.ts";
import type { TiffFile } from "../container/tiffFile.ts";
import { hexColour } from "../../../model/hexColour.ts";

/** What a table of colours says: of intensities shown in one colour (six hexadecimal digits), or of places in a table. */
export type Palette = { kind: "colour"; color: string } | { kind: "table" };

/** Values of a table may be off by this: some are made of 8 bits, some rounded. */
const TOLERANCE = 1200;
const MOST = 65_535;

/**
 * The table of colours of a page; null without one. One that goes evenly from black to a colour only says in which colour intensities are
 * shown, as microscopes' programs save their channels.
 */
export async function readPalette(file: TiffFile, page: TiffPage): Promise<Palette | null> {
  if (page.photometric !== PHOTOMETRIC.Palette) return null;
  const values = await file.numbers(page, TAG.ColorMap);
  if (values === null) return null;
  const length = Math.floor(values.length / 3);
  if (length < 2) return { kind: "table" };
  const last = [0, 1, 2].map((part) => values[part * length + length - 1]!);
  const isRamp = values.subarray(0, 3 * length).every((value, at) => {
    const wanted = (last[Math.floor(at / length)]! * (at % length)) / (length - 1);
    return Math.abs(value - wanted) <= TOLERANCE;
  });
  if (!isRamp || last.every((value) => value <= TOLERANCE)) return { kind: "table" };
  const [red, green, blue] = last.map((value) => Math.round((value * 255) / MOST));
  return { kind: "colour", color: hexColour([red!, green!, blue!]) };
}
