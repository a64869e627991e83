import { isAboutContent } from "../../shared/aboutContent.ts";
import { childNamed, parseXml } from "../../shared/xml.ts";
import type { TiffPage } from "../container/page.ts";
import { plainResolution } from "./resolution.ts";
import { plainFacts, type SceneFacts } from "./sceneFacts.ts";
import type { Series } from "./series.ts";
import { allPages, pictureSeries, type SlideLevel, tissueSeries } from "./slidePages.ts";
import { TAG } from "../container/tags.ts";
import type { TiffFile } from "../container/tiffFile.ts";
import { hexColour } from "../../../model/hexColour.ts";

/** True for PerkinElmer's and Akoya's slides (QPTIFF). */
export async function isQptiff(file: TiffFile, first: TiffPage): Promise<boolean> {
  return (await file.text(first, TAG.Software)).startsWith("PerkinElmer-QPI");
}

/**
 * The series of a QPTIFF slide: a page for each channel, the thumbnail, each resolution's channels, the macro picture and the label
 * (tifffile's rule). Null when something does not fit.
 */
export async function qptiffSeries(file: TiffFile, notes: string[]): Promise<Series[] | null> {
  const pages = await allPages(file);
  if (pages === null) return null;
  let next = 0;
  const take = (shape: readonly number[]): SlideLevel => {
    const start = next;
    while (pages[next]?.shape.join() === shape.join()) next++;
    return { outer: [next - start], pages: pages.slice(start, next) };
  };
  const [first] = pages;
  const full = take(first!.shape);
  const thumbnail = pages[next++];
  const levels = [full];
  for (let shape = halved(first!.shape); first!.tile !== null && next < pages.length; shape = halved(shape)) {
    const level = take(shape);
    if (level.pages.length !== full.pages.length) {
      next -= level.pages.length;
      break;
    }
    levels.push(level);
  }
  const tissue = tissueSeries("qptiff", file, "Baseline", "C", levels);
  if (tissue === null) return null;
  tissue.facts = await qptiffFacts(file, full, notes);
  const series: (Series | null)[] = [tissue];
  const add = (page: TiffPage | undefined, name: string): void => {
    if (page !== undefined) series.push(pictureSeries("qptiff", file, page, name));
  };
  add(thumbnail, "Thumbnail");
  if (levels.length > 1) {
    add(pages[next], "Macro");
    add(pages[next + 1], "Label");
  }
  return series.every((each) => each !== null) ? series : null;
}

/** Rows and columns, the first two of a page's axes, halved. */
function halved(shape: readonly number[]): number[] {
  return shape.map((length, axis) => (axis < 2 ? Math.floor(length / 2) : length));
}

/** Names and colours of the channels are in the description of each page. */
async function qptiffFacts(file: TiffFile, { pages }: SlideLevel, notes: string[]): Promise<SceneFacts> {
  const facts = plainFacts(await plainResolution(file, pages[0]!), notes);
  for (const page of pages) {
    const described = readDescription(await file.text(page!, TAG.ImageDescription), file.name);
    facts.channelNames.push(described.get("Name") ?? null);
    facts.colors.push(colorOf(described.get("Color")));
    const objective = described.get("Objective");
    if (objective !== undefined) facts.texts["Objective"] = objective;
  }
  return facts;
}

const DESCRIBED = ["Name", "Color", "Objective"];

function readDescription(text: string, file: string): ReadonlyMap<string, string> {
  try {
    const root = parseXml(text, file);
    return new Map(
      DESCRIBED.flatMap((name) => {
        const value = childNamed(root, name)?.text.trim() ?? "";
        return value === "" ? [] : [[name, value] as const];
      }),
    );
  } catch (error) {
    if (isAboutContent(error)) return new Map();
    throw error;
  }
}

/** "0,0,255". */
function colorOf(text: string | undefined): string | null {
  const parts = (text ?? "").split(",").map((part) => Number(part.trim()));
  if (parts.length !== 3 || !parts.every((part) => Number.isInteger(part) && part >= 0 && part <= 255)) return null;
  const [red, green, blue] = parts;
  return hexColour([red!, green!, blue!]);
}
