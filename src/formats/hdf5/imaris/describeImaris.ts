import { hexColour } from "../../../model/hexColour.ts";
import type { ChannelDescription } from "../../../model/image.ts";
import { lengthUnit } from "../../../model/units.ts";
import type { AxisStep } from "../../shared/arrays/arrayReader.ts";
import type { ImarisAttributes } from "./attributes.ts";

/** Sizes of an image along x, y and z, in this order, as Imaris numbers its axes. */
export type ImarisSize = readonly [x: number, y: number, z: number];

/**
 * How large voxels are and where the first one is: `ExtMin` and `ExtMax` are the corners of the whole image, in micrometres where `Unit` says
 * no other length.
 */
export function spaceOf(image: ImarisAttributes, size: ImarisSize): Record<"x" | "y" | "z", AxisStep> {
  const { name: unit, factor } = lengthUnit(image.text("Unit") ?? "um") ?? { name: "micrometer", factor: 1 };
  const stepOf = (axis: 0 | 1 | 2): AxisStep => {
    const [low, high] = [image.number(`ExtMin${axis}`), image.number(`ExtMax${axis}`)];
    const step = low === null || high === null ? Number.NaN : ((high - low) * factor) / size[axis];
    if (!(step > 0)) return { size: null, unit: null };
    // The corner is half a voxel before the first centre.
    return { size: step, origin: low! * factor + step / 2, unit };
  };
  return { x: stepOf(0), y: stepOf(1), z: stepOf(2) };
}

/** When time points were taken, as far as the file says: the first, and seconds between them on average. */
export type ImarisTimes = { first: string | null; interval: number | null; isEven: boolean };

/** `TimePoint1` and so on: "2020-01-31 12:00:00.000", without a time zone. */
export function timesOf(info: ImarisAttributes, count: number): ImarisTimes {
  const seconds: number[] = [];
  let first: string | null = null;
  for (let index = 1; index <= count; index++) {
    const [, date, time, fraction] =
      /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(\.\d+)?/.exec(info.text(`TimePoint${index}`) ?? "") ?? [];
    const moment = Date.parse(`${date}T${time}Z`) / 1000 + Number(fraction ?? 0);
    if (Number.isNaN(moment)) break;
    first ??= `${date}T${time}`;
    seconds.push(moment);
  }
  const mean = (seconds.at(-1)! - seconds[0]!) / (seconds.length - 1);
  if (seconds.length < count || !(mean > 0)) return { first, interval: null, isEven: true };
  const isEven = seconds.every((second, index) => Math.abs(second - seconds[0]! - index * mean) <= 0.1 * mean);
  // Of a thousandth of a second, as it is written, what the arithmetic adds is no part.
  return { first, interval: Number(mean.toFixed(6)), isEven };
}

/** A channel by the attributes of its part of `DataSetInfo`. */
export function channelOf(attributes: ImarisAttributes): ChannelDescription {
  const color = attributes.numbers("Color");
  const isColor = color.length === 3 && color.every((part) => part >= 0 && part <= 1);
  const [start, end] = attributes.numbers("ColorRange");
  const emission = attributes.number("LSMEmissionWavelength");
  const [red, green, blue] = color.map((part) => Math.round(part * 255));
  return {
    name: attributes.text("Name"),
    color: isColor && attributes.text("ColorMode") !== "TableColor" ? hexColour([red!, green!, blue!]) : null,
    window: start !== undefined && end !== undefined && end > start ? { start, end } : null,
    emissionWavelengthNanometre: emission !== null && emission > 0 ? emission : null,
  };
}

/** Attributes of the image that people want to know, by what they are called here. */
const FACTS: Readonly<Record<string, string>> = {
  Description: "Description",
  LensPower: "Objective",
  NumericalAperture: "Numerical aperture",
  MicroscopeModality: "Microscope modality",
  ManufactorType: "Instrument",
};

/** Further facts of the image. */
export function factsOf(image: ImarisAttributes, version: string | null): Record<string, string> {
  const facts: Record<string, string> = {};
  for (const [attribute, name] of Object.entries(FACTS)) {
    const text = image.text(attribute);
    if (text !== null && !/^\(?(no description|name not specified|description not specified)\)?$/i.test(text))
      facts[name] = text;
  }
  if (version !== null) facts["Imaris version"] = version;
  return facts;
}
