import { checkSettings } from "./imagejMetadata.ts";
import { isAboutContent } from "../../shared/aboutContent.ts";
import { childNamed, childrenNamed, parseXml, type XmlElement } from "../../shared/xml.ts";
import type { TiffPage } from "../container/page.ts";
import { noFacts, type SceneFacts, tidy } from "./sceneFacts.ts";
import { TAG } from "../container/tags.ts";
import type { TiffFile } from "../container/tiffFile.ts";
import { lengthUnit } from "../../../model/units.ts";

/**
 * What programs say of an image in texts of their own, where that is better than the resolution tags: MetaMorph and MetaXpress, electron
 * microscopes of FEI and Zeiss. Null for other files, and where such a text gives no pixel size.
 */
export async function vendorFacts(file: TiffFile, page: TiffPage): Promise<SceneFacts | null> {
  const has = (tag: number): boolean => page.directory.entries.has(tag);
  if (has(TAG.FeiSfeg) || has(TAG.FeiHelios)) {
    const settings = (await file.text(page, TAG.FeiHelios)) || (await file.text(page, TAG.FeiSfeg));
    checkSettings(settings, file.name);
    return feiFacts(settings);
  }
  if (has(TAG.ZeissSem)) return zeissFacts(await file.text(page, TAG.ZeissSem));
  const description = await file.text(page, TAG.ImageDescription);
  return description.startsWith("<MetaData>") ? metaseriesFacts(description, file.name) : null;
}

/** Sections of lines "Key=value"; pixels in metres, the beam's voltage in volts. */
function feiFacts(text: string): SceneFacts | null {
  const values = new Map<string, string>();
  let section = "";
  for (const line of text.split(/\r?\n/)) {
    const [, name] = /^\[(.+)\]$/.exec(line) ?? [];
    if (name !== undefined) section = name;
    const equal = line.indexOf("=");
    if (equal > 0) values.set(`${section}.${line.slice(0, equal)}`, line.slice(equal + 1).trim());
  }
  const beam = values.get("Beam.Scan") ?? "Scan";
  const pixel = (side: string): number =>
    Number(values.get(`Scan.${side}`) ?? values.get(`${beam}.${side}`) ?? NaN) * 1e9;
  const facts = inNanometres(pixel("PixelWidth"), pixel("PixelHeight"));
  if (facts === null) return null;
  const voltage = Number(values.get("Beam.HV") ?? "");
  if (voltage > 0) facts.texts["Beam"] = `${voltage / 1000} kV`;
  const microscope = values.get("System.SystemType") ?? values.get("System.Type") ?? "";
  if (microscope !== "") facts.texts["Microscope"] = microscope;
  const detector = values.get("Detectors.Name") ?? "";
  if (detector !== "") facts.texts["Detector"] = detector;
  return facts;
}

/** Lines such as "Image Pixel Size = 2.345 nm". */
function zeissFacts(text: string): SceneFacts | null {
  const [, number, unitText] = /^(?:Image )?Pixel Size = ([\d.eE+-]+) (\S+)/m.exec(text) ?? [];
  const unit = lengthUnit(unitText ?? "");
  const size = Number(number ?? NaN);
  if (unit === null || !(size > 0)) return null;
  const facts = noFacts();
  facts.scale = { x: tidy(size * unit.factor), y: tidy(size * unit.factor) };
  facts.units = { x: unit.name, y: unit.name };
  for (const [name, key] of [
    ["Beam", "EHT"],
    ["Magnification", "Mag"],
  ] as const) {
    const value = new RegExp(`^${key} = (.+)$`, "m").exec(text)?.[1]?.trim();
    if (value !== undefined) facts.texts[name] = value;
  }
  return facts;
}

function inNanometres(x: number, y: number): SceneFacts | null {
  if (!(x > 0 && y > 0 && Number.isFinite(x) && Number.isFinite(y))) return null;
  const facts = noFacts();
  facts.scale = { x: tidy(x), y: tidy(y) };
  facts.units = { x: "nanometer", y: "nanometer" };
  return facts;
}

/** XML of properties: those of the file, and those of the plane. */
function metaseriesFacts(text: string, file: string): SceneFacts | null {
  let root: XmlElement;
  try {
    root = parseXml(text, file);
  } catch (error) {
    if (isAboutContent(error)) return null;
    throw error;
  }
  const plane = childNamed(root, "PlaneInfo");
  const properties = new Map(
    [root, ...(plane === null ? [] : [plane])]
      .flatMap((element) => childrenNamed(element, "prop"))
      .map(({ attributes }) => [attributes["id"] ?? "", attributes["value"] ?? ""]),
  );
  const facts = noFacts();
  const unit = lengthUnit(properties.get("spatial-calibration-units") ?? "");
  if (properties.get("spatial-calibration-state") === "on" && unit !== null) {
    for (const axis of ["x", "y"] as const) {
      const size = Number(properties.get(`spatial-calibration-${axis}`) ?? "");
      if (!(size > 0)) continue;
      facts.scale[axis] = tidy(size * unit.factor);
      facts.units[axis] = unit.name;
    }
  }
  const name = properties.get("image-name") ?? "";
  facts.channelNames = [name === "" ? null : name];
  facts.acquisitionDate = metaseriesDate(properties.get("acquisition-time-local") ?? "");
  for (const [fact, id] of [
    ["Objective", "_MagSetting_"],
    ["Exposure", "Exposure Time"],
    ["Stage position x", "stage-position-x"],
    ["Stage position y", "stage-position-y"],
    ["Stage label", "stage-label"],
  ] as const) {
    const value = properties.get(id) ?? "";
    if (value !== "") facts.texts[fact] = value;
  }
  return facts;
}

/** "20240422 09:57:37.294" as ISO 8601, or null. */
function metaseriesDate(text: string): string | null {
  const match = /^(\d{4})(\d\d)(\d\d) (\d\d:\d\d:\d\d(?:\.\d+)?)$/.exec(text);
  return match === null ? null : `${match[1]}-${match[2]}-${match[3]}T${match[4]}`;
}
