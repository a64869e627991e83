import type { DvHeader } from "./header.ts";

/** "Multi-position" (Priism/IVE image types). */
const MULTIPOSITION = 20;

/** What the kind of image (header, byte 160) means for the axes, or null. */
export function imageTypeNote({ imageType, times }: DvHeader): string | null {
  if (imageType !== MULTIPOSITION || times === 1) return null;
  return "The file says that it holds several stage positions; they stand along the time axis.";
}
