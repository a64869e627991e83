import { metaImageFormat } from "./metaimage/descriptor.ts";
import { mrcFormat } from "./mrc/descriptor.ts";
import { niftiFormat } from "./nifti/descriptor.ts";
import { nrrdFormat } from "./nrrd/descriptor.ts";
import type { FormatDescriptor } from "./reader.ts";

/** Formats whose values lie in their files as they are, or as one compressed stream. */
export const rawFormats: readonly FormatDescriptor[] = [mrcFormat, nrrdFormat, metaImageFormat, niftiFormat];
