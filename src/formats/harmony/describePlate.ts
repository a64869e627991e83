import type { ChannelDescription } from "../../model/image.ts";
import { wholeNumber } from "../shared/numberText.ts";
import type { PlateContents } from "../shared/plate/plateContents.ts";
import type { HarmonyIndex } from "./parseIndex.ts";
import { bitsOf } from "./quirks.ts";
import { micrometres, numberIn, type TextFields } from "./textFields.ts";

/** What an index says, in the form that all plates have. */
export function contentsOf(
  { plate, channels, planes, files }: HarmonyIndex & { files: string[] },
  { fileName, formatName }: { fileName: string; formatName: string },
): PlateContents {
  const text = (field: string): string | null => plate.get(field)?.text ?? null;
  const plateName = text("PlateName") ?? text("Name") ?? text("PlateID") ?? fileName;
  const any = channels.values().next().value ?? new Map();
  const bits = [...channels.values()].map((fields) => bitsOf(numberIn(fields.get("MaxIntensity"))));
  return {
    format: "harmony",
    formatName,
    // All plates of an instrument have an index of the same name.
    name: plateName,
    indexFiles: files,
    plate: {
      name: plateName,
      rows: wholeNumber(text("PlateRows"), 4) ?? 0,
      columns: wholeNumber(text("PlateColumns"), 4) ?? 0,
    },
    channels: new Map([...channels].map(([channel, fields]) => [channel, channelOf(fields)])),
    planes,
    pixelSize: { y: lengthOf(any, "ImageResolutionY"), x: lengthOf(any, "ImageResolutionX") },
    planeDistance: null,
    timeInterval: null,
    significantBits: bits.every((each) => each !== null) && bits.length > 0 ? Math.max(...bits) : null,
    acquisitionDate: text("MeasurementStartTime"),
    facts: factsOf(plate, any),
    notes: [],
  };
}

function channelOf(fields: TextFields): ChannelDescription {
  const emission = numberIn(fields.get("MainEmissionWavelength"));
  return {
    name: fields.get("ChannelName")?.text ?? null,
    color: null,
    window: null,
    emissionWavelengthNanometre: emission !== null && emission > 0 ? emission : null,
  };
}

function lengthOf(fields: TextFields, name: string): number | null {
  const length = micrometres(fields.get(name));
  return length !== null && length > 0 ? length : null;
}

/** Facts by the elements that have them; the first channel speaks for all. */
const FACTS: readonly [name: string, element: string][] = [
  ["Instrument", "InstrumentType"],
  ["Plate type", "PlateTypeName"],
  ["Objective magnification", "ObjectiveMagnification"],
  ["Numerical aperture", "ObjectiveNA"],
  ["Binning", "BinningX"],
  ["Camera", "CameraType"],
  ["Acquisition", "AcquisitionType"],
];

function factsOf(plate: TextFields, channel: TextFields): Record<string, string> {
  const facts: Record<string, string> = {};
  for (const [name, element] of FACTS) {
    const text = plate.get(element)?.text ?? channel.get(element)?.text ?? "";
    if (text !== "") facts[name] = text;
  }
  return facts;
}
