import { isAboutContent } from "../../shared/aboutContent.ts";
import { childNamed, childrenNamed, parseXml, type XmlElement } from "../../shared/xml.ts";
import { knownDate } from "../quirks.ts";
import { cutSections, type SectionName } from "./sections.ts";

/** What the metadata say of a channel. */
export type ChannelMetadata = {
  id: string | null;
  /** Of the recorded channel; null where it has none. */
  name: string | null;
  /** As the display settings call it. */
  displayName: string | null;
  /** Six hexadecimal digits in upper case. */
  color: string | null;
  /** Display range as fractions of the pixel type's range. */
  display: { low: number; high: number } | null;
  emissionWavelengthNanometre: number | null;
};

/** What the metadata say of a scene. */
export type SceneMetadata = { name: string | null; shapeName: string | null };

/** When time points were recorded: at even steps, or one by one; in seconds. */
export type TimeMetadata = { increment: number | null; offsets: readonly number[] };

/** What is of use of a CZI's metadata; every part may be missing. */
export type CziMetadata = {
  /** Step of x, y and z in metres, as written (0 where the program did not know it). */
  scaling: Readonly<Record<"X" | "Y" | "Z", number | null>>;
  /** In order of dimension C: recorded ones, and such as only the display settings know. */
  channels: readonly ChannelMetadata[];
  /** How many of them are recorded ones. */
  recordedChannels: number;
  /** By value of dimension S. */
  scenes: ReadonlyMap<number, SceneMetadata>;
  /** Rows and columns of the multiwell plate on the stage; 0 where none is known. */
  plate: { rows: number; columns: number };
  time: TimeMetadata;
  componentBits: number | null;
  acquisitionDate: string | null;
  facts: Record<string, string>;
};

const NO_METADATA: CziMetadata = {
  scaling: { X: null, Y: null, Z: null },
  channels: [],
  recordedChannels: 0,
  scenes: new Map(),
  plate: { rows: 0, columns: 0 },
  time: { increment: null, offsets: [] },
  componentBits: null,
  acquisitionDate: null,
  facts: {},
};

/**
 * Reads the metadata. What is missing or of a strange form is left out, and metadata that are no XML count as none: `notes` says so, for the
 * image can be read all the same.
 */
export function parseMetadata(xml: string | null, file: string, notes: string[]): CziMetadata {
  if (xml === null) {
    notes.push("The file has no metadata: channel names and pixel sizes are unknown.");
    return NO_METADATA;
  }
  const sections = cutSections(xml);
  const parse = (name: SectionName): XmlElement | null => {
    const text = sections.get(name);
    try {
      return text === undefined ? null : parseXml(text, file);
    } catch (error) {
      if (!isAboutContent(error)) throw error;
      notes.push(`A part of the metadata (${name}) is damaged and was left out.`);
      return null;
    }
  };
  const information = parse("Information");
  const image = childNamedOrNull(information, "Image");
  const dimensions = childNamedOrNull(image, "Dimensions");
  const recorded = childrenOf(childNamedOrNull(dimensions, "Channels"), "Channel");
  const shown = childrenOf(childNamedOrNull(parse("DisplaySetting"), "Channels"), "Channel");
  return {
    scaling: scalingOf(parse("Scaling")),
    channels: Array.from({ length: Math.max(recorded.length, shown.length) }, (_, index) => {
      const channel = recorded[index] ?? null;
      return describeChannel(channel, displayOf(channel, index, shown));
    }),
    recordedChannels: recorded.length,
    scenes: scenesOf(dimensions),
    plate: plateOf(xml),
    time: timeOf(dimensions),
    componentBits: numberIn(image, "ComponentBitCount"),
    acquisitionDate: dateOf(information, image, dimensions),
    facts: factsOf(information, image, recorded),
  };
}

/** The display settings of a recorded channel: by identifier, else by place. */
function displayOf(channel: XmlElement | null, index: number, shown: readonly XmlElement[]): XmlElement | null {
  const id = channel?.attributes["Id"];
  const same = id === undefined ? undefined : shown.find((candidate) => candidate.attributes["Id"] === id);
  return same ?? shown[index] ?? null;
}

function describeChannel(channel: XmlElement | null, display: XmlElement | null): ChannelMetadata {
  const wavelength = numberIn(channel, "EmissionWavelength");
  const low = numberIn(display, "Low");
  const high = numberIn(display, "High");
  return {
    id: channel?.attributes["Id"] ?? null,
    name: channel?.attributes["Name"] ?? null,
    displayName: display?.attributes["Name"] ?? null,
    color: colorOf(textIn(display, "Color")) ?? colorOf(textIn(channel, "Color")),
    // One of both may be left out where it is the end of the range.
    display: low === null && high === null ? null : { low: low ?? 0, high: high ?? 1 },
    emissionWavelengthNanometre: wavelength !== null && wavelength > 1 ? wavelength : null,
  };
}

/** "#AARRGGBB" or "#RRGGBB". */
function colorOf(text: string | null): string | null {
  const match = /^#(?:[0-9a-f]{2})?([0-9a-f]{6})$/i.exec(text ?? "");
  return match?.[1]?.toUpperCase() ?? null;
}

function scalingOf(scaling: XmlElement | null): CziMetadata["scaling"] {
  const distances = childrenOf(childNamedOrNull(scaling, "Items"), "Distance");
  const of = (id: string): number | null => {
    const value = numberIn(distances.find((distance) => distance.attributes["Id"] === id) ?? null, "Value");
    return value !== null && value >= 0 ? value : null;
  };
  return { X: of("X"), Y: of("Y"), Z: of("Z") };
}

