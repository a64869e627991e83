import type { FormatDescriptor, SniffInput } from "../reader.ts";
import { hasText } from "../shared/headBytes.ts";

/** Nearly raw raster data, as teem, 3D Slicer and ITK write them. */
export const nrrdFormat: FormatDescriptor = {
  id: "nrrd",
  name: "NRRD",
  extensions: ["nrrd", "nhdr"],
  sniff: ({ head }: SniffInput) => (hasText(head, 0, "NRRD00") ? 2 : 0),
  load: () => import("./reader.ts"),
};
