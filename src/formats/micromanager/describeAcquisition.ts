import { baseName, joinPath } from "../../model/paths.ts";
import type { ChannelDescription } from "../../model/image.ts";
import type { JsonObject } from "../../model/untrustedJson.ts";
import type { PlaneRecord, PlateContents } from "../shared/plate/plateContents.ts";
import { plateOfWells, wellInName } from "../shared/plate/wellNames.ts";
import { type AcquisitionMetadata, type ListedPlane, numberOf, textOf } from "./parseMetadata.ts";

/** A folder of planes with its metadata.txt: one position, or all of them. */
export type PositionFolder = {
  /** Path of the metadata.txt. */
  list: string;
  folder: string;
  metadata: AcquisitionMetadata;
  /** Paths of the planes that are in the folder, listed or not. */
  images: readonly string[];
};

/** What the lists of an acquisition say, in the form that plates have; `name` is for one that has none. */
export function contentsOf(folders: readonly PositionFolder[], name: string): PlateContents {
  const { summary, first } = folders[0]!.metadata;
  const positions = positionsOf(folders);
  // As the HCS plugin names them.
  const form = { name: textOf(summary["Prefix"]) ?? name, rows: 0, columns: 0 };
  const names = positions.map((position) => position.name ?? "");
  const wells = plateOfWells(name, form, names.map(wellInName));
  const planes = positions.flatMap(({ folder, planes: listed }, index) =>
    listed.map((plane) => recordOf(plane, folder, wells?.fields[index] ?? { row: 0, column: 0, field: index })),
  );
  const pixel = positive(first["PixelSizeUm"]) ?? positive(summary["PixelSize_um"]);
  const step = numberOf(summary["z-step_um"]);
  const interval = positive(summary["Interval_ms"]);
  return {
    format: "micromanager",
    formatName: "Micro-Manager folder",
    name: form.name,
    indexFiles: folders.map(({ list }) => list),
    plate: wells === null ? null : form,
    fieldNames: new Map(
      positions.flatMap((position, index) => (position.name === null ? [] : [[index, position.name]])),
    ),
    channels: channelsOf(summary, planes),
    planes,
    pixelSize: { y: pixel, x: pixel },
    planeDistance: step === null || step === 0 ? null : Math.abs(step),
    timeInterval: interval === null ? null : interval / 1000,
    significantBits: wholeBits(first["BitDepth"]) ?? wholeBits(summary["BitDepth"]),
    acquisitionDate: isoTime(textOf(first["Time"]) ?? textOf(summary["StartTime"]) ?? textOf(summary["Time"]) ?? ""),
    facts: factsOf(summary, first),
    notes: notesOf(folders, planes),
  };
}

type Position = { name: string | null; folder: string; planes: ListedPlane[] };

/** The positions of all lists, in their order. */
function positionsOf(folders: readonly PositionFolder[]): Position[] {
  return folders.flatMap(({ folder, metadata: { planes } }) => {
    const own = new Map<number, Position>();
    for (const plane of planes) {
      const position = own.get(plane.position) ?? { name: plane.positionName, folder, planes: [] };
      own.set(plane.position, position);
      position.planes.push(plane);
    }
    const found = [...own].toSorted(([a], [b]) => a - b).map(([, position]) => position);
    // Where each position has a folder, this has its name.
    if (folders.length > 1 && found.length === 1) found[0]!.name ??= baseName(folder);
    return found;
  });
}

function recordOf(
  { file, time, channel, section, z, y, x, seconds }: ListedPlane,
  folder: string,
  well: Pick<PlaneRecord, "row" | "column" | "field">,
): PlaneRecord {
  const path = file === null ? null : joinPath(folder, file);
  const { row, column, field } = well;
  return { row, column, field, time, channel, section, path, page: 0, position: { z, y, x }, seconds };
}

function channelsOf(summary: JsonObject, planes: readonly PlaneRecord[]): Map<number, ChannelDescription> {
  const names = Array.isArray(summary["ChNames"]) ? summary["ChNames"] : [];
  const colors = Array.isArray(summary["ChColors"]) ? summary["ChColors"] : [];
  return new Map(
    [...new Set(planes.map(({ channel }) => channel))].map((channel) => {
      const color = numberOf(colors[channel]);
      return [
        channel,
        {
          name: textOf(names[channel]),
          // Java's colours: alpha, red, green, blue in 32 bits with a sign.
          color: color === null ? null : (color & 0xffffff).toString(16).padStart(6, "0").toUpperCase(),
          window: null,
          emissionWavelengthNanometre: null,
        },
      ];
    }),
  );
}

function notesOf(folders: readonly PositionFolder[], planes: readonly PlaneRecord[]): string[] {
  const notes: string[] = [];
  for (const { list, metadata } of folders) {
    if (metadata.isWhole) continue;
    notes.push(
      `${list} ends early, as it does where an acquisition was stopped; the ${metadata.planes.length} images that it lists are read.`,
    );
  }
  const { summary } = folders[0]!.metadata;
  const planned = numberOf(summary["Frames"]) ?? 0;
  const recorded = planes.reduce((most, { time }) => Math.max(most, time + 1), 0);
  if (recorded < planned) notes.push(`The acquisition was to have ${planned} time points; ${recorded} were recorded.`);
  const listed = new Set(planes.map(({ path }) => path?.toLowerCase()));
  const others = folders.flatMap(({ images }) => images).filter((image) => !listed.has(image.toLowerCase()));
  if (others.length > 0) {
    notes.push(`${others.length} images of the folder are in no metadata.txt (${others[0]}); they are left out.`);
  }
  return notes;
}

const FACTS: readonly [name: string, key: string][] = [
  ["Objective", "Objective-Label"],
  ["Camera", "Core-Camera"],
  ["Binning", "Binning"],
  ["Exposure (ms)", "Exposure-ms"],
];

function factsOf(summary: JsonObject, first: JsonObject): Record<string, string> {
  const facts: Record<string, string> = {};
  const add = (name: string, value: unknown): void => {
    const text = textOf(value) ?? numberOf(value)?.toString() ?? null;
    if (text !== null) facts[name] = text;
  };
  add("Micro-Manager version", summary["MicroManagerVersion"]);
  for (const [name, key] of FACTS) add(name, first[key]);
  add("Comment", summary["Comments"] ?? summary["Comment"]);
  return facts;
}

function positive(value: unknown): number | null {
  const number = numberOf(value);
  return number !== null && number > 0 ? number : null;
}

function wholeBits(value: unknown): number | null {
  const bits = positive(value);
  return bits !== null && Number.isInteger(bits) ? bits : null;
}

/** "2016-02-11 09:00:16 -0800" in ISO 8601; null for another text. */
function isoTime(text: string): string | null {
  const parts = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d(?:\.\d+)?)(?: ([+-]\d\d):?(\d\d))?$/.exec(text);
  if (parts === null) return null;
  return `${parts[1]}T${parts[2]}${parts[3] === undefined ? "" : `${parts[3]}:${parts[4]}`}`;
}
