/**
 * What the maker's programs do otherwise than one would think.
 */

/**
 * Colour cameras: the components of a pixel are stored blue, green, red (`componentNames` of the maker's limnd2 library). BioIO, the nd2
 * package and Bio-Formats hand them out in this order all the same, and so do we, as an axis of samples; the description says so.
 */
export const COLOUR_NAMES = ["blue", "green", "red"] as const;

/** Says what the person cannot see: that the samples of a colour picture are not in the order in which everybody expects them. */
export function colourOrderNote(file: string): string {
  return `The colours of ${file} are kept in the order in which NIS-Elements stores them, blue first, as BioIO and Bio-Formats do: a viewer may show blue as red.`;
}
