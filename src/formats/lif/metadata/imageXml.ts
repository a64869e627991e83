import type { DataType } from "../../../model/dtype.ts";
import { LIMITS } from "../../../model/limits.ts";
import { childrenNamed, type XmlElement } from "../../shared/xml.ts";
import { corruptLeica, unreadableImage } from "../errors.ts";
import { descend, numberAttribute } from "./leicaXml.ts";

/** A ChannelDescription: a detector's image, or a colour sample of one. */
export type ChannelXml = {
  dtype: DataType;
  /** 0 grey, 1 red, 2 green, 3 blue. */
  tag: number;
  /** Bits that carry data. */
  bits: number;
  /** Bytes from the image's first value to the channel's. */
  offset: number;
  /** Name of the look-up table, mostly a colour. */
  lutName: string;
  properties: ReadonlyMap<string, string>;
};

/** A DimensionDescription. */
export type DimensionXml = {
  /** 1 x, 2 y, 3 z, 4 t, 5 emission wavelength, 6 rotation, 7 XT slices, 8 T slices, 9 excitation wavelength, 10 stage, 11 loop. */
  id: number;
  length: number;
  /** Bytes from one index to the next. */
  stride: number;
  /** Position of the first element, and distance from the first to the last, in `unit`; null where there is no number. */
  origin: number | null;
  extent: number | null;
  unit: string;
};

/** What the document says of an image's array. */
export type ImageXml = { channels: ChannelXml[]; dimensions: DimensionXml[] };

/**
 * Reads the description of an image's array. `image` is the `Data/Image` element, `name` names it in errors.
 * @throws `corrupt` for numbers that make no sense, `unsupported-feature` for a kind of array that cannot be read
 */
export function readImageXml(image: XmlElement, name: string, file: string): ImageXml {
  const description = descend(image, "ImageDescription");
  const channels = description === null ? null : descend(description, "Channels");
  const dimensions = description === null ? null : descend(description, "Dimensions");
  if (channels === null || dimensions === null) throw unreadableImage(file, name, "it has no description");
  const result = {
    channels: childrenNamed(channels, "ChannelDescription").map((each) => readChannel(each, name, file)),
    dimensions: childrenNamed(dimensions, "DimensionDescription").map((each) => readDimension(each, name, file)),
  };
  if (result.channels.length === 0) throw unreadableImage(file, name, "it has no channels");
  if (result.channels.length > LIMITS.channels) throw unreadableImage(file, name, "it has too many channels");
  if (result.dimensions.length > LIMITS.axes) throw unreadableImage(file, name, "it has too many axes");
  if (result.dimensions.some(({ length }) => length === 0)) throw unreadableImage(file, name, "it has no pixels");
  return result;
}

function readChannel(element: XmlElement, image: string, file: string): ChannelXml {
  refuseBitOffset(element, image, file);
  const bits = count(element, "Resolution", file);
  const type = numberAttribute(element, "DataType") ?? 0;
  const dtype = dtypeOf(type, bits);
  if (dtype === null) {
    throw unreadableImage(file, image, `its pixels are of an unknown type (data type ${type}, ${bits} bits)`);
  }
  return {
    dtype,
    tag: numberAttribute(element, "ChannelTag") ?? 0,
    bits,
    offset: count(element, "BytesInc", file),
    lutName: element.attributes["LUTName"] ?? "",
    properties: propertiesOf(element),
  };
}

function readDimension(element: XmlElement, image: string, file: string): DimensionXml {
  refuseBitOffset(element, image, file);
  const length = count(element, "NumberOfElements", file);
  if (length > LIMITS.axisLength) throw unreadableImage(file, image, "an axis is too long");
  return {
    id: numberAttribute(element, "DimID") ?? 0,
    length,
    stride: count(element, "BytesInc", file),
    origin: numberAttribute(element, "Origin"),
    extent: numberAttribute(element, "Length"),
    unit: element.attributes["Unit"]?.trim() ?? "",
  };
}

/** LAS writes 0: values that begin inside a byte are in the format's documentation only. */
function refuseBitOffset(element: XmlElement, image: string, file: string): void {
  if ((numberAttribute(element, "BitInc") ?? 0) !== 0) {
    throw unreadableImage(file, image, "its pixels do not begin at whole bytes");
  }
}

/** Unsigned integers (data type 0) or floats (1), in the smallest type that has room for the bits. */
function dtypeOf(type: number, bits: number): DataType | null {
  if (bits < 1 || bits > 64) return null;
  if (type === 0) return bits <= 8 ? "uint8" : bits <= 16 ? "uint16" : bits <= 32 ? "uint32" : "uint64";
  if (type === 1 && bits > 8) return bits <= 16 ? "float16" : bits <= 32 ? "float32" : "float64";
  return null;
}

/** `ChannelProperty` elements with a `Key` and a `Value`: the dye, the detector. */
function propertiesOf(element: XmlElement): ReadonlyMap<string, string> {
  const properties = new Map<string, string>();
  for (const property of childrenNamed(element, "ChannelProperty")) {
    const key = descend(property, "Key")?.text.trim() ?? property.attributes["Key"];
    const value = descend(property, "Value")?.text.trim() ?? property.attributes["Value"];
    if (key !== undefined && value !== undefined) properties.set(key, value);
  }
  return properties;
}

/** A whole number from 0 that arithmetic with it stays exact. */
function count(element: XmlElement, name: string, file: string): number {
  const text = element.attributes[name] ?? "";
  const value = /^\s*\d{1,15}\s*$/.test(text) ? Number(text) : Number.NaN;
  if (!Number.isSafeInteger(value)) {
    throw corruptLeica(
      file,
      "its description holds a number that makes no sense",
      `${element.name} ${name}="${text.slice(0, 40)}"`,
    );
  }
  return value;
}
