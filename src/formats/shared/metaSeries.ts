import type { BlockCache } from "../../bytes/blockCache.ts";
import type { ByteDirectory } from "../../bytes/source.ts";
import { lengthUnit, metresPer } from "../../model/units.ts";
import { isAboutContent } from "./aboutContent.ts";
import type { OpenPages } from "./storedPages.ts";
import { parseXml, type XmlElement } from "./xml.ts";

/** What MetaXpress writes of a plane into its file; null where it says nothing. */
export type PlaneFacts = {
  pixelSize: { y: number | null; x: number | null };
  /** Micrometres on the stage. */
  position: { z: number | null; y: number | null; x: number | null };
  /** Micrometres from section to section, as they were asked for. */
  sectionStep: number | null;
  channel: string | null;
  emission: number | null;
  /** Local time, ISO 8601. */
  date: string | null;
  /** Further facts for people. */
  facts: Record<string, string>;
};

const FACTS: readonly [name: string, property: string][] = [
  ["Objective", "_MagSetting_"],
  ["Numerical aperture", "_MagNA_"],
  ["Binning", "camera-binning-x"],
  ["Software version", "ApplicationVersion"],
];

/** What is needed to look into files. */
export type Look = { directory: ByteDirectory; openPages: OpenPages; signal: AbortSignal };

/**
 * What a plane's file says of itself; null where it is not there, or says nothing. `cache`: of the look.
 * @throws those of the picture's reader
 */
export async function lookIntoFile(
  path: string,
  { directory, openPages, signal }: Look,
  cache: BlockCache,
): Promise<PlaneFacts | null> {
  const source = await directory.open(path);
  if (source === null) return null;
  const pages = await openPages(source, { bytes: 0, cache, signal });
  if (pages.kind !== "pages") return null;
  const [text = ""] = await pages.descriptions();
  return parseMetaSeries(text, path);
}

/** Reads the description of a plane's file; null if it is none of MetaXpress, or damaged: the pixels are there without it. */
function parseMetaSeries(text: string, file: string): PlaneFacts | null {
  if (!text.startsWith("<MetaData>")) return null;
  try {
    return factsOf(propertiesOf(parseXml(text.replace(/\0+$/, ""), file)));
  } catch (error) {
    if (!isAboutContent(error)) throw error;
    return null;
  }
}

function factsOf(properties: ReadonlyMap<string, string>): PlaneFacts {
  const number = (name: string): number | null => {
    const value = Number(properties.get(name) ?? "");
    return properties.get(name) === undefined || !Number.isFinite(value) ? null : value;
  };
  const unit = lengthUnit(properties.get("spatial-calibration-units") ?? "");
  const isCalibrated = properties.get("spatial-calibration-state") === "on" && unit !== null;
  const micrometres = unit === null ? 1 : unit.factor * (metresPer(unit.name) ?? 1e-6) * 1e6;
  const size = (axis: "x" | "y"): number | null => {
    const value = number(`spatial-calibration-${axis}`);
    return !isCalibrated || value === null || value <= 0 ? null : Number((value * micrometres).toPrecision(12));
  };
  const positive = (name: string): number | null => {
    const value = number(name);
    return value !== null && value > 0 ? value : null;
  };
  const facts = FACTS.flatMap(([name, property]) => {
    const text = properties.get(property) ?? "";
    return text === "" ? [] : [[name, text] as const];
  });
  return {
    pixelSize: { y: size("y"), x: size("x") },
    position: { z: number("z-position"), y: number("stage-position-y"), x: number("stage-position-x") },
    sectionStep: positive("Z Projection Step Size"),
    channel: properties.get("_IllumSetting_") ?? properties.get("image-name") ?? null,
    emission: positive("wavelength"),
    date: isoTime(properties.get("acquisition-time-local") ?? ""),
    facts: Object.fromEntries(facts),
  };
}

function propertiesOf(root: XmlElement): Map<string, string> {
  const properties = new Map<string, string>();
  for (const { attributes } of [...root.children, ...root.children.flatMap(({ children }) => children)]) {
    const { id, value } = attributes;
    if (id !== undefined && value !== undefined && !properties.has(id)) properties.set(id, value);
  }
  return properties;
}

/** A time as Molecular Devices' programs write it ("20230221 10:42:11.436") in ISO 8601; null for another text. */
export function isoTime(text: string): string | null {
  const parts = /^(\d{4})(\d{2})(\d{2}) (\d{2}:\d{2}:\d{2}(?:\.\d+)?)$/.exec(text);
  return parts === null ? null : `${parts[1]}-${parts[2]}-${parts[3]}T${parts[4]}`;
}
