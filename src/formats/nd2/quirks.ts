/**
 * What the maker's programs do otherwise than one would think.
 */

/**
 * Colour cameras: the components of a pixel are stored blue, green, red (`componentNames` of the maker's limnd2 library; issue 3761 of
 * Bio-Formats has files that its users saw in other colours than in NIS-Elements). BioIO, the nd2 package and Bio-Formats 8 hand them out
 * in this order; colours are red first here, as samples are in every other format. Components that are channels of their own keep
 * the order of the file, and are called what they are.
 */
export const COLOUR_NAMES = ["blue", "green", "red"] as const;

/** Whether the samples of pixels have to be turned round. */
export function isBlueFirst({ samples }: { samples: number }): boolean {
  return samples > 1;
}
