import { ZarrdropError } from "../../model/errors.ts";
import { LIMITS } from "../../model/limits.ts";
import { NOWHERE, type PlaneRecord } from "../shared/plate/plateContents.ts";
import { type NamedPlane, planePath } from "./fileNames.ts";

/** Columns of plates by the number of their wells. */
const PLATES: readonly [wells: number, columns: number][] = [
  [96, 12],
  [384, 24],
];
const MOST_COLUMNS = 48;

/** Columns of a plate on which the well with a number is. */
export function columnsOf(well: number): number {
  return PLATES.find(([wells]) => well <= wells)?.[1] ?? MOST_COLUMNS;
}

/**
 * The planes of an experiment by the names of its files. What other fields have, and a field lacks, is missing if the field has
 * that time or a later one; an experiment that was stopped did not record the others. `channels`: their names, in order.
 * @throws `limit`
 */
export function listPlanes(
  files: readonly NamedPlane[],
  { columns, channels }: { columns: number; channels: readonly string[] },
): PlaneRecord[] {
  const fields = new Map<string, { first: NamedPlane; lastTime: number; paths: Map<string, string> }>();
  const kinds = new Map<string, Pick<NamedPlane, "section" | "channel">>();
  let lastTime = 0;
  for (const file of files) {
    const key = `${file.well} ${file.position}`;
    const field = fields.get(key) ?? { first: file, lastTime: 0, paths: new Map<string, string>() };
    fields.set(key, field);
    field.lastTime = Math.max(field.lastTime, file.time);
    lastTime = Math.max(lastTime, file.time);
    field.paths.set(placeKey(file), file.path);
    kinds.set(`${file.section} ${file.channel}`, file);
  }
  if (fields.size * kinds.size * (lastTime + 1) > LIMITS.linkedEntries) {
    throw new ZarrdropError("limit", "The names of the plate's images have too many numbers.");
  }
  const places = new Map(channels.map((name, index) => [name, index]));
  const records: PlaneRecord[] = [];
  for (const { first, lastTime: ownLastTime, paths } of fields.values()) {
    const well = { row: Math.floor((first.well - 1) / columns), column: (first.well - 1) % columns };
    for (let time = 0; time <= lastTime; time++) {
      for (const { section, channel } of kinds.values()) {
        const plane = { ...first, section, channel, time };
        const path = paths.get(placeKey(plane)) ?? (time <= ownLastTime ? planePath(plane) : null);
        records.push({
          ...well,
          field: first.position,
          time,
          channel: places.get(channel)!,
          section,
          path,
          page: 0,
          position: NOWHERE,
          seconds: null,
        });
      }
    }
  }
  return records;
}

function placeKey({ section, time, channel }: Pick<NamedPlane, "section" | "time" | "channel">): string {
  return `${section} ${time} ${channel}`;
}
