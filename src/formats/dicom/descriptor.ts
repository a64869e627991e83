import type { FormatDescriptor, SniffInput } from "../reader.ts";
import { hasText } from "../shared/headBytes.ts";

/** DICOM: files of medicine and slides. Some are TIFF files too, by what stands in their preamble. */
export const dicomFormat: FormatDescriptor = {
  id: "dicom",
  name: "DICOM",
  extensions: ["dcm", "dicom"],
  mediaType: "application/dicom",
  sniff: ({ head }: SniffInput) => {
    if (hasText(head, 128, "DICM")) return 3;
    return beginsAsDataSet(head) ? 1 : 0;
  },
  load: () => import("./reader.ts"),
};

/** Elements that are looked at where there is no preamble. */
const ELEMENTS = 4;
const LONG = /^(OB|OD|OF|OL|OV|OW|SQ|SV|UC|UN|UR|UT|UV)$/;
/** The first groups of a data set: file meta information, and what tells of the image. */
const FIRST_GROUPS = [2, 8];

/** Whether a file begins with some elements in ascending order, as long as they may be, none of which leaves what is looked at. */
function beginsAsDataSet(head: Uint8Array): boolean {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  return [true, false].some((littleEndian) => {
    let last = -1;
    let at = 0;
    for (let count = 0; count < ELEMENTS; count++) {
      if (at + 12 > head.length) return false;
      const group = view.getUint16(at, littleEndian);
      const tag = group * 0x10000 + view.getUint16(at + 2, littleEndian);
      if (tag <= last || (count === 0 && !FIRST_GROUPS.includes(group)) || group > 0x20) return false;
      const vr = String.fromCharCode(head[at + 4]!, head[at + 5]!);
      const isExplicit = /^[A-Z]{2}$/.test(vr);
      const isLong = isExplicit && LONG.test(vr);
      const length =
        isExplicit && !isLong
          ? view.getUint16(at + 6, littleEndian)
          : view.getUint32(at + (isLong ? 8 : 4), littleEndian);
      at += (isLong ? 12 : 8) + length;
      last = tag;
    }
    return at <= head.length;
  });
}
