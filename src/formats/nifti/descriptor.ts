import type { FormatDescriptor, SniffInput } from "../reader.ts";
import { hasText } from "../shared/headBytes.ts";

const ANALYZE_BYTES = 348;

/** NIfTI-1 and -2 (also in gzip, also as a header with its pixels beside it) and Analyze 7.5, from which they come. */
export const niftiFormat: FormatDescriptor = {
  id: "nifti",
  name: "NIfTI",
  extensions: ["nii", "nii.gz", "hdr"],
  sniff: ({ path, head, size }: SniffInput) => {
    if (hasText(head, 344, "n+1\0") || hasText(head, 344, "ni1\0")) return 2;
    if (hasText(head, 4, "n+2\0") || hasText(head, 4, "ni2\0")) return 2;
    if (size === ANALYZE_BYTES && isAnalyze(head)) return 2;
    // What is in a gzip file is not looked at here.
    return hasText(head, 0, "\x1f\x8b\x08") && /\.nii\.gz$/i.test(path) ? 1 : 0;
  },
  load: () => import("./reader.ts"),
};

/** A header says how long it is, in its own byte order. */
function isAnalyze(head: Uint8Array): boolean {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  return [true, false].some((isLittle) => view.getInt32(0, isLittle) === ANALYZE_BYTES);
}
