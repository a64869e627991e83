import { dmFormat } from "./dm/descriptor.ts";
import { fitsFormat } from "./fits/descriptor.ts";
import { icsFormat } from "./ics/descriptor.ts";
import { metaImageFormat } from "./metaimage/descriptor.ts";
import { mrcFormat } from "./mrc/descriptor.ts";
import { niftiFormat } from "./nifti/descriptor.ts";
import { nrrdFormat } from "./nrrd/descriptor.ts";
import type { FormatDescriptor } from "./reader.ts";
import { seqFormat } from "./seq/descriptor.ts";
import { serFormat } from "./ser/descriptor.ts";
import { sifFormat } from "./sif/descriptor.ts";
import { speFormat } from "./spe/descriptor.ts";

/** Formats whose values lie in their files as they are, or as one compressed stream. */
export const rawFormats: readonly FormatDescriptor[] = [
  mrcFormat,
  nrrdFormat,
  metaImageFormat,
  niftiFormat,
  icsFormat,
  fitsFormat,
  speFormat,
  seqFormat,
  serFormat,
  dmFormat,
  sifFormat,
];
