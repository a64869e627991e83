import { PALETTE_ENTRIES } from "./film.ts";

const COLOURS = 3;

/** A palette of red, green and blue for each entry as values for each: one where all are gray; null where they are what is stored. */
export function paletteOf(colours: Uint8Array): Uint8Array | null {
  const isGray = colours.every((value, index) => value === colours[index - (index % COLOURS)]);
  if (!isGray) return colours;
  const gray = Uint8Array.from({ length: PALETTE_ENTRIES }, (_, entry) => colours[entry * COLOURS]!);
  return gray.every((value, entry) => value === entry) ? null : gray;
}
