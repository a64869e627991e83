import type { ChannelDescription } from "../../../model/image.ts";
import { factsOf } from "../../shared/describeRaw.ts";
import type { Tag } from "../dataset/tags.ts";
import { TAGS } from "../dataset/tags.ts";
import type { FunctionalGroups } from "../functionalGroups.ts";
import { type Instance, isSegmentation } from "../instance.ts";
import { isYbr, shownSamples } from "../pixels/decodeFrame.ts";

/** Nothing that says who somebody is: names, numbers and dates of patients are not carried. */
const FACTS: readonly [name: string, tag: Tag][] = [
  ["Modality", TAGS.Modality],
  ["Series", TAGS.SeriesDescription],
  ["Protocol", TAGS.ProtocolName],
  ["Body part", TAGS.BodyPartExamined],
  ["Manufacturer", TAGS.Manufacturer],
  ["Model", TAGS.ManufacturerModelName],
  ["Software", TAGS.SoftwareVersions],
  ["Rescale type", TAGS.RescaleType],
];

/** What an image says of itself, for people. */
export function factsOfInstance(instance: Instance, groups: FunctionalGroups): Record<string, string> {
  const { data, encoding, format } = instance;
  const scaled = isScaled(groups);
  return factsOf([
    ...FACTS.map(([name, tag]) => [name, data.texts(tag, encoding).join(", ")] as const),
    ["Image type", data.texts(TAGS.ImageType).join(", ")],
    ["Photometric interpretation", format.photometric],
    ["Slice thickness", groups.thickness === null ? null : `${groups.thickness} mm`],
    ["Slope", scaled ? (groups.slope ?? 1) : null],
    ["Intercept", scaled ? (groups.intercept ?? 0) : null],
    ["Orientation", groups.orientation?.join(" ")],
  ]);
}

/** Whether values mean others. */
export function isScaled({ slope, intercept }: FunctionalGroups): boolean {
  return (slope ?? 1) !== 1 || (intercept ?? 0) !== 0;
}

/** What is to be known of values that are given as they are stored. `all`: the groups of all frames. */
export function notesOfValues(instance: Instance, all: readonly FunctionalGroups[]): string[] {
  const { data, format, frames } = instance;
  const [first] = all;
  const notes: string[] = [];
  const { photometric, samples } = format;
  if (photometric === "MONOCHROME1") {
    notes.push("Small values are bright (MONOCHROME1); the values are as stored.");
  }
  if (photometric === "PALETTE COLOR" && frames.form.palette === null && !isSegmentation(data)) {
    notes.push("The values are numbers of colours; the table of colours cannot be read.");
  }
  if (samples > 1 && !/^(RGB|YBR_RCT|YBR_ICT)$/.test(photometric) && !isYbr(format)) {
    notes.push(`The samples are as stored: ${photometric === "" ? "what they mean is not said" : photometric}.`);
  }
  if (data.items(TAGS.ModalityLUTSequence).length > 0) {
    notes.push("The values are as stored; the file has a table of what they mean.");
  }
  if (first !== undefined && all.some(isScaled)) {
    const isAlike = all.every((each) => each.slope === first.slope && each.intercept === first.intercept);
    notes.push(
      isAlike
        ? `The values are as stored; the file means value × ${first.slope ?? 1} + ${first.intercept ?? 0} by them.`
        : "The values are as stored; the file has another factor for each plane.",
    );
  }
  return notes;
}

/** The channel of a gray image: its display range, in values as they are stored. */
export function channelOf(
  instance: Instance,
  { window, slope, intercept }: FunctionalGroups,
): Partial<ChannelDescription> {
  const factor = slope ?? 1;
  if (window === null || shownSamples(instance.frames.form) > 1 || !(factor > 0)) return {};
  const stored = (value: number): number => Number(((value - (intercept ?? 0)) / factor).toPrecision(12));
  const range = { start: stored(window.center - window.width / 2), end: stored(window.center + window.width / 2) };
  return Number.isFinite(range.end - range.start) && range.end > range.start ? { window: range } : {};
}

/** The numbers of all segments, of those without any pixel too, in order; frames of label maps belong to no single one. */
export function segmentNumbers({ data }: Instance, frames: readonly { groups: FunctionalGroups }[]): number[] {
  const used = frames.flatMap(({ groups }) => groups.segment ?? []);
  if (used.length === 0) return [1];
  const described = data.items(TAGS.SegmentSequence).flatMap((item) => item.number(TAGS.SegmentNumber) ?? []);
  return [...new Set([...described, ...used])].sort((a, b) => a - b);
}

/** What segments are called, by their numbers. */
export function segmentNames({ data, encoding }: Instance): (string | null)[] {
  const segments = data.items(TAGS.SegmentSequence);
  return segments
    .toSorted((x, y) => (x.number(TAGS.SegmentNumber) ?? 0) - (y.number(TAGS.SegmentNumber) ?? 0))
    .map((segment) => segment.text(TAGS.SegmentLabel, encoding) || null);
}

/** When an image was taken, in ISO 8601 (PS3.5, 6.2: DT, or DA and TM); null where it is not said. */
export function dateOf({ data }: Instance): string | null {
  const whole = isoTime(data.text(TAGS.AcquisitionDateTime));
  if (whole !== null) return whole;
  const pairs = [
    [TAGS.AcquisitionDate, TAGS.AcquisitionTime],
    [TAGS.ContentDate, TAGS.ContentTime],
  ] as const;
  for (const [date, time] of pairs) {
    // Before 1993 dates had points in them.
    const day = data.text(date).replaceAll(".", "");
    const found = isoTime(day + data.text(time).replaceAll(":", "")) ?? isoTime(day);
    if (found !== null) return found;
  }
  return null;
}

function isoTime(text: string): string | null {
  const parts = /^(\d{4})(\d{2})(\d{2})(?:(\d{2})(\d{2})(?:(\d{2})(\.\d{1,6})?)?)?([+-]\d{4})?$/.exec(text);
  if (parts === null) return null;
  const [, year, month, day, hour, minute, second = "00", fraction = "", zone] = parts;
  const date = `${year}-${month}-${day}`;
  const time = hour === undefined ? "" : `T${hour}:${minute}:${second}${fraction}`;
  const offset = zone === undefined || time === "" ? "" : `${zone.slice(0, 3)}:${zone.slice(3)}`;
  return Number.isNaN(Date.parse(date + (time === "" ? "" : `T${hour}:${minute}:${second}Z`)))
    ? null
    : date + time + offset;
}
