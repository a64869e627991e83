import type { ChannelDescription, SceneDescription } from "../../model/image.ts";
import { type RawArray, rawBlockShape } from "../shared/rawArray.ts";
import type { ImageFolder } from "./imageFolders.ts";
import type { SldyRecords } from "./records.ts";

/** Length of the planes' axes in a file: (Z, Y, X), or (Y, X) for a single plane. */
export function stackShape({ shape }: Pick<RawArray, "shape">): [number, number, number] {
  return shape.length === 3 ? [shape[0]!, shape[1]!, shape[2]!] : [1, shape[0]!, shape[1]!];
}

/** Describes one image of a slide; `first` is its first pixel file. What is worth saying goes to `notes`. */
export function describeScene(
  folder: ImageFolder,
  records: SldyRecords,
  first: RawArray,
  notes: string[],
): SceneDescription {
  const shape = [folder.times.length, folder.channels.length, ...stackShape(first)];
  const interval = timeInterval(folder, records, notes);
  const { scale, stage } = records;
  const sizes = [interval, null, scale.z, scale.y, scale.x];
  const depths = new Set(folder.channels.map((channel) => records.bitDepths[channel]));
  const [depth] = depths;
  const isNarrow = depths.size === 1 && depth !== undefined && depth > 0 && depth < 16 && first.dtype === "uint16";
  notes.push(...missingNotes(folder, records));
  return {
    id: folder.id,
    name: records.name ?? folder.id,
    axes: ["t", "c", "z", "y", "x"],
    shape,
    dtype: first.dtype,
    channels: folder.channels.map((channel) => describeChannel(records, channel)),
    scale: sizes,
    units: sizes.map((size, axis) => (size === null ? null : axis === 0 ? "second" : "micrometer")),
    origin: [null, null, stage.z, stage.y, stage.x],
    blockShape: rawBlockShape(shape),
    levels: [{ shape }],
    isLabelImage: null,
    significantBits: isNarrow ? depth : null,
    acquisitionDate: records.date,
    facts: records.facts,
    reference: {
      sceneId: folder.id,
      axes: ["t", "c", "z", "y", "x"],
      // bioio-sldy looks for the spacing of planes where it never is.
      scale: [null, null, null, scale.y, scale.x],
      channelNames: folder.channels.map(String),
      daskChunks: [1, 1, ...stackShape(first)],
    },
  };
}

function describeChannel(records: SldyRecords, channel: number): ChannelDescription {
  return {
    name: records.channelNames[channel] ?? null,
    color: records.colors[channel] ?? null,
    window: records.windows[channel] ?? null,
    emissionWavelengthNanometre: records.emissions[channel] ?? null,
  };
}

/** Mean seconds between time points. */
function timeInterval({ id, times }: ImageFolder, records: SldyRecords, notes: string[]): number | null {
  const seconds = times.map((time) => records.elapsedSeconds[time] ?? NaN);
  const mean = (seconds.at(-1)! - seconds[0]!) / (seconds.length - 1);
  if (!(mean > 0) || !Number.isFinite(mean)) return null;
  const isEven = seconds.every((second, index) => Math.abs(second - seconds[0]! - index * mean) <= 0.1 * mean);
  if (!isEven) notes.push(`The time points of ${id} are not evenly spaced; their mean interval is given.`);
  return mean;
}

function missingNotes(folder: ImageFolder, records: SldyRecords): string[] {
  const { id, times, channels, files } = folder;
  const notes: string[] = [];
  const places = times.length * channels.length;
  if (files.size < places) {
    notes.push(`${places - files.size} of ${places} pixel files of ${id} are missing; their place is left black.`);
  }
  if (records.times !== null && records.times > times.length) {
    notes.push(`${id} should have ${records.times} time points, but there are pixels of ${times.length}.`);
  }
  if (records.channels !== null && records.channels > channels.length) {
    notes.push(`${id} should have ${records.channels} channels, but there are pixels of ${channels.length}.`);
  }
  if (records.masks > 0) notes.push(`The masks of ${id} are not carried over.`);
  return notes;
}
