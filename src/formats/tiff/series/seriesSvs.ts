import { checkSettings } from "./imagejMetadata.ts";
import type { TiffPage } from "../container/page.ts";
import { noFacts, type SceneFacts } from "./sceneFacts.ts";
import type { Series } from "./series.ts";
import { allPages, pictureSeries, tissueSeries } from "./slidePages.ts";
import type { TiffFile } from "../container/tiffFile.ts";

/** True for Aperio's slides. */
export function isSvs(page: TiffPage, description: string): boolean {
  return description.startsWith("Aperio ") && page.tile !== null;
}

/**
 * The series of an Aperio slide: the tissue with its levels (and focal planes), the thumbnail, label and macro picture. The first page is
 * the tissue, the second the thumbnail, tiled pages after it are levels, two more pages are label and macro (tifffile's rule).
 * Null when something does not fit.
 */
export async function svsSeries(file: TiffFile, first: TiffPage, description: string): Promise<Series[] | null> {
  const pages = await allPages(file);
  if (pages === null) return null;
  const bySize = new Map<string, TiffPage[]>([[first.shape.join(), [first]]]);
  let next = 2;
  for (; next < pages.length; next++) {
    const page = pages[next]!;
    if (page.tile === null || (page.subfileType & 1) === 1) break;
    const size = page.shape.join();
    const alike = bySize.get(size);
    if (alike === undefined) bySize.set(size, [page]);
    else alike.push(page);
  }
  const sizes = [...bySize.values()];
  const focalPlanes = sizes.every((alike) => alike.length === sizes[0]!.length) ? sizes[0]!.length : 1;
  const levels = sizes.map((alike) => ({ outer: [focalPlanes], pages: alike }));
  const tissue = tissueSeries("svs", file, "Baseline", "Z", levels);
  if (tissue === null) return null;
  checkSettings(description, file.name);
  tissue.facts = svsFacts(description);
  const series = [tissue];
  const others = [pages[1], pages[next], pages[next + 1]];
  for (const [position, page] of others.entries()) {
    if (page === undefined) continue;
    const name = position === 0 ? "Thumbnail" : page.subfileType === 9 ? "Macro" : "Label";
    const single = pictureSeries("svs", file, page, name);
    if (single === null) return null;
    series.push(single);
  }
  return series;
}

/** `MPP = 0.4990` is micrometres per pixel, `AppMag = 20` the objective's magnification. */
function svsFacts(description: string): SceneFacts {
  const facts = noFacts();
  const fields = new Map(
    description
      .split("|")
      .slice(1)
      .map((field) => {
        const [name, ...value] = field.split("=");
        return [name!.trim(), value.join("=").trim()];
      }),
  );
  const size = Number(fields.get("MPP") ?? "");
  if (size > 0 && Number.isFinite(size)) {
    facts.scale = { x: size, y: size };
    facts.units = { x: "micrometer", y: "micrometer" };
  }
  const magnification = fields.get("AppMag");
  if (magnification !== undefined) facts.texts["Objective"] = `${magnification}×`;
  const scanner = fields.get("ScanScope ID");
  if (scanner !== undefined) facts.texts["Scanner"] = scanner;
  return facts;
}
