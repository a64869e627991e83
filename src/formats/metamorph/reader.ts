import { createBlockCache } from "../../bytes/blockCache.ts";
import { baseName, folderOf, joinPath } from "../../model/paths.ts";
import { ZarrdropError } from "../../model/errors.ts";
import type { ChannelDescription } from "../../model/image.ts";
import { LIMITS } from "../../model/limits.ts";
import type { ImageReader, OpenInput } from "../reader.ts";
import { lookIntoFile, type PlaneFacts } from "../shared/metaSeries.ts";
import { openIndex, readIndexText } from "../shared/plate/indexFile.ts";
import { type IndexInput, openPlate } from "../shared/plate/openPlate.ts";
import { NOWHERE, type PlaneRecord, type PlateContents } from "../shared/plate/plateContents.ts";
import type { OpenPages } from "../shared/storedPages.ts";
import { isIndex, namesOf } from "./fileNames.ts";
import { type NdSetup, parseNd } from "./parseNd.ts";

/**
 * Opens an acquisition of MetaMorph by its .nd file, or by the folder that has it: positions of the stage are scenes. `openPages` opens the
 * files, which have the sections of a stack as their pages.
 * @throws those of `ImageReader`, `companion-missing`
 */
export function open(input: OpenInput, openPages: OpenPages): Promise<ImageReader> {
  return openPlate(input, openPages, (index) => readAcquisition(index, openPages));
}

async function readAcquisition(input: IndexInput, openPages: OpenPages): Promise<PlateContents> {
  const { path, source } = await openIndex(input, isIndex);
  const setup = parseNd(await readIndexText(source, input.signal));
  const stem = baseName(path).replace(/\.nd$/i, "");
  const files = new Map(
    input.paths.filter((other) => folderOf(other) === folderOf(path)).map((other) => [other.toLowerCase(), other]),
  );
  const planes = listPlanes(setup, joinPath(folderOf(path), stem), files);
  const facts = await factsOfFirst(planes, files, input, openPages);
  return {
    format: "metamorph",
    formatName: "MetaMorph ND",
    name: baseName(path),
    indexFiles: [path],
    plate: null,
    fieldNames: new Map((setup.stages ?? []).flatMap((name, index) => (name === "" ? [] : [[index + 1, name]]))),
    channels: channelsOf(setup),
    planes,
    pixelSize: facts?.pixelSize ?? { y: null, x: null },
    planeDistance: setup.sections > 1 ? setup.sectionStep : null,
    timeInterval: null,
    significantBits: null,
    acquisitionDate: setup.date ?? facts?.date ?? null,
    facts: facts?.facts ?? {},
    notes: [],
  };
}

/** All planes that the acquisition was to have; of a file that is not there, the likeliest name. */
function listPlanes(
  { times, stages, waves, sections }: NdSetup,
  stem: string,
  files: ReadonlyMap<string, string>,
): PlaneRecord[] {
  const planes: PlaneRecord[] = [];
  const all = waves ?? [null];
  if ((times ?? 1) * (stages?.length ?? 1) * all.length * sections > LIMITS.linkedEntries) {
    throw new ZarrdropError("limit", `${stem}.nd lists too many images.`, { file: stem });
  }
  for (let stage = 1; stage <= (stages?.length ?? 1); stage++) {
    for (let time = 1; time <= (times ?? 1); time++) {
      for (const [channel, wave] of all.entries()) {
        const place = { wave, stage: stages === null ? null : stage, time: times === null ? null : time };
        const path = pathOf(namesOf(stem, place), files);
        const depth = wave === null || wave.hasSections ? sections : 1;
        for (let page = 0; page < depth; page++) {
          const section = page + 1;
          planes.push({
            row: 0,
            column: 0,
            field: stage,
            time,
            channel,
            section,
            path,
            page,
            position: NOWHERE,
            seconds: null,
          });
        }
      }
    }
  }
  return planes;
}

function pathOf(names: readonly string[], files: ReadonlyMap<string, string>): string {
  for (const name of names) {
    for (const ending of [".tif", ".stk", ".tiff"]) {
      const found = files.get((name + ending).toLowerCase());
      if (found !== undefined) return found;
    }
  }
  return `${names[0]}.TIF`;
}

function channelsOf({ waves }: NdSetup): Map<number, ChannelDescription> {
  return new Map(
    (waves ?? []).map(({ name }, channel) => [
      channel,
      { name: name === "" ? null : name, color: null, window: null, emissionWavelengthNanometre: null },
    ]),
  );
}

/** What the first file that is there says of itself. */
async function factsOfFirst(
  planes: readonly PlaneRecord[],
  files: ReadonlyMap<string, string>,
  { directory, signal }: IndexInput,
  openPages: OpenPages,
): Promise<PlaneFacts | null> {
  const path = planes.find((plane) => files.has(plane.path!.toLowerCase()))?.path;
  return path == null ? null : lookIntoFile(path, { directory, openPages, signal }, createBlockCache());
}
