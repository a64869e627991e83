import { PlaneTimes } from "./planeTimes.ts";
import { type Quantity, quantity } from "./quantity.ts";
import { childNamed, childrenNamed, parseXml, type XmlElement } from "../../shared/xml.ts";

/** The parts of an OME-XML document (OME data model 2003 to 2016-06) that say what the pixels are and where. */
export type OmeDocument = {
  uuid: string | null;
  /** This file has pixels only; the metadata are in another file. */
  binaryOnly: { metadataFile: string; uuid: string | null } | null;
  images: OmeImage[];
  /** Facts about the instrument, for people. */
  instruments: Record<string, string>;
};

/** An `Image` element of OME-XML. */
export type OmeImage = {
  id: string;
  name: string | null;
  acquisitionDate: string | null;
  description: string | null;
  objective: string | null;
  pixels: OmePixels;
};

/** A `Pixels` element: the shape of an image, and where its planes are. */
export type OmePixels = {
  /** "XYCZT" and so on: the fastest axis first. */
  dimensionOrder: string;
  sizes: Record<OmeAxis, number>;
  type: string;
  significantBits: number | null;
  physicalSizes: Record<"X" | "Y" | "Z", Quantity | null>;
  /** As said, or else as the planes were taken on average. */
  timeIncrement: Quantity | null;
  channels: OmeChannel[];
  tiffData: OmeTiffData[];
  /** Stage position of the first plane. */
  position: Record<"X" | "Y" | "Z", Quantity | null>;
};

/** The axes that OME-XML knows. */
export type OmeAxis = "X" | "Y" | "Z" | "C" | "T";

/** A `Channel` element; one with several samples per pixel stands for as many channels. */
export type OmeChannel = {
  id: string | null;
  name: string | null;
  samplesPerPixel: number;
  /** Six hexadecimal digits. */
  color: string | null;
  emission: Quantity | null;
};

/** A `TiffData` element: which planes are in which directories of which file. */
export type OmeTiffData = {
  /** First directory; 0 if not given. */
  ifd: number;
  /** Number of planes; null = all that the file has. */
  planes: number | null;
  first: Record<"Z" | "C" | "T", number>;
  uuid: string | null;
  fileName: string | null;
};

/** Elements that may be long and say nothing of where the pixels are. */
const UNWANTED: ReadonlySet<string> = new Set(["StructuredAnnotations", "CustomAttributes", "ROI", "BinData"]);

/**
 * Reads a document; null as in `readOmeDocument`.
 * @throws those of `parseXml`
 */
export function parseOmeXml(xml: string, file: string): OmeDocument | null {
  // There is a Plane for each of maybe 100,000 planes; the first says where the stage was, all of them when they were taken.
  const planes = new PlaneTimes();
  const root = parseXml(xml, file, { skip: (name) => UNWANTED.has(name), take: (element) => planes.take(element) });
  return readOmeDocument(root, planes);
}

/** Reads the document, or returns null if the root is not `OME` or an image lacks what is indispensable. */
export function readOmeDocument(root: XmlElement, planes = new PlaneTimes()): OmeDocument | null {
  if (root.name !== "OME") return null;
  const binaryOnly = childNamed(root, "BinaryOnly");
  const images: OmeImage[] = [];
  const objectives = readObjectives(root);
  for (const [index, element] of childrenNamed(root, "Image").entries()) {
    const image = readImage(element, index, objectives, planes);
    if (image === null) return null;
    images.push(image);
  }
  return {
    uuid: root.attributes["UUID"] ?? null,
    binaryOnly:
      binaryOnly === null
        ? null
        : { metadataFile: binaryOnly.attributes["MetadataFile"] ?? "", uuid: binaryOnly.attributes["UUID"] ?? null },
    images,
    instruments: readInstruments(root),
  };
}

function readImage(
  element: XmlElement,
  index: number,
  objectives: ReadonlyMap<string, string | null>,
  planes: PlaneTimes,
): OmeImage | null {
  const pixels = childNamed(element, "Pixels");
  if (pixels === null) return null;
  const read = readPixels(pixels, element, planes);
  if (read === null) return null;
  const date =
    childNamed(element, "AcquisitionDate") ??
    childNamed(element, "AcquiredDate") ??
    childNamed(element, "CreationDate");
  return {
    id: element.attributes["ID"] ?? `Image:${index}`,
    name: nonEmpty(element.attributes["Name"]),
    acquisitionDate: isoDate(date?.text),
    description: nonEmpty(childNamed(element, "Description")?.text),
    objective: objectiveOf(element, objectives),
    pixels: read,
  };
}

