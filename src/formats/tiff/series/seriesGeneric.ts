import { ZarrdropError } from "../../../model/errors.ts";
import { LIMITS } from "../../../model/limits.ts";
import { pageRuns } from "../container/pageRuns.ts";
import { type Series, joinPyramids, makeSeries } from "./series.ts";
import { listedPlanes } from "../pixels/storage.ts";
import type { TiffFile } from "../container/tiffFile.ts";
import type { TiffPage } from "../container/page.ts";

/** Above this many stacks nothing is compared with everything else. */
const MOST_FOR_PYRAMIDS = 1000;

type Group = { page: TiffPage; offsets: number[]; isSubDirectory: boolean };

/**
 * Series of a file without instructions: pages that look alike form a stack, whatever their place in the chain; directories below
 * pages (SubIFDs) count as pages; stacks that are smaller versions of another become its levels. tifffile's "generic" and "uniform".
 */
export async function genericSeries(file: TiffFile): Promise<Series[]> {
  const groups = new Map<string, Group>();
  const seen = new Set<number>();
  const add = (page: TiffPage, offsets: readonly number[], isSubDirectory: boolean): void => {
    const fresh = offsets.filter((offset) => !seen.has(offset));
    if (fresh.length === 0) return;
    for (const offset of fresh) seen.add(offset);
    const group = groups.get(page.key);
    if (group === undefined && groups.size >= LIMITS.scenes) {
      throw new ZarrdropError("limit", `${file.name} holds more than ${LIMITS.scenes} different images.`, {
        file: file.name,
      });
    }
    if (group === undefined) groups.set(page.key, { page, offsets: fresh, isSubDirectory });
    else for (const offset of fresh) group.offsets.push(offset);
  };
  for await (const { page, offsets } of pageRuns(file)) {
    add(page, offsets, false);
    for (const offset of page.subDirectories) {
      if (offset < 8 || seen.has(offset)) continue;
      const below = await file.pageAt(offset);
      if (below !== null) add(below, [offset], true);
    }
  }
  const series: Series[] = [];
  for (const { page, offsets, isSubDirectory } of groups.values()) {
    const made = makeSeries(
      {
        kind: "generic",
        name: "",
        axes: `I${page.axes}`,
        shape: [offsets.length, ...page.shape],
        file,
        page,
        planes: listedPlanes(file, offsets),
        isSubDirectory,
      },
      true,
    );
    if (made !== null) series.push(made);
  }
  return series.length > MOST_FOR_PYRAMIDS ? series : joinPyramids(series, false);
}
