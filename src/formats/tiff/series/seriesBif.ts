import type { TiffPage } from "../container/page.ts";
import { noFacts, type SceneFacts } from "./sceneFacts.ts";
import type { Series } from "./series.ts";
import { allPages, pictureSeries, tissueSeries } from "./slidePages.ts";
import { TAG } from "../container/tags.ts";
import type { TiffFile } from "../container/tiffFile.ts";

const NO_TISSUE = ["Label Image", "Label_Image", "Probability_Image"];

/** True for Ventana's and Roche's slides (BIF). */
export async function isBif(file: TiffFile, first: TiffPage, description: string): Promise<boolean> {
  if (!first.directory.entries.has(TAG.Xmp)) return false;
  const software = await file.text(first, TAG.Software);
  return software.includes("Ventana") || software.startsWith("ScanOutputManager") || NO_TISSUE.includes(description);
}

/** The series of a Ventana slide: the tissue with its levels first, then label and thumbnail (tifffile's rule). Null when something does not fit. */
export async function bifSeries(file: TiffFile, notes: string[]): Promise<Series[] | null> {
  const pages = await allPages(file);
  if (pages === null) return null;
  const levels: TiffPage[] = [];
  const pictures: (Series | null)[] = [];
  for (const page of pages) {
    const description = await file.text(page, TAG.ImageDescription);
    if (description.startsWith("Label")) pictures.push(pictureSeries("bif", file, page, "Label"));
    else if (description === "Thumbnail" || description.startsWith("Probability"))
      pictures.push(pictureSeries("bif", file, page, "Thumbnail"));
    else if (description.includes("level")) levels.push(page);
    else pictures.push(pictureSeries("bif", file, page, "Unknown"));
  }
  const tissue = tissueSeries(
    "bif",
    file,
    "Baseline",
    "",
    levels.map((page) => ({ outer: [], pages: [page] })),
  );
  if (tissue === null || pictures.includes(null)) return null;
  tissue.facts = await bifFacts(file, pages, levels[0]!);
  notes.push(
    "The tiles of this Ventana slide are put side by side as they are stored; their overlaps are not put right.",
  );
  return [tissue, ...pictures.filter((each) => each !== null)];
}

/** `ScanRes="0.25"` is micrometres per pixel, in the metadata of any page; "level=0 mag=40 quality=95" is the description of a level. */
async function bifFacts(file: TiffFile, pages: readonly TiffPage[], full: TiffPage): Promise<SceneFacts> {
  const facts = noFacts();
  const [, magnification] = /\bmag=(\d+(?:\.\d+)?)/.exec(await file.text(full, TAG.ImageDescription)) ?? [];
  if (magnification !== undefined) facts.texts["Objective"] = `${magnification}×`;
  for (const page of pages) {
    const size = Number(/\bScanRes="([\d.]+)"/.exec(await file.text(page, TAG.Xmp))?.[1] ?? "");
    if (!(size > 0)) continue;
    facts.scale = { x: size, y: size };
    facts.units = { x: "micrometer", y: "micrometer" };
    break;
  }
  return facts;
}