function scenesOf(dimensions: XmlElement | null): Map<number, SceneMetadata> {
  const scenes = new Map<number, SceneMetadata>();
  const list = childrenOf(childNamedOrNull(childNamedOrNull(dimensions, "S"), "Scenes"), "Scene");
  for (const scene of list) {
    const index = Number(scene.attributes["Index"] ?? Number.NaN);
    if (!Number.isInteger(index) || scenes.has(index)) continue;
    const shape = childNamed(scene, "Shape");
    scenes.set(index, {
      name: scene.attributes["Name"] ?? null,
      shapeName: shape === null ? null : (shape.attributes["Name"] ?? null),
    });
  }
  return scenes;
}

/** The form of the sample's carrier, which stands in a section that is too long to be read for it. */
function plateOf(xml: string): CziMetadata["plate"] {
  const side = (name: string): number => Number(new RegExp(`<${name}>(\\d{1,2})</${name}>`).exec(xml)?.[1] ?? 0);
  return { rows: side("ShapeRows"), columns: side("ShapeColumns") };
}

function timeOf(dimensions: XmlElement | null): TimeMetadata {
  const positions = childNamedOrNull(childNamedOrNull(dimensions, "T"), "Positions");
  const increment = numberIn(childNamedOrNull(positions, "Interval"), "Increment");
  const offsets = (textIn(childNamedOrNull(positions, "List"), "Offsets") ?? "")
    .split(/\s+/)
    .filter((text) => text !== "");
  return { increment: increment !== null && increment > 0 ? increment : null, offsets: offsets.map(Number) };
}

function dateOf(
  information: XmlElement | null,
  image: XmlElement | null,
  dimensions: XmlElement | null,
): string | null {
  const time = childNamedOrNull(dimensions, "T");
  const document = childNamedOrNull(information, "Document");
  return (
    knownDate(textIn(image, "AcquisitionDateAndTime")) ??
    knownDate(textIn(time, "StartTime")) ??
    knownDate(textIn(document, "CreationDate"))
  );
}

function factsOf(
  information: XmlElement | null,
  image: XmlElement | null,
  recorded: readonly XmlElement[],
): Record<string, string> {
  const facts: Record<string, string> = {};
  const put = (name: string, text: string | null | undefined): void => {
    if (text !== null && text !== undefined && text.trim() !== "") facts[name] = text.trim().slice(0, 1000);
  };
  const instrument = childNamedOrNull(information, "Instrument");
  const settings = childNamedOrNull(image, "ObjectiveSettings");
  const objective = referenced(instrument, "Objectives", "Objective", childNamedOrNull(settings, "ObjectiveRef"));
  put("Objective", textIn(childNamedOrNull(objective, "Manufacturer"), "Model") ?? objective?.attributes["Name"]);
  put("Magnification", textIn(objective, "NominalMagnification"));
  put("Numerical aperture", textIn(objective, "LensNA"));
  put("Immersion", textIn(objective, "Immersion") ?? textIn(settings, "Medium"));
  const microscope = referenced(instrument, "Microscopes", "Microscope", childNamedOrNull(image, "MicroscopeRef"));
  put("Microscope", textIn(microscope, "System") ?? microscope?.attributes["Name"]);
  put("Excitation wavelengths", perChannel(recorded, "ExcitationWavelength", 1, "nm"));
  // Written in nanoseconds.
  put("Exposure times", perChannel(recorded, "ExposureTime", 1e6, "ms"));
  const application = childNamedOrNull(information, "Application");
  put(
    "Software",
    [textIn(application, "Name"), textIn(application, "Version")].filter((text) => text !== null).join(" "),
  );
  put("Title", textIn(childNamedOrNull(information, "Document"), "Title"));
  put("Description", textIn(childNamedOrNull(information, "Document"), "Description"));
  return facts;
}

/** A number of each channel, "–" for those without; null where none has it. */
function perChannel(channels: readonly XmlElement[], name: string, divisor: number, unit: string): string | null {
  const values = channels.map((channel) => {
    const value = numberIn(channel, name);
    return value === null || value <= 0 ? null : String(Number((value / divisor).toPrecision(6)));
  });
  return values.every((value) => value === null) ? null : `${values.map((value) => value ?? "–").join(", ")} ${unit}`;
}

/** The element that a reference means; the only one of a list where there is no reference. */
function referenced(
  parent: XmlElement | null,
  list: string,
  name: string,
  reference: XmlElement | null,
): XmlElement | null {
  const candidates = childrenOf(childNamedOrNull(parent, list), name);
  const id = reference?.attributes["Id"];
  if (id !== undefined) return candidates.find((candidate) => candidate.attributes["Id"] === id) ?? null;
  return candidates.length === 1 ? candidates[0]! : null;
}

function childNamedOrNull(parent: XmlElement | null, name: string): XmlElement | null {
  return parent === null ? null : childNamed(parent, name);
}

function childrenOf(parent: XmlElement | null, name: string): XmlElement[] {
  return parent === null ? [] : childrenNamed(parent, name);
}

function textIn(parent: XmlElement | null, name: string): string | null {
  return childNamedOrNull(parent, name)?.text.trim() ?? null;
}

function numberIn(parent: XmlElement | null, name: string): number | null {
  const text = textIn(parent, name);
  if (text === null || text === "") return null;
  const value = Number(text);
  return Number.isFinite(value) ? value : null;
}
