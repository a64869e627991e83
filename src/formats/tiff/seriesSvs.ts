import type { TiffPage } from "./page.ts";
import { noFacts, type SceneFacts } from "./sceneFacts.ts";
import { makeLevel, makeSeries, type Series } from "./series.ts";
import { listedPlanes } from "./storage.ts";
import type { TiffFile } from "./tiffFile.ts";

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
  const count = await file.directoryCount();
  const pages: TiffPage[] = [];
  for (let index = 0; index < count; index++) {
    const page = await file.page(index);
    if (page === null) return null;
    pages.push(page);
  }
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
  const tissue = tissueSeries(file, [...bySize.values()], svsFacts(description));
  if (tissue === null) return null;
  const series = [tissue];
  const others = [pages[1], pages[next], pages[next + 1]];
  for (const [position, page] of others.entries()) {
    if (page === undefined) continue;
    const name = position === 0 ? "Thumbnail" : page.subfileType === 9 ? "Macro" : "Label";
    const single = onePage(file, page, name);
    if (single === null) return null;
    // The pixel size is the tissue's, not that of the small pictures.
    single.facts = noFacts();
    series.push(single);
  }
  return series;
}

function tissueSeries(file: TiffFile, sizes: readonly TiffPage[][], facts: SceneFacts): Series | null {
  const [full] = sizes;
  const [page] = full!;
  const focalPlanes = sizes.every((pages) => pages.length === full!.length) ? full!.length : 1;
  const series = makeSeries(
    {
      kind: "svs",
      name: "Baseline",
      axes: `Z${page!.axes}`,
      shape: [focalPlanes, ...page!.shape],
      file,
      page: page!,
      planes: listedPlanes(
        file,
        full!.map((each) => each.directory.offset),
      ),
      isSubDirectory: false,
    },
    true,
  );
  if (series === null) return null;
  for (const pages of sizes.slice(1)) {
    const [small] = pages;
    const shape = focalPlanes > 1 ? [focalPlanes, ...small!.shape] : small!.shape;
    const planes = listedPlanes(
      file,
      pages.map((each) => each.directory.offset),
    );
    const level = small!.axes === page!.axes ? makeLevel(shape, file, small!, planes) : null;
    if (level !== null && small!.pixel?.dtype === page!.pixel?.dtype) series.levels.push(level);
  }
  series.facts = facts;
  return series;
}

function onePage(file: TiffFile, page: TiffPage, name: string): Series | null {
  const planes = listedPlanes(file, [page.directory.offset]);
  return makeSeries(
    { kind: "svs", name, axes: page.axes, shape: page.shape, file, page, planes, isSubDirectory: false },
    true,
  );
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
