import { ZarrdropError } from "../../../model/errors.ts";
import { LIMITS } from "../../../model/limits.ts";
import { TAGS } from "../dataset/tags.ts";
import { type FunctionalGroups, groupsOf } from "../functionalGroups.ts";
import { type Instance, isSegmentation } from "../instance.ts";
import { segmentNumbers } from "./facts.ts";

/** A frame with what tells its place among others. */
export type FrameRecord = { instance: number; frame: number; groups: FunctionalGroups; along: number | null };

/** An axis over frames. */
export type FrameAxis = { letter: "t" | "c" | "z"; length: number; scale: number | null; unit: string | null };

/** Frames in the order of their axes, the slowest axis first; null for one that is not there. */
export type OrderedFrames = { axes: FrameAxis[]; frames: (FrameRecord | null)[]; notes: string[] };

/** Places along the normal that differ by less are one, in millimetres: they are written in decimal digits. */
const SAME_PLACE = 1e-3;
/** Distances that differ by more than this part are said. */
const UNEVEN = 0.01;

/** All frames of some instances. */
export function recordsOf(instances: readonly Instance[]): FrameRecord[] {
  return instances.flatMap((instance, index) =>
    Array.from({ length: instance.format.frames }, (_, frame) => {
      const groups = groupsOf(instance, frame);
      return { instance: index, frame, groups, along: placeAlong(groups) };
    }),
  );
}

/** Where a plane lies along the normal of all planes (PS3.3, C.7.6.2.1.1). */
function placeAlong({ position, orientation }: FunctionalGroups): number | null {
  if (position === null) return null;
  const [a = 1, b = 0, c = 0, d = 0, e = 1, f = 0] = orientation ?? [];
  const normal = [b * f - c * e, c * d - a * f, a * e - b * d];
  const along = normal.reduce((sum, part, axis) => sum + part * position[axis]!, 0);
  return Number.isFinite(along) ? along : null;
}

/** Puts the frames of an image in order: labels of segments as channels, planes by their places, repeated places as time points. */
export function orderFrames(instances: readonly Instance[]): OrderedFrames {
  const records = recordsOf(instances);
  // There is one at least.
  const main = instances[0]!;
  const segments = segmentNumbers(main, records);
  if (records.length === 1 && segments.length === 1) return { axes: [], frames: records, notes: [] };
  if (isSegmentation(main.data) && segments.length > 1) return bySegment(records, segments);
  return byPlace(records, instances);
}

/**
 * Segments are stored for those planes that have some of them.
 * @throws `limit`
 */
function bySegment(records: readonly FrameRecord[], segments: readonly number[]): OrderedFrames {
  const places = placesOf(records);
  const depth = Math.max(1, places.length);
  // Both are a file's own: a list of a thousand frames can ask for a million.
  if (segments.length * depth > LIMITS.linkedEntries) {
    const technical = `${segments.length} segments of ${depth} planes`;
    throw new ZarrdropError("limit", "The segments of the image have too many planes.", { technical });
  }
  const frames = new Array<FrameRecord | null>(segments.length * depth).fill(null);
  const indexOfSegment = new Map(segments.map((segment, index) => [segment, index]));
  for (const record of records) {
    const segment = indexOfSegment.get(record.groups.segment ?? 1);
    if (segment === undefined) continue;
    frames[segment * depth + Math.max(0, placeIndex(places, record.along))] = record;
  }
  const axes: FrameAxis[] = [{ letter: "c", length: segments.length, scale: null, unit: null }];
  if (depth > 1) axes.push(depthAxis(places));
  return { axes, frames, notes: unevenNotes(places) };
}

function byPlace(records: readonly FrameRecord[], instances: readonly Instance[]): OrderedFrames {
  const sorted = inTimeOrder(records, instances);
  const places = placesOf(sorted);
  const isPlaced = sorted.every(({ along }) => along !== null);
  if (!isPlaced || places.length < 2) return inLine(sorted, instances[0]!, isPlaced);
  const directions = new Set(sorted.map(({ groups }) => groups.orientation?.join(" ")));
  if (directions.size > 1) return unordered(sorted, "The planes lie in several directions");
  const stacks = places.map(() => [] as FrameRecord[]);
  for (const record of sorted) stacks[placeIndex(places, record.along)]!.push(record);
  const times = stacks[0]!.length;
  if (stacks.some(({ length }) => length !== times)) {
    return unordered(sorted, "Some planes were taken more often than others");
  }
  const frames = Array.from({ length: times }, (_, time) => stacks.map((stack) => stack[time]!)).flat();
  const time: FrameAxis[] = times === 1 ? [] : [timeAxis(times, instances[0]!)];
  return { axes: [...time, depthAxis(places)], frames, notes: unevenNotes(places) };
}