function readPixels(element: XmlElement, image: XmlElement, planes: PlaneTimes): OmePixels | null {
  const { attributes } = element;
  const dimensionOrder = attributes["DimensionOrder"] ?? "XYZCT";
  if (!/^XY(ZCT|ZTC|CZT|CTZ|TZC|TCZ)$/.test(dimensionOrder)) return null;
  const sizes = { X: 0, Y: 0, Z: 0, C: 0, T: 0 };
  for (const axis of ["X", "Y", "Z", "C", "T"] as const) {
    const size = integer(attributes[`Size${axis}`]);
    if (size === null || size < 1) return null;
    sizes[axis] = size;
  }
  const channels = childrenNamed(element, "Channel").map(readChannel);
  const logical = childrenNamed(image, "LogicalChannel").map(readChannel);
  const plane = childrenNamed(element, "Plane")[0];
  const physical = (axis: "X" | "Y" | "Z"): Quantity | null => quantity(attributes, `PhysicalSize${axis}`, true);
  const position = (axis: "X" | "Y" | "Z"): Quantity | null =>
    plane === undefined ? null : quantity(plane.attributes, `Position${axis}`, false);
  return {
    dimensionOrder,
    sizes,
    type: attributes["Type"] ?? attributes["PixelType"] ?? "",
    significantBits: integer(attributes["SignificantBits"]),
    physicalSizes: { X: physical("X"), Y: physical("Y"), Z: physical("Z") },
    timeIncrement: quantity(attributes, "TimeIncrement", true) ?? planes.stepOf(element),
    channels: channels.length > 0 ? channels : logical,
    tiffData: childrenNamed(element, "TiffData").map(readTiffData),
    position: { X: position("X"), Y: position("Y"), Z: position("Z") },
  };
}

function readChannel(element: XmlElement): OmeChannel {
  const { attributes } = element;
  return {
    id: nonEmpty(attributes["ID"]),
    name: nonEmpty(attributes["Name"]),
    samplesPerPixel: Math.max(1, integer(attributes["SamplesPerPixel"]) ?? 1),
    color: colorDigits(attributes["Color"]),
    emission: quantity(attributes, "EmissionWavelength", true) ?? quantity(attributes, "EmWave", true),
  };
}

function readTiffData(element: XmlElement): OmeTiffData {
  const { attributes } = element;
  const uuid = childNamed(element, "UUID");
  const planes = integer(attributes["PlaneCount"]) ?? integer(attributes["NumPlanes"]);
  // Without a number, a given directory means one plane and none means all of them.
  const fallback = attributes["IFD"] === undefined ? null : 1;
  const firstIndex = (axis: string): number => Math.max(0, integer(attributes[`First${axis}`]) ?? 0);
  return {
    ifd: Math.max(0, integer(attributes["IFD"]) ?? 0),
    planes: planes !== null && planes > 0 ? planes : fallback,
    first: { Z: firstIndex("Z"), C: firstIndex("C"), T: firstIndex("T") },
    uuid: nonEmpty(uuid?.text.trim()),
    fileName: nonEmpty(uuid?.attributes["FileName"]),
  };
}

function objectiveOf(image: XmlElement, objectives: ReadonlyMap<string, string | null>): string | null {
  const settings = childNamed(image, "ObjectiveSettings") ?? childNamed(image, "ObjectiveRef");
  return objectives.get(settings?.attributes["ID"] ?? "") ?? null;
}

/** What each objective is, for people, by its ID: made once, since each of 100,000 images may name one. */
function readObjectives(root: XmlElement): Map<string, string | null> {
  const objectives = new Map<string, string | null>();
  for (const instrument of childrenNamed(root, "Instrument")) {
    for (const { attributes } of childrenNamed(instrument, "Objective")) {
      const { ID, Manufacturer, Model, NominalMagnification, LensNA, Immersion } = attributes;
      if (ID === undefined || objectives.has(ID)) continue;
      const optics = [
        NominalMagnification === undefined ? null : `${NominalMagnification}×`,
        LensNA === undefined ? null : `NA ${LensNA}`,
        Immersion ?? null,
      ];
      const parts = [Manufacturer, Model, ...optics].filter((part) => part != null && part !== "");
      objectives.set(ID, nonEmpty(parts.join(" ")));
    }
  }
  return objectives;
}

function readInstruments(root: XmlElement): Record<string, string> {
  const facts: Record<string, string> = {};
  const instrument = childNamed(root, "Instrument");
  const microscope = instrument === null ? null : childNamed(instrument, "Microscope");
  const name = nonEmpty(
    [microscope?.attributes["Manufacturer"], microscope?.attributes["Model"]].filter(Boolean).join(" "),
  );
  if (name !== null) facts["Microscope"] = name;
  const creator = nonEmpty(root.attributes["Creator"]);
  if (creator !== null) facts["Written by"] = creator;
  return facts;
}

/** OME colours are signed 32-bit integers: red, green, blue, alpha from the highest byte down. */
function colorDigits(text: string | undefined): string | null {
  const value = integer(text);
  if (value === null || value < -(2 ** 31) || value >= 2 ** 32) return null;
  return ((value >>> 8) & 0xffffff).toString(16).toUpperCase().padStart(6, "0");
}

function integer(text: string | undefined): number | null {
  if (text === undefined || !/^\s*[-+]?\d+\s*$/.test(text)) return null;
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : null;
}

function isoDate(text: string | undefined): string | null {
  const trimmed = text?.trim() ?? "";
  return /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}/.test(trimmed) ? trimmed : null;
}

function nonEmpty(text: string | null | undefined): string | null {
  return text === undefined || text === null || text.trim() === "" ? null : text;
}
