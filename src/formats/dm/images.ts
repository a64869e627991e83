import type { DataType } from "../../model/dtype.ts";
import { ZarrdropError } from "../../model/errors.ts";
import { itemSize } from "../../model/dtype.ts";
import { LIMITS } from "../../model/limits.ts";
import { sizeOfShape } from "../../model/region.ts";
import { groupAt, groupsIn, numberIn, type TagGroup, textIn } from "./tags.ts";

/** How a step along an axis is measured. */
export type DmCalibration = { scale: number; origin: number; unit: string };

/** An image of a file. */
export type DmImage = {
  name: string;
  /** Lengths, the fastest first, with their calibrations. */
  sizes: number[];
  calibrations: DmCalibration[];
  dtype: DataType;
  /** Four bytes of a pixel are colours and transparency. */
  isColour: boolean;
  offset: number;
  /** Display range of the values; null for none. */
  tags: TagGroup | null;
};

const TYPES: Record<number, DataType> = {
  1: "int16",
  2: "float32",
  3: "complex64",
  6: "uint8",
  7: "int32",
  8: "uint8",
  9: "int8",
  10: "uint16",
  11: "uint32",
  12: "float64",
  13: "complex128",
  14: "bool",
  23: "uint8",
  39: "int64",
  40: "uint64",
};
const COLOURS = new Set([8, 23]);
const COLOUR_BYTES = 4;

/**
 * The images of a file, those made to be shown small left out.
 * @throws `corrupt`; `unsupported-feature` where none of them can be read, with the first reason
 */
export function imagesOf(root: TagGroup): { images: DmImage[]; left: string[] } {
  const list = groupsIn(groupAt(root, "ImageList"));
  const thumbnails = groupsIn(groupAt(root, "Thumbnails")).map((each) => numberIn(each, "ImageIndex"));
  const wanted = list.filter((_, index) => list.length === 1 || !thumbnails.includes(index));
  if (wanted.length > LIMITS.scenes) throw new ZarrdropError("limit", "The file has too many images.");
  const images: DmImage[] = [];
  const left: string[] = [];
  for (const entry of wanted) {
    const image = imageOf(entry);
    if (typeof image === "string") left.push(image);
    else images.push(image);
  }
  if (images.length > 0) return { images, left };
  const [reason] = left;
  throw reason === undefined
    ? new ZarrdropError("corrupt", "The file holds no image.")
    : new ZarrdropError("unsupported-feature", `The file holds no image that is read: ${reason}.`);
}

/** An image, or why it cannot be one. */
function imageOf(entry: TagGroup): DmImage | string {
  const name = textIn(entry, "Name");
  const data = groupAt(entry, "ImageData");
  const type = numberIn(data, "DataType") ?? 0;
  const dtype = TYPES[type];
  const stored = data?.get("Data");
  if (dtype === undefined) return `${name || "an image"} has values of a kind that is not read (type ${type})`;
  if (typeof stored !== "object" || !("offset" in stored)) return `${name || "an image"} has no values`;
  const sizes = [...(groupAt(data, "Dimensions")?.values() ?? [])].filter((size) => typeof size === "number");
  if (sizes.length === 0 || sizes.length > LIMITS.axes || sizes.some((size) => !(size >= 1))) {
    throw new ZarrdropError("corrupt", "The file gives impossible sizes.", { technical: sizes.join(" × ") });
  }
  const isColour = COLOURS.has(type);
  const bytes = sizeOfShape(sizes) * (isColour ? COLOUR_BYTES : itemSize(dtype));
  if (bytes > stored.bytes) {
    throw new ZarrdropError("corrupt", "The file contradicts itself: an image is larger than its values.", {
      technical: `${sizes.join(" × ")} in ${stored.bytes} bytes`,
    });
  }
  const calibrations = groupsIn(groupAt(data, "Calibrations", "Dimension")).map((each) => ({
    scale: numberIn(each, "Scale") ?? 1,
    origin: numberIn(each, "Origin") ?? 0,
    unit: textIn(each, "Units"),
  }));
  return { name, sizes, calibrations, dtype, isColour, offset: stored.offset, tags: groupAt(entry, "ImageTags") };
}
