import { baseName } from "../../model/paths.ts";
import { isObject, type JsonObject } from "../../model/untrustedJson.ts";
import { eachEntry } from "./eachEntry.ts";

/** A plane as a metadata.txt lists it; null for what it does not say. */
export type ListedPlane = {
  /** Name of its file in the folder of the list. */
  file: string | null;
  time: number;
  channel: number;
  section: number;
  position: number;
  positionName: string | null;
  /** Micrometres on the stage. */
  z: number | null;
  y: number | null;
  x: number | null;
  /** Seconds since the beginning. */
  seconds: number | null;
};

/** What a metadata.txt says. */
export type AcquisitionMetadata = {
  summary: JsonObject;
  planes: ListedPlane[];
  /** All that the first plane has of its own. */
  first: JsonObject;
  /** False where the list is damaged or ends early. */
  isWhole: boolean;
};

/**
 * Reads a metadata.txt of Micro-Manager 1.4, where each plane has one entry ("FrameKey-time-channel-section"), or 2.0, where it has up to
 * two ("Coords-file", "Metadata-file").
 * @throws `limit`
 */
export function parseMetadata(bytes: Uint8Array, file: string): AcquisitionMetadata {
  let summary: JsonObject = {};
  let first: JsonObject = {};
  let firstName: string | null = null;
  const planes = new Map<string, ListedPlane>();
  const isWhole = eachEntry(bytes, file, (key, entry) => {
    if (key === "Summary") summary = entry;
    const [, kind, name] = /^(FrameKey|Coords|Metadata)-(.*)$/s.exec(key) ?? [];
    if (kind === undefined || name === undefined) return;
    firstName ??= name;
    if (name === firstName) first = { ...first, ...entry };
    planes.set(name, planeOf(entry, planes.get(name) ?? unknownPlane(kind === "FrameKey", name)));
  });
  return { summary, planes: [...planes.values()], first, isWhole };
}

/** What the key of an entry says: the place of a plane, or its file. */
function unknownPlane(isPlace: boolean, name: string): ListedPlane {
  const [time = 0, channel = 0, section = 0] = (isPlace ? name.split("-") : []).map(
    (part) => indexOf(Number(part)) ?? 0,
  );
  return {
    file: isPlace ? null : fileOf(name),
    time,
    channel,
    section,
    position: 0,
    positionName: null,
    z: null,
    y: null,
    x: null,
    seconds: null,
  };
}

/** What an entry says of a plane, and what is known of it from another. */
function planeOf(entry: JsonObject, known: ListedPlane): ListedPlane {
  const index = (...names: string[]): number | null =>
    names.map((name) => indexOf(entry[name])).find((value) => value !== null) ?? null;
  const milliseconds = numberOf(entry["ElapsedTime-ms"]);
  return {
    file: textOf(entry["FileName"]) === null ? known.file : fileOf(textOf(entry["FileName"])!),
    time: index("FrameIndex", "Frame", "time") ?? known.time,
    channel: index("ChannelIndex", "channel") ?? known.channel,
    section: index("SliceIndex", "Slice", "z") ?? known.section,
    position: index("PositionIndex", "position") ?? known.position,
    positionName: textOf(entry["PositionName"]) ?? known.positionName,
    z: numberOf(entry["ZPositionUm"]) ?? known.z,
    y: numberOf(entry["YPositionUm"]) ?? known.y,
    x: numberOf(entry["XPositionUm"]) ?? known.x,
    seconds: milliseconds === null ? known.seconds : milliseconds / 1000,
  };
}

/** Lists name files by the folder in which the acquisition once lay. */
function fileOf(path: string): string {
  return baseName(path.replaceAll("\\", "/"));
}

/** A text that says something; null for anything else. */
export function textOf(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}

/** A number, also one written as a text or put away with its type, as 2.0 does; null for anything else. */
export function numberOf(value: unknown): number | null {
  const plain = isObject(value) ? value["PropVal"] : value;
  const number = typeof plain === "string" && plain !== "" ? Number(plain) : plain;
  return typeof number === "number" && Number.isFinite(number) ? number : null;
}

function indexOf(value: unknown): number | null {
  const number = numberOf(value);
  return number !== null && Number.isSafeInteger(number) && number >= 0 ? number : null;
}
