import { ZarrdropError } from "../../../model/errors.ts";
import { LIMITS } from "../../../model/limits.ts";
import type { ArrayLevel } from "../../shared/arrays/arrayLevel.ts";
import type { ArrayScene } from "../../shared/arrays/arrayReader.ts";
import type { Hdf5Dataset } from "../../shared/hdf5/dataset.ts";
import { damagedHdf5 } from "../../shared/hdf5/errors.ts";
import type { Hdf5Node } from "../../shared/hdf5/node.ts";
import { DatasetCache } from "../../shared/hdf5/datasetCache.ts";
import type { OpenedArrays } from "../openedArrays.ts";
import { ImarisAttributes } from "./attributes.ts";
import { channelOf, factsOf, type ImarisSize, spaceOf, timesOf } from "./describeImaris.ts";

/** Whether a file's root is that of an Imaris file. */
export async function isImaris(root: Hdf5Node, signal: AbortSignal): Promise<boolean> {
  return (await ImarisAttributes.of(root, signal)).text("ImarisDataSet") !== null;
}

/**
 * Opens the image of an Imaris file (5.5): its levels, time points and channels are groups, each with a dataset that is padded to whole
 * chunks; how much of it is image say attributes.
 * @throws `corrupt`, `limit`, `unsupported-feature`
 */
export async function openImaris(root: Hdf5Node, file: string, signal: AbortSignal): Promise<OpenedArrays> {
  const attributes = await ImarisAttributes.of(root, signal);
  const info = attributes.text("DataSetInfoDirectoryName") ?? "DataSetInfo";
  const data = await root.child(attributes.text("DataSetDirectoryName") ?? "DataSet", signal);
  const attributesOf = async (path: string) => ImarisAttributes.of(await root.child(`${info}/${path}`, signal), signal);
  const image = await attributesOf("Image");
  if (data === null) throw damagedHdf5(file, "no data of an image");
  const levels = await countNamed(data, "ResolutionLevel", signal);
  const times =
    levels === 0 ? 0 : await countNamed(await groupOf(data, "ResolutionLevel 0", file, signal), "TimePoint", signal);
  const channels =
    times === 0
      ? 0
      : await countNamed(await groupOf(data, "ResolutionLevel 0/TimePoint 0", file, signal), "Channel", signal);
  if (channels === 0) throw damagedHdf5(file, "no channel of an image");
  refuseTooMany(file, levels, channels);
  const datasets = new DatasetCache(data, file);
  const first = await datasets.open(partPath(0, 0, 0), signal);
  if (first?.pixelType == null || first.shape.length !== 3)
    throw damagedHdf5(file, "data that are no volume of numbers");
  const found: ArrayLevel[] = [];
  const notes: string[] = [];
  for (let level = 0; level < levels; level++) {
    const size = await sizeOfLevel(data, level, level === 0 ? image : null, signal);
    if (size === null) {
      notes.push(`Level ${level} has no data and is left out, as are those after it.`);
      break;
    }
    found.push(imarisLevel(datasets, level, [times, channels, size[2], size[1], size[0]], first));
  }
  const [full, ...smaller] = found;
  if (full === undefined) throw damagedHdf5(file, "no level of an image");
  const [, , z, y, x] = full.shape;
  const described = [];
  for (let channel = 0; channel < channels; channel++)
    described.push(channelOf(await attributesOf(`Channel ${channel}`)));
  const taken = timesOf(await attributesOf("TimeInfo"), times);
  if (!taken.isEven) notes.push("The time points are not evenly spaced; their mean interval is given.");
  const hasThumbnail = (await root.child(attributes.text("ThumbnailDirectoryName") ?? "Thumbnail", signal)) !== null;
  const scene: ArrayScene = {
    id: "Image:0",
    name: image.text("Name") ?? "Image:0",
    axes: ["t", "c", "z", "y", "x"],
    dtype: first.pixelType.dtype,
    levels: [full, ...smaller],
    blockShape: [1, 1, ...(first.chunkShape ?? [1, 1, x!])],
    channels: described,
    steps: { ...spaceOf(image, [x!, y!, z!]), t: { size: taken.interval, unit: "second" } },
    acquisitionDate: taken.first,
    facts: factsOf(image, attributes.text("ImarisVersion")),
  };
  return {
    format: "ims",
    formatName: "Imaris",
    attachments: hasThumbnail ? ["Thumbnail"] : [],
    notes,
    scenes: [scene],
  };
}

function partPath(level: number, time: number, channel: number): string {
  return `ResolutionLevel ${level}/TimePoint ${time}/Channel ${channel}/Data`;
}

async function groupOf(data: Hdf5Node, path: string, file: string, signal: AbortSignal): Promise<Hdf5Node> {
  const group = await data.child(path, signal);
  if (group === null) throw damagedHdf5(file, `no ${path}`);
  return group;
}

/** How many members are called so, numbered from 0 without a gap. */
async function countNamed(group: Hdf5Node, name: string, signal: AbortSignal): Promise<number> {
  const names = new Set(await group.names(signal));
  let count = 0;
  while (names.has(`${name} ${count}`)) count++;
  return count;
}

function refuseTooMany(file: string, levels: number, channels: number): void {
  if (levels <= LIMITS.levels && channels <= LIMITS.channels) return;
  throw new ZarrdropError("limit", `${file} says that it has ${levels} levels of ${channels} channels.`, { file });
}

/** The size of a level; that of the dataset where attributes say none. Null without a dataset. */
async function sizeOfLevel(
  data: Hdf5Node,
  level: number,
  image: ImarisAttributes | null,
  signal: AbortSignal,
): Promise<ImarisSize | null> {
  const channel = await data.child(`ResolutionLevel ${level}/TimePoint 0/Channel 0`, signal);
  const dataset = (await channel?.child("Data", signal))?.dataset() ?? null;
  if (dataset === null || dataset.shape.length !== 3) return null;
  const attributes = await ImarisAttributes.of(channel, signal);
  const [z, y, x] = dataset.shape as [number, number, number];
  const sizeOf = (letter: "X" | "Y" | "Z", padded: number): number => {
    const stated = attributes.number(`ImageSize${letter}`) ?? image?.number(letter) ?? padded;
    return Number.isInteger(stated) && stated > 0 && stated <= padded ? stated : padded;
  };
  return [sizeOf("X", x), sizeOf("Y", y), sizeOf("Z", z)];
}

function imarisLevel(datasets: DatasetCache, level: number, shape: readonly number[], first: Hdf5Dataset): ArrayLevel {
  return {
    shape,
    outer: 2,
    order: [0, 1, 2],
    open: ([time, channel], signal) => datasets.openLike(partPath(level, time!, channel!), first, signal),
  };
}
