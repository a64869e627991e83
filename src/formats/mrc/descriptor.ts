import type { FormatDescriptor, SniffInput } from "../reader.ts";
import { hasText } from "../shared/headBytes.ts";

const HEADER_BYTES = 1024;
const ENDINGS = ["mrc", "mrcs", "map", "ccp4", "rec", "st", "ali"];

/** MRC2014 and CCP4 maps, and files of the kind before that have no signature. */
export const mrcFormat: FormatDescriptor = {
  id: "mrc",
  name: "MRC",
  extensions: [...ENDINGS, "map.gz"],
  sniff: ({ path, head, size }: SniffInput) => {
    // What is in a gzip file is not looked at here: EMDB gives its maps so.
    if (hasText(head, 0, "\x1f\x8b\x08")) return /\.(map|mrc|ccp4)\.gz$/i.test(path) ? 1 : 0;
    if (size < HEADER_BYTES || head.length < HEADER_BYTES || !hasPlausibleSizes(head)) return 0;
    if (hasText(head, 208, "MAP")) return 2;
    return ENDINGS.some((ending) => path.toLowerCase().endsWith(`.${ending}`)) ? 1 : 0;
  },
  load: () => import("./reader.ts"),
};

/** Three lengths above 0, and a mode that has been given: in one of both byte orders. */
function hasPlausibleSizes(head: Uint8Array): boolean {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  return [true, false].some(
    (isLittle) => [0, 4, 8].every((at) => view.getInt32(at, isLittle) > 0) && view.getUint32(12, isLittle) <= 101,
  );
}
