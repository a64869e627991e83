import { ZarrdropError } from "../../../model/errors.ts";

/** How the pixels of a frame are encoded. */
export type FrameCoding = "native" | "rle" | "jpeg" | "jpeg-ls" | "jpeg-2000" | "jpeg-xl" | "deflate";

/** What files have that say nothing, and write no representations. */
export const IMPLICIT_LITTLE_ENDIAN = "1.2.840.10008.1.2";
/** What the others have. */
export const EXPLICIT_LITTLE_ENDIAN = "1.2.840.10008.1.2.1";
/** All behind the header is one deflate stream. */
export const DEFLATED_DATA_SET = "1.2.840.10008.1.2.1.99";

type Syntax = { name: string; coding: FrameCoding };

/** Transfer syntaxes (PS3.6, annex A). */
const SYNTAXES: Readonly<Record<string, Syntax>> = {
  [IMPLICIT_LITTLE_ENDIAN]: { name: "implicit little-endian", coding: "native" },
  [EXPLICIT_LITTLE_ENDIAN]: { name: "explicit little-endian", coding: "native" },
  "1.2.840.10008.1.2.2": { name: "explicit big-endian", coding: "native" },
  [DEFLATED_DATA_SET]: { name: "deflated", coding: "native" },
  "1.2.840.10008.1.2.1.98": { name: "encapsulated, uncompressed", coding: "native" },
  "1.2.840.10008.1.2.5": { name: "RLE", coding: "rle" },
  "1.2.840.10008.1.2.4.50": { name: "JPEG, baseline", coding: "jpeg" },
  "1.2.840.10008.1.2.4.51": { name: "JPEG, extended", coding: "jpeg" },
  "1.2.840.10008.1.2.4.53": { name: "JPEG, spectral selection", coding: "jpeg" },
  "1.2.840.10008.1.2.4.55": { name: "JPEG, full progression", coding: "jpeg" },
  "1.2.840.10008.1.2.4.57": { name: "JPEG, lossless", coding: "jpeg" },
  "1.2.840.10008.1.2.4.70": { name: "JPEG, lossless, first prediction", coding: "jpeg" },
  "1.2.840.10008.1.2.4.80": { name: "JPEG-LS, lossless", coding: "jpeg-ls" },
  "1.2.840.10008.1.2.4.81": { name: "JPEG-LS, near-lossless", coding: "jpeg-ls" },
  "1.2.840.10008.1.2.4.90": { name: "JPEG 2000, lossless", coding: "jpeg-2000" },
  "1.2.840.10008.1.2.4.91": { name: "JPEG 2000", coding: "jpeg-2000" },
  "1.2.840.10008.1.2.4.92": { name: "JPEG 2000 part 2, lossless", coding: "jpeg-2000" },
  "1.2.840.10008.1.2.4.93": { name: "JPEG 2000 part 2", coding: "jpeg-2000" },
  "1.2.840.10008.1.2.4.110": { name: "JPEG XL, lossless", coding: "jpeg-xl" },
  "1.2.840.10008.1.2.4.111": { name: "JPEG XL, from JPEG", coding: "jpeg-xl" },
  "1.2.840.10008.1.2.4.112": { name: "JPEG XL", coding: "jpeg-xl" },
  "1.2.840.10008.1.2.4.201": { name: "HTJ2K, lossless", coding: "jpeg-2000" },
  "1.2.840.10008.1.2.4.202": { name: "HTJ2K, lossless, by resolution", coding: "jpeg-2000" },
  "1.2.840.10008.1.2.4.203": { name: "HTJ2K", coding: "jpeg-2000" },
  "1.2.840.10008.1.2.8.1": { name: "deflated frames", coding: "deflate" },
};

/** MPEG-2, MPEG-4 and HEVC. */
const FILMS = /^1\.2\.840\.10008\.1\.2\.4\.10\d/;

/**
 * What a transfer syntax means for pixels.
 * @throws `unsupported-feature`
 */
export function syntaxOf(uid: string): Syntax {
  const syntax = SYNTAXES[uid];
  if (syntax !== undefined) return syntax;
  const what = FILMS.test(uid) ? "it is a film (MPEG)" : `its transfer syntax is ${uid === "" ? "not said" : uid}`;
  throw new ZarrdropError("unsupported-feature", `The pixels of this DICOM file are not read: ${what}.`);
}