function unordered(frames: FrameRecord[], why: string): OrderedFrames {
  const axis: FrameAxis = { letter: "z", length: frames.length, scale: null, unit: null };
  return { axes: [axis], frames, notes: [`${why}: all are in the order of their numbers, along z.`] };
}

/** Frames without places, or of one place: in the order of their numbers. */
function inLine(frames: readonly FrameRecord[], { data, image, shared }: Instance, isOnePlace: boolean): OrderedFrames {
  const { length } = frames;
  const offsets = data.numbers(TAGS.GridFrameOffsetVector);
  if (offsets.length === length) {
    const places = offsets.map((offset) => Math.abs(offset - offsets[0]!));
    return { axes: [depthAxis(places)], frames: [...frames], notes: unevenNotes(places) };
  }
  const isTime =
    isOnePlace ||
    [TAGS.FrameTime, TAGS.FrameTimeVector, TAGS.CineRate, TAGS.TemporalResolution].some((tag) => data.has(tag)) ||
    new Set(frames.map(({ groups }) => groups.temporalIndex)).size > 1;
  if (isTime) return { axes: [timeAxis(length, { data })], frames: [...frames], notes: [] };
  const distance = shared.distance ?? image.distance;
  return { axes: [{ letter: "z", length, scale: distance, unit: "millimeter" }], frames: [...frames], notes: [] };
}

/** What counts images, of all frames of a file. */
const COUNTERS = [TAGS.AcquisitionNumber, TAGS.EchoNumbers, TAGS.TriggerTime, TAGS.InstanceNumber];

/** Repetitions of a place: by what counts them, else by the numbers of images. */
function inTimeOrder(records: readonly FrameRecord[], instances: readonly Instance[]): FrameRecord[] {
  const counted = instances.map(({ data }) => COUNTERS.map((tag) => data.number(tag) ?? 0));
  const keyed = records.map((record) => {
    const { instance, frame, groups } = record;
    return { record, keys: [groups.temporalIndex ?? 0, ...counted[instance]!, instance, frame] };
  });
  keyed.sort((x, y) => {
    const at = x.keys.findIndex((key, index) => key !== y.keys[index]);
    return at < 0 ? 0 : x.keys[at]! - y.keys[at]!;
  });
  return keyed.map(({ record }) => record);
}

/** All different places, in order. */
function placesOf(records: readonly FrameRecord[]): number[] {
  const sorted = records.flatMap(({ along }) => (along === null ? [] : [along])).sort((x, y) => x - y);
  return sorted.filter((place, index) => index === 0 || place - sorted[index - 1]! > SAME_PLACE);
}

/** The last place that is not above a frame's. */
function placeIndex(places: readonly number[], along: number | null): number {
  let [low, high] = [0, places.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (places[middle]! <= (along ?? 0) + SAME_PLACE / 2) low = middle + 1;
    else high = middle;
  }
  return Math.max(0, low - 1);
}

function depthAxis(places: readonly number[]): FrameAxis {
  const step = (places.at(-1)! - places[0]!) / (places.length - 1);
  return { letter: "z", length: places.length, scale: Number(step.toPrecision(9)), unit: "millimeter" };
}

function unevenNotes(places: readonly number[]): string[] {
  const steps = places.slice(1).map((place, index) => place - places[index]!);
  const mean = steps.reduce((sum, step) => sum + step, 0) / steps.length;
  const isEven = steps.every((step) => Math.abs(step - mean) <= UNEVEN * Math.abs(mean) + SAME_PLACE);
  return isEven ? [] : ["The planes are at uneven distances: the distance that is given is their mean."];
}

function timeAxis(length: number, { data }: Pick<Instance, "data">): FrameAxis {
  const vector = data.numbers(TAGS.FrameTimeVector);
  const mean = vector.length > 1 ? vector.slice(1).reduce((sum, each) => sum + each, 0) / (vector.length - 1) : null;
  const milliseconds = data.number(TAGS.FrameTime) ?? mean ?? data.number(TAGS.TemporalResolution);
  if (milliseconds !== null) return { letter: "t", length, scale: milliseconds, unit: "millisecond" };
  const rate = data.number(TAGS.CineRate);
  return { letter: "t", length, scale: rate === null || rate <= 0 ? null : 1 / rate, unit: "second" };
}
