import { ndtiffIndexIn } from "./ndtiffIndexPath.ts";
import type { FormatDescriptor, SniffInput } from "../reader.ts";

/** TIFF and BigTIFF, with what is built on them: OME-TIFF, ImageJ stacks, tifffile's arrays, pyramids. */
export const tiffFormat: FormatDescriptor = {
  id: "tiff",
  name: "TIFF and OME-TIFF",
  extensions: [
    "tif",
    "tiff",
    "ome.tif",
    "ome.tiff",
    "btf",
    "tf2",
    "tf8",
    "lsm",
    "stk",
    "svs",
    "ndpi",
    "qptiff",
    "scn",
    "bif",
  ],
  mediaType: "image/tiff",
  sniff: ({ head }: SniffInput) => (isTiff(head) ? 2 : 0),
  load: () => import("./reader.ts"),
};

/** Micro-Manager's NDTiff datasets by their index or folder; their TIFF files are known by themselves. */
export const ndtiffFormat: FormatDescriptor = {
  id: "ndtiff",
  name: "NDTiff dataset (index)",
  extensions: [],
  sniff: ({ path, head, siblings }: SniffInput) => {
    if (path === "") return ndtiffIndexIn(siblings) === null ? 0 : 2;
    // A length of 32 bits, and the place of the first image as JSON.
    return /(?:^|\/)NDTiff\.index$/.test(path) && head[4] === 0x7b ? 2 : 0;
  },
  load: () => import("./openNdtiffIndex.ts"),
};

/** The metadata file of a set of OME-TIFF files. */
export const omeCompanionFormat: FormatDescriptor = {
  id: "ome-companion",
  name: "OME-TIFF set (companion file)",
  extensions: ["companion.ome", "ome", "ome.xml"],
  mediaType: "application/xml",
  sniff: ({ head }: SniffInput) => (isOmeXml(head) ? 2 : 0),
  load: () => import("./reader.ts"),
};

/** The signatures of TIFF 6.0 and BigTIFF in both byte orders. */
function isTiff(head: Uint8Array): boolean {
  const little = head[0] === 0x49 && head[1] === 0x49 && head[3] === 0 && (head[2] === 42 || head[2] === 43);
  const big = head[0] === 0x4d && head[1] === 0x4d && head[2] === 0 && (head[3] === 42 || head[3] === 43);
  return little || big;
}

/** An XML document whose root is `OME`, in any of the encodings that keep ASCII readable. */
function isOmeXml(head: Uint8Array): boolean {
  const start = new TextDecoder("latin1").decode(head.subarray(0, 2048)).replace(/^ï»¿/, "").trimStart();
  return start.startsWith("<") && /<(\w+:)?OME[\s>]/.test(start);
}
