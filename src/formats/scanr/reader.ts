import { baseName, folderOf, joinPath } from "../../model/paths.ts";
import { ZarrdropError } from "../../model/errors.ts";
import type { ImageReader, OpenInput } from "../reader.ts";
import { readIndexText } from "../shared/plate/indexFile.ts";
import { indexInFolder } from "../shared/plate/indexInFolder.ts";
import { type IndexInput, openPlate } from "../shared/plate/openPlate.ts";
import type { PlateContents } from "../shared/plate/plateContents.ts";
import type { OpenPages } from "../shared/storedPages.ts";
import { isDescriptor, type NamedPlane, parsePlanePath } from "./fileNames.ts";
import { columnsOf, listPlanes } from "./listPlanes.ts";
import { type Experiment, parseDescriptor } from "./parseDescriptor.ts";

/**
 * Opens a plate of ScanR by the description of its experiment, or by the folder that has it. `openPages` opens the planes.
 * @throws those of `ImageReader`, `companion-missing`
 */
export function open(input: OpenInput, openPages: OpenPages): Promise<ImageReader> {
  return openPlate(input, openPages, readPlate);
}

async function readPlate(input: IndexInput): Promise<PlateContents> {
  const index = input.path === "" ? indexInFolder(input.paths, isDescriptor) : input.path;
  if (index === null) {
    throw new ZarrdropError("source-changed", "The description of the experiment is not there any more.");
  }
  const folder = folderOf(index);
  const descriptors = input.paths.filter((path) => isDescriptor(path) && folderOf(path) === folder);
  const experiment = await readExperiment(descriptors, input);
  const files = planesIn(input.paths, folder, index);
  const columns = experiment?.columns ?? columnsOf(files.reduce((most, { well }) => Math.max(most, well), 1));
  const channels = channelOrder(files, experiment?.channels ?? []);
  const name = experiment?.plateName ?? (baseName(folder) || (input.directory.name ?? baseName(index)));
  const notes =
    experiment === null ? ["experiment_descriptor.xml is not there: sizes and the form of the plate are unknown."] : [];
  return {
    format: "scanr",
    formatName: "ScanR plate",
    name,
    indexFiles: descriptors,
    plate: { name, rows: experiment?.rows ?? 0, columns },
    channels: new Map(
      channels.map((channel, place) => [
        place,
        { name: channel, color: null, window: null, emissionWavelengthNanometre: null },
      ]),
    ),
    planes: listPlanes(files, { columns, channels }),
    pixelSize: { y: experiment?.pixelSize ?? null, x: experiment?.pixelSize ?? null },
    planeDistance: experiment?.sectionStep ?? null,
    timeInterval: experiment?.timeInterval ?? null,
    significantBits: null,
    acquisitionDate: null,
    facts: {},
    notes,
  };
}

/** What the XML file of the two says; null without it. */
async function readExperiment(
  descriptors: readonly string[],
  { directory, signal }: IndexInput,
): Promise<Experiment | null> {
  const path = descriptors.find((each) => /\.xml$/i.test(each));
  const source = path === undefined ? null : await directory.open(path);
  return source === null ? null : parseDescriptor(await readIndexText(source, signal));
}

/**
 * The planes beside the description, or in the folder "data" there.
 * @throws `companion-missing` without any
 */
function planesIn(paths: readonly string[], folder: string, index: string): NamedPlane[] {
  const folders = [folder, joinPath(folder, "data")].map((each) => each.toLowerCase());
  const files = paths
    .filter((path) => folders.includes(folderOf(path).toLowerCase()))
    .map(parsePlanePath)
    // Wells and positions count from 1.
    .filter((file) => file !== null && file.well > 0);
  if (files.length > 0) return files.filter((file) => file !== null);
  throw new ZarrdropError("companion-missing", `None of the images of ${index} is there.`, {
    file: index,
    advice: 'Drop the whole folder of the experiment, with its folder "data" in it.',
  });
}

/** Names of the channels that files have, in the order of the settings; what these do not name follows by name. */
function channelOrder(files: readonly NamedPlane[], settings: readonly string[]): string[] {
  const used = [...new Set(files.map(({ channel }) => channel))].toSorted();
  const rank = (channel: string): number => (settings.includes(channel) ? settings.indexOf(channel) : settings.length);
  return used.toSorted((a, b) => rank(a) - rank(b));
}
