import type { FormatDescriptor, SniffInput } from "../reader.ts";
import { hasText } from "../shared/headBytes.ts";

/** Flexible Image Transport System: astronomy's format, which cameras for microscopes write too. */
export const fitsFormat: FormatDescriptor = {
  id: "fits",
  name: "FITS",
  extensions: ["fits", "fit", "fts"],
  mediaType: "image/fits",
  sniff: ({ head }: SniffInput) => (hasText(head, 0, "SIMPLE  =") ? 2 : 0),
  load: () => import("./reader.ts"),
};
