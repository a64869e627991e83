import { sizeOfShape } from "../../../model/region.ts";
import type { TiffPage } from "../container/page.ts";
import type { TiffFile } from "../container/tiffFile.ts";
import { listedPlanes, type PlaneTable } from "../pixels/storage.ts";
import { plainResolution } from "./resolution.ts";
import { plainFacts } from "./sceneFacts.ts";
import { makeSeries, type Series } from "./series.ts";

/** Pyramids and the like have a few; what lists thousands below one page is something else. */
const MOST_BELOW = 64;

/** The stack above: its first page, its planes, and axes with lengths, of which the last are those of a page. */
type Above = { first: TiffPage; planes: PlaneTable; axes: string; shape: readonly number[] };

/**
 * The images in directories below the pages of a stack (SubIFDs) that its own description does not speak of: a stack of the same order
 * for each place below a page where all pages have one, else the image below the first page. What cannot be read is left out, and so is
 * what stands behind the first 64 places.
 */
export async function seriesBelow(file: TiffFile, above: Above, notes: string[]): Promise<Series[]> {
  const { first, axes, shape } = above;
  const stacked = { axes: axes.slice(0, -first.axes.length), shape: shape.slice(0, -first.shape.length) };
  const planes = sizeOfShape(stacked.shape);
  const below = await directoriesBelow(above.planes, planes);
  const series: Series[] = [];
  const seen = new Set([first.directory.offset]);
  for (const [place, offset] of first.subDirectories.slice(0, MOST_BELOW).entries()) {
    if (offset < 8 || seen.has(offset)) continue;
    seen.add(offset);
    const page = await file.pageAt(offset);
    if (page === null || page.pixel === null) continue;
    const offsets = below.map((list) => list[place] ?? 0);
    const isStack = offsets.length === planes && offsets.every((each, at) => each !== 0 && each !== offsets[at - 1]);
    const ownAxes = page.axes === first.axes ? axes.slice(-first.axes.length) : page.axes;
    const made = makeSeries(
      {
        kind: "generic",
        name: "",
        axes: isStack ? stacked.axes + ownAxes : ownAxes,
        shape: isStack ? [...stacked.shape, ...page.shape] : page.shape,
        file,
        page,
        planes: listedPlanes(file, isStack ? offsets : [offset]),
        isSubDirectory: true,
      },
      true,
    );
    if (made === null) continue;
    // The description's pixel size is that of the stack.
    made.facts = plainFacts(await plainResolution(file, page), notes);
    series.push(made);
  }
  return series;
}

/** Offsets of the directories below each page, up to the first page that has none. */
async function directoriesBelow(planes: PlaneTable, count: number): Promise<(readonly number[])[]> {
  const lists: (readonly number[])[] = [];
  for (let index = 0; index < count; index++) {
    const list = (await planes.plane(index))?.page.subDirectories ?? [];
    // Planes without directories of their own have one page together.
    if (list.length === 0 || list === lists.at(-1)) break;
    lists.push(list);
  }
  return lists;
}
