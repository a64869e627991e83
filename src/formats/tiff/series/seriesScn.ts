import { isAboutContent } from "../../shared/aboutContent.ts";
import { childNamed, childrenNamed, parseXml, type XmlElement } from "../../shared/xml.ts";
import type { TiffPage } from "../container/page.ts";
import { noFacts, type SceneFacts, tidy } from "./sceneFacts.ts";
import type { Series } from "./series.ts";
import { type SlideLevel, tissueSeries } from "./slidePages.ts";
import type { TiffFile } from "../container/tiffFile.ts";

/** True for Leica's slides (SCN). */
export function isScn(description: string): boolean {
  return description.slice(-10).trim().endsWith("</scn>");
}

/** Most channels and focal planes: a place in the file's own description is not to be trusted. */
const MOST_PLANES = 65_536;

/**
 * The series of a Leica slide: its description names for each image the directory of every resolution, channel and focal plane (tifffile's
 * rule). Null when something does not fit.
 */
export async function scnSeries(file: TiffFile, description: string): Promise<Series[] | null> {
  const root = parseDescription(description, file.name);
  if (root === null) return null;
  const series: Series[] = [];
  for (const collection of childrenNamed(root, "collection")) {
    for (const image of childrenNamed(collection, "image")) {
      for (const pixels of childrenNamed(image, "pixels")) {
        const levels = await levelsOf(file, pixels);
        if (levels === null) return null;
        if (levels.length === 0) continue;
        const tissue = tissueSeries("scn", file, image.attributes["name"] ?? "Unknown", "CZ", levels);
        if (tissue === null) return null;
        tissue.facts = scnFacts(image, pixels, levels[0]!);
        series.push(tissue);
      }
    }
  }
  return series.length === 0 ? null : series;
}

function parseDescription(description: string, file: string): XmlElement | null {
  try {
    return parseXml(description, file);
  } catch (error) {
    if (isAboutContent(error)) return null;
    throw error;
  }
}

/** Levels in order, as their `dimension` elements have them; null for places that cannot be. */
async function levelsOf(file: TiffFile, pixels: XmlElement): Promise<SlideLevel[] | null> {
  const dimensions = childrenNamed(pixels, "dimension").map(({ attributes }) => {
    const [r, c, z, ifd] = ["r", "c", "z", "ifd"].map((name) => Number(attributes[name] ?? (name === "ifd" ? NaN : 0)));
    return { r: r!, c: c!, z: z!, ifd: ifd! };
  });
  if (!dimensions.every((each) => Object.values(each).every((value) => Number.isInteger(value) && value >= 0)))
    return null;
  const resolutions = [...new Set(dimensions.map(({ r }) => r))].sort((a, b) => a - b);
  const levels: SlideLevel[] = [];
  for (const resolution of resolutions) {
    const own = dimensions.filter(({ r }) => r === resolution);
    const channels = own.reduce((most, { c }) => Math.max(most, c + 1), 1);
    const sections = own.reduce((most, { z }) => Math.max(most, z + 1), 1);
    if (channels * sections > MOST_PLANES) return null;
    const pages: (TiffPage | null)[] = Array.from({ length: channels * sections }, () => null);
    for (const { c, z, ifd } of own) {
      const page = await file.page(ifd);
      if (page === null) return null;
      pages[c * sections + z] = page;
    }
    levels.push({ outer: [channels, sections], pages });
  }
  return levels;
}

/** Sizes are in nanometres: those of the whole view. */
function scnFacts(image: XmlElement, pixels: XmlElement, { pages }: SlideLevel): SceneFacts {
  const facts = noFacts();
  const view = childNamed(image, "view");
  const page = pages.find((each) => each !== null);
  const set = (axis: "x" | "y", length: string | undefined, count: number | undefined): void => {
    const size = Number(length) / (count ?? NaN) / 1000;
    if (!(size > 0) || !Number.isFinite(size)) return;
    facts.scale[axis] = tidy(size);
    facts.units[axis] = "micrometer";
  };
  set("x", view?.attributes["sizeX"], Number(pixels.attributes["sizeX"] ?? page?.width));
  set("y", view?.attributes["sizeY"], Number(pixels.attributes["sizeY"] ?? page?.height));
  const date = childNamed(image, "creationDate")?.text.trim() ?? "";
  if (/^\d{4}-\d\d-\d\dT/.test(date)) facts.acquisitionDate = date;
  const settings = childNamed(image, "scanSettings");
  const objective = settings === null ? null : childNamed(settings, "objectiveSettings");
  const magnification = objective === null ? "" : (childNamed(objective, "objective")?.text.trim() ?? "");
  if (magnification !== "") facts.texts["Objective"] = `${magnification}×`;
  const device = childNamed(image, "device")?.attributes["model"] ?? "";
  if (device !== "") facts.texts["Scanner"] = device;
  return facts;
}
