import type { FormatDescriptor, SniffInput } from "../reader.ts";
import { hasText } from "../shared/headBytes.ts";

/** Kinds of boxes with which QuickTime and MP4 files begin. */
const FIRST_BOXES = ["moov", "mdat", "wide", "free", "skip", "pnot"];
/** The brand of QuickTime's own files; MP4 and still pictures (AVIF, HEIC) have the same boxes. */
const QUICKTIME_BRAND = "qt  ";

const sniffQuickTime = ({ head }: SniffInput): 0 | 1 | 2 => {
  if (hasText(head, 4, "ftyp")) return hasText(head, 8, QUICKTIME_BRAND) ? 2 : 0;
  return FIRST_BOXES.some((kind) => hasText(head, 4, kind)) ? 1 : 0;
};

/** Films whose frames stand alone; those of other codecs are known here too, so that they are refused by the codec's name. */
export const filmFormats: readonly FormatDescriptor[] = [
  {
    id: "avi",
    name: "AVI",
    extensions: ["avi"],
    mediaType: "video/x-msvideo",
    sniff: ({ head }) => (hasText(head, 0, "RIFF") && hasText(head, 8, "AVI ") ? 2 : 0),
    load: () => import("./openAvi.ts"),
  },
  {
    id: "quicktime",
    name: "QuickTime",
    extensions: ["mov", "qt"],
    mediaType: "video/quicktime",
    sniff: sniffQuickTime,
    load: () => import("./openQuickTime.ts"),
  },
];
