import { CFB_SIGNATURE } from "./shared/cfb/signature.ts";

/** What a file is that no reader of ours opens. */
export type ForeignContent = {
  what: string;
  /** Why it is not read, where that will stay so. */
  why?: string;
  /** What can be done. */
  advice?: string;
};

/** A format of images that people drop and that no reader of ours opens. Offsets in bytes; text as ISO 8859-1. */
type ForeignFormat = ForeignContent & {
  /** Where it has a signature: all of these are there. */
  bytes?: readonly { at: number; text: string }[];
  /** The first characters, where the format is text. */
  text?: RegExp;
  /** Where the signature is that of a container, or there is none: the name's ending. */
  name?: RegExp;
};

const OLE2 = [{ at: 0, text: CFB_SIGNATURE }];

/** The first that fits counts: what a container holds comes before the container. */
const FOREIGN: readonly ForeignFormat[] = [
  {
    what: "an imzML description",
    why: "a spectrum for each pixel is no image before masses are chosen",
    advice: "Choose masses in the program that made it, or with pyimzML, and save their images as TIFF.",
    text: /<mzML[\s>]/,
  },
  { what: "a Phantom film (CINE)", bytes: [{ at: 0, text: "CI,\0" }] },
  {
    what: "an AxioVision image (ZVI)",
    advice: "Bio-Formats makes an OME-TIFF of it: bfconvert FILE.zvi FILE.ome.tif",
    bytes: OLE2,
    name: /\.zvi$/i,
  },
];

/** What a file is, by its first bytes and its name; null for what is none of these. */
export function foreignFormat(head: Uint8Array, file: string): ForeignContent | null {
  const start = Array.from(head.subarray(0, 1024), (byte) => String.fromCharCode(byte)).join("");
  const fits = ({ bytes = [], text, name }: ForeignFormat): boolean =>
    bytes.every(({ at, text: sign }) => start.startsWith(sign, at)) &&
    (text === undefined || text.test(start)) &&
    (name === undefined || name.test(file));
  return FOREIGN.find(fits) ?? null;
}
