import { ZarrdropError } from "../../model/errors.ts";
import { LIMITS } from "../../model/limits.ts";
import { joinPath } from "../../model/paths.ts";
import { NOWHERE, type PlaneRecord } from "../shared/plate/plateContents.ts";
import { wellName } from "../shared/plate/wells.ts";
import type { NamedPlane } from "./fileNames.ts";
import type { PlateSetup } from "./parseHtd.ts";

/** The planes of a plate: those whose files are there, and those that its setup wants besides. */
export type PlaneList = {
  planes: PlaneRecord[];
  /** Files that are projections of stacks. */
  projections: number;
};

/**
 * Lists the planes of a plate. A file that lies beside the folders of sections is a projection if its wavelength has sections, else the one
 * plane of its wavelength. What the setup wants and no file gives is listed with the name that its file would have.
 * @throws `limit`
 */
export function listPlanes(files: readonly NamedPlane[], setup: PlateSetup | null): PlaneList {
  const stacked = new Set(files.filter(({ section }) => section !== null).map(({ wave }) => wave));
  const isProjection = ({ wave, section }: NamedPlane): boolean => section === null && stacked.has(wave);
  const planes = new Map<string, PlaneRecord>();
  for (const file of files) if (!isProjection(file)) addPlane(planes, { ...file, section: file.section ?? 1 });
  if (setup !== null) addWanted(planes, files, setup, stacked);
  return { planes: [...planes.values()], projections: files.filter(isProjection).length };
}

type Place = Pick<NamedPlane, "row" | "column" | "site" | "wave" | "time" | "path"> & { section: number };

function addPlane(planes: Map<string, PlaneRecord>, { row, column, site, wave, time, section, path }: Place): void {
  const key = `${row} ${column} ${site} ${wave} ${time} ${section}`;
  if (planes.has(key)) return;
  const record = { row, column, field: site, time, channel: wave, section, path, page: 0 };
  planes.set(key, { ...record, position: NOWHERE, seconds: null });
}

function addWanted(
  planes: Map<string, PlaneRecord>,
  files: readonly NamedPlane[],
  { wells, sites, times, sections, waves }: PlateSetup,
  stacked: ReadonlySet<number>,
): void {
  const [first] = files;
  if (first === undefined) return;
  // The folder of one time point has no others to look for.
  const isTimed = files.some(({ path }) => /(?:^|\/)TimePoint_\d+\//i.test(path));
  const timeCount = isTimed ? times : 1;
  if (wells.length * sites * waves.size * timeCount * sections > LIMITS.linkedEntries) {
    throw new ZarrdropError("limit", `The index of the plate ${first.plate} wants too many images.`);
  }
  const hasSites = files.some(({ path }) => /_s\d/i.test(path));
  const hasWaves = files.some(({ path }) => /_w\d/i.test(path));
  for (const { row, column } of wells) {
    for (let site = 1; site <= sites; site++) {
      for (const wave of waves.keys()) {
        for (let time = 1; time <= timeCount; time++) {
          for (let section = 1; section <= (stacked.has(wave) ? sections : 1); section++) {
            const folders = [
              isTimed ? [`TimePoint_${time}`] : [],
              stacked.has(wave) ? [`ZStep_${section}`] : [],
            ].flat();
            const name = `${first.plate}_${wellName(row, column)}${hasSites ? `_s${site}` : ""}${hasWaves ? `_w${wave}` : ""}.TIF`;
            const path = joinPath(first.folder, [...folders, name].join("/"));
            addPlane(planes, { row, column, site, wave, time, section, path });
          }
        }
      }
    }
  }
}
