import type { FormatDescriptor, SniffInput } from "../reader.ts";
import { hasText } from "../shared/headBytes.ts";

/** Kinds of boxes with which QuickTime and MP4 files begin. */
const FIRST_BOXES = ["moov", "mdat", "wide", "free", "skip", "pnot"];
/** Brands of still pictures, which have the boxes of films. */
const PICTURES = /^(?:avif|avis|heic|heix|hevc|hevx|heim|heis|mif1|msf1|jxl |crx )$/;

const sniffQuickTime = ({ head }: SniffInput): 0 | 1 | 2 => {
  const kind = String.fromCharCode(...head.subarray(4, 8));
  if (kind === "ftyp") return PICTURES.test(String.fromCharCode(...head.subarray(8, 12))) ? 0 : 2;
  return FIRST_BOXES.includes(kind) ? 1 : 0;
};

/** Films whose frames stand alone; those of other codecs are known here too, so that they are refused by the codec's name. */
export const filmFormats: readonly FormatDescriptor[] = [
  {
    id: "avi",
    name: "AVI",
    extensions: ["avi"],
    mediaType: "video/x-msvideo",
    sniff: ({ head }) => (hasText(head, 0, "RIFF") && hasText(head, 8, "AVI ") ? 2 : 0),
    load: () => import("./avi/reader.ts"),
  },
  {
    id: "quicktime",
    name: "QuickTime",
    extensions: ["mov", "qt"],
    mediaType: "video/quicktime",
    sniff: sniffQuickTime,
    load: () => import("./quicktime/reader.ts"),
  },
];
