import { ZarrdropError } from "../../../model/errors.ts";
import type { AbsentPlanes } from "../../../model/image.ts";
import { LIMITS } from "../../../model/limits.ts";
import type { PlaneRecord, PlateContents } from "./plateContents.ts";

/** Where the pixels of a plane are. */
export type PlanePlace = { path: string; page: number };

/** A field of a well: all that becomes one scene. */
export type FieldLayout = {
  row: number;
  column: number;
  field: number;
  /** Files that are there, by place: (time, channel, section) in C order. */
  planes: Map<number, PlanePlace>;
  absent: AbsentPlanes[];
  /** What is listed, by place, in its order. */
  records: ReadonlyMap<number, PlaneRecord>;
};

/** A plate as fields of one shape. */
export type PlateLayout = {
  /** The instrument's numbers of the axes' values, in their order. */
  times: number[];
  channels: number[];
  sections: number[];
  fields: FieldLayout[];
  notes: string[];
};

/** Absent planes that are named. */
const EXAMPLES = 3;
/** Planes looked for in all fields together: more than are listed only where fields have hardly any plane in common. */
const MOST_LOOKED_FOR = 4 * LIMITS.linkedEntries;

/**
 * Puts the planes of a plate into their places. `findFile` gives the path of a file that is there. A plane that is not listed was not
 * recorded if other fields have it, and if its field, or more than half of all fields, have anything of its channel; else the experiment
 * has none. Without an index that is a guess, and said to be one.
 * @throws `corrupt` without planes; `limit`
 */
export function layoutPlate(contents: PlateContents, findFile: (path: string) => string | null): PlateLayout {
  const { planes: records } = contents;
  const name = contents.name === "" ? "The plate" : contents.name;
  if (records.length === 0) throw new ZarrdropError("corrupt", `${name} lists no images.`, { file: name });
  if (records.length > LIMITS.linkedEntries) {
    throw new ZarrdropError("limit", `${name} lists too many images.`, { file: name });
  }
  const times = distinct(records, "time");
  const channels = distinct(records, "channel");
  const sections = distinct(records, "section");
  if (times.length * channels.length * sections.length > LIMITS.linkedEntries) {
    throw new ZarrdropError("limit", `${name} has too many planes in each field.`, { file: name });
  }
  const placeOf = placesOf([times, channels, sections]);
  const known = new Set<number>();
  const byField = new Map<string, Map<number, PlaneRecord>>();
  let doubles = 0;
  for (const record of records) {
    const key = `${record.row} ${record.column} ${record.field}`;
    const field = byField.get(key) ?? new Map<number, PlaneRecord>();
    byField.set(key, field);
    const place = placeOf(record);
    if (field.has(place)) doubles++;
    else field.set(place, record);
    known.add(place);
  }
  if (byField.size > LIMITS.scenes || byField.size * known.size > MOST_LOOKED_FOR) {
    throw new ZarrdropError("limit", `${name} lists too many fields.`, { file: name });
  }
  const size = {
    places: times.length * channels.length * sections.length,
    channels: channels.length,
    sections: sections.length,
    known: [...known].toSorted((a, b) => a - b),
    isKnown: (place: number) => known.has(place),
    isGuessed: contents.indexFiles.length === 0,
  };
  const usual = usualChannels([...byField.values()], size);
  const fields = [...byField.values()].map((field) =>
    layoutField(new Map([...field].toSorted(([a], [b]) => a - b)), { ...size, usual }, findFile),
  );
  fields.sort((a, b) => a.row - b.row || a.column - b.column || a.field - b.field);
  const notes =
    doubles === 0 ? [] : [`${doubles} images of the index are for places that others have already; they are left out.`];
  return { times, channels, sections, fields, notes };
}

/** Places of a field: how many there are, and which of them any field has. */
type PlateSize = {
  places: number;
  channels: number;
  sections: number;
  known: readonly number[];
  isKnown: (place: number) => boolean;
  /** No index lists what was taken: files alone do. */
  isGuessed: boolean;
};

/** The channels of which more than half of the fields have a plane. */
function usualChannels(
  fields: readonly ReadonlyMap<number, PlaneRecord>[],
  size: Pick<PlateSize, "channels" | "sections">,
): Set<number> {
  const counts = new Map<number, number>();
  for (const field of fields) {
    for (const channel of channelsOf(field, size)) counts.set(channel, (counts.get(channel) ?? 0) + 1);
  }
  return new Set([...counts].filter(([, count]) => count > fields.length / 2).map(([channel]) => channel));
}

function channelsOf(
  records: ReadonlyMap<number, PlaneRecord>,
  size: Pick<PlateSize, "channels" | "sections">,
): Set<number> {
  return new Set([...records.keys()].map((place) => channelAt(place, size)));
}

function channelAt(place: number, { channels, sections }: Pick<PlateSize, "channels" | "sections">): number {
  return Math.floor(place / sections) % channels;
}

function layoutField(
  records: ReadonlyMap<number, PlaneRecord>,
  size: PlateSize & { usual: ReadonlySet<number> },
  findFile: (path: string) => string | null,
): FieldLayout {
  const planes = new Map<number, PlanePlace>();
  const absent = new Map<AbsentPlanes["reason"], AbsentPlanes>();
  const note = (reason: AbsentPlanes["reason"], example: string, count = 1): void => {
    const entry = absent.get(reason) ?? {
      reason,
      count: 0,
      examples: [],
      ...(size.isGuessed ? { isGuess: true } : {}),
    };
    absent.set(reason, entry);
    entry.count += count;
    if (entry.examples.length < EXAMPLES) entry.examples.push(example);
  };
  const nowhere = size.places - size.known.length;
  if (nowhere > 0) note("not-acquired", placeText(firstNowhere(size), size), nowhere);
  const expected = new Set([...channelsOf(records, size), ...size.usual]);
  for (const place of size.known) {
    const record = records.get(place);
    const isRecorded = record !== undefined && record.path !== null;
    if (!isRecorded) {
      const isExpected = record !== undefined || expected.has(channelAt(place, size));
      note(isExpected ? "not-recorded" : "not-acquired", placeText(place, size));
      continue;
    }
    const path = findFile(record.path!);
    if (path === null) note("missing", record.path!);
    else planes.set(place, { path, page: record.page });
  }
  // Fields come from records.
  const { row, column, field } = [...records.values()][0]!;
  return { row, column, field, planes, absent: [...absent.values()], records };
}

function firstNowhere({ isKnown }: PlateSize): number {
  let place = 0;
  while (isKnown(place)) place++;
  return place;
}

function placeText(place: number, { channels, sections }: PlateSize): string {
  const time = Math.floor(place / sections / channels);
  return `time ${time}, channel ${channelAt(place, { channels, sections })}, section ${place % sections}`;
}

/** The place of a record: (time, channel, section) in C order. */
function placesOf(axes: readonly [number[], number[], number[]]): (record: PlaneRecord) => number {
  const [times, channels, sections] = axes.map((values) => new Map(values.map((value, index) => [value, index])));
  return ({ time, channel, section }) =>
    (times!.get(time)! * channels!.size + channels!.get(channel)!) * sections!.size + sections!.get(section)!;
}

function distinct(records: readonly PlaneRecord[], key: "time" | "channel" | "section"): number[] {
  return [...new Set(records.map((record) => record[key]))].toSorted((a, b) => a - b);
}
