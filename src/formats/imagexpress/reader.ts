import { baseName, folderOf } from "../../model/paths.ts";
import { ZarrdropError } from "../../model/errors.ts";
import type { ChannelDescription } from "../../model/image.ts";
import type { ImageReader, OpenInput } from "../reader.ts";
import { openIndex, readIndexText, severalPlates } from "../shared/plate/indexFile.ts";
import { type IndexInput, openPlate } from "../shared/plate/openPlate.ts";
import type { PlateContents } from "../shared/plate/plateContents.ts";
import type { OpenPages } from "../shared/storedPages.ts";
import { type NamedPlane, parsePlanePath } from "./fileNames.ts";
import { listPlanes } from "./listPlanes.ts";
import { lookInto } from "./lookInto.ts";
import { isPlateIndex } from "./plateFolder.ts";
import { parseHtd, type PlateSetup } from "./parseHtd.ts";

/**
 * Opens a plate of MetaXpress by its .HTD file, or by the folder that has it or its planes. `openPages` opens the planes.
 * @throws those of `ImageReader`, `companion-missing`
 */
export function open(input: OpenInput, openPages: OpenPages): Promise<ImageReader> {
  return openPlate(input, openPages, (index) => readPlate(index, openPages));
}

async function readPlate(input: IndexInput, openPages: OpenPages): Promise<PlateContents> {
  const { paths, directory, signal } = input;
  const hasIndex = input.source !== null || paths.some(isPlateIndex);
  const index = hasIndex ? await openIndex(input, isPlateIndex) : null;
  const setup = index === null ? null : parseHtd(await readIndexText(index.source, signal));
  const files = filesOfPlate(paths, index?.path ?? null);
  const { planes, projections } = listPlanes(files, setup);
  const there = new Set(files.map(({ path }) => path));
  const { channels, first, isWithoutPositions, planeDistance, timeInterval } = await lookInto(
    planes,
    (path) => there.has(path),
    {
      directory,
      openPages,
      signal,
    },
  );
  const name = index === null ? files[0]!.plate : stemOf(index.path);
  const notes: string[] = [];
  if (projections > 0) notes.push(`${projections} projections lie beside the stacks; they are left out.`);
  if (isWithoutPositions) notes.push("The plate has so many fields that their stage positions were not read.");
  return {
    format: "imagexpress",
    formatName: "ImageXpress plate",
    name,
    indexFiles: index === null ? [] : [index.path],
    plate: { name, rows: setup?.rows ?? 0, columns: setup?.columns ?? 0 },
    channels: channelsOf(planes, setup, channels),
    planes,
    pixelSize: first?.pixelSize ?? { y: null, x: null },
    planeDistance,
    timeInterval,
    significantBits: null,
    acquisitionDate: first?.date ?? null,
    facts: first?.facts ?? {},
    notes,
  };
}

/**
 * The planes of one plate: with an index those in and below its folder that are named as it is, or all where none is.
 * @throws `companion-missing` without any, `unsupported-feature` for several plates
 */
function filesOfPlate(paths: readonly string[], index: string | null): NamedPlane[] {
  const files = paths.map(parsePlanePath).filter((file) => file !== null);
  const inFolder = index === null ? files : files.filter(({ folder }) => folder === folderOf(index));
  if (index !== null) {
    const stem = stemOf(index).toLowerCase();
    const named = inFolder.filter(({ plate }) => plate.toLowerCase() === stem);
    if (named.length > 0) return named;
  }
  const plates = new Set(inFolder.map((file) => `${file.folder}/${file.plate}`));
  if (plates.size > 1) throw severalPlates([...plates.keys()]);
  if (inFolder.length > 0) return inFolder;
  throw new ZarrdropError("companion-missing", `None of the images of ${index ?? "the plate"} is there.`, {
    advice: "Drop the whole folder of the plate, with its images in it.",
  });
}

/** Name of an index, as its planes' names begin. */
function stemOf(index: string): string {
  return baseName(index).replace(/\.htd$/i, "");
}

function channelsOf(
  planes: PlateContents["planes"],
  setup: PlateSetup | null,
  facts: Awaited<ReturnType<typeof lookInto>>["channels"],
): Map<number, ChannelDescription> {
  const waves = new Set(planes.map(({ channel }) => channel));
  return new Map(
    [...waves].map((wave) => {
      const own = facts.get(wave);
      const named = setup?.waves.get(wave) ?? "";
      const name = named === "" ? (own?.channel ?? null) : named;
      return [wave, { name, color: null, window: null, emissionWavelengthNanometre: own?.emission ?? null }];
    }),
  );
}
