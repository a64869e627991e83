import { mapAtOnce } from "../../bytes/atOnce.ts";
import type { BlockCache } from "../../bytes/blockCache.ts";
import { createBlockCache } from "../../bytes/blockCache.ts";
import { meanStep } from "../shared/meanStep.ts";
import type { PlaneRecord } from "../shared/plate/plateContents.ts";
import { type Look, lookIntoFile, type PlaneFacts } from "../shared/metaSeries.ts";

/** Fields whose stage position is read: each is a file to be opened. */
const MOST_FIELDS = 1000;

/** What the files of a plate say of themselves. */
export type FileFacts = {
  /** Of the first plane of each wavelength, by its number. */
  channels: Map<number, PlaneFacts>;
  /** Of the first plane of all. */
  first: PlaneFacts | null;
  /** Some fields have no position, because there are too many of them. */
  isWithoutPositions: boolean;
  /** Micrometres from section to section, of one stack. */
  planeDistance: number | null;
  /** Seconds from time to time, of one plane. */
  timeInterval: number | null;
};

/**
 * Looks into one file of each wavelength and of each field, and into those of one stack and one series, and gives the planes the
 * positions of their fields.
 * @throws those of the picture's reader
 */
export async function lookInto(
  planes: PlaneRecord[],
  isThere: (path: string) => boolean,
  look: Look,
): Promise<FileFacts> {
  const blocks: BlockCache = createBlockCache();
  const known = new Map<string, Promise<PlaneFacts | null>>();
  const factsOf = (plane: PlaneRecord): Promise<PlaneFacts | null> => {
    const path = plane.path!;
    const facts = known.get(path) ?? lookIntoFile(path, look, blocks);
    known.set(path, facts);
    return facts;
  };
  const there = planes.filter(({ path }) => path !== null && isThere(path));
  const firstOf = (key: (plane: PlaneRecord) => string | number): PlaneRecord[] => [
    ...new Map(there.toReversed().map((plane) => [key(plane), plane])).values(),
  ];
  const channels = new Map<number, PlaneFacts>();
  for (const plane of firstOf(({ channel }) => channel)) {
    const facts = await factsOf(plane);
    if (facts !== null) channels.set(plane.channel, facts);
  }
  const fields = firstOf(fieldOf);
  const isWithoutPositions = fields.length > MOST_FIELDS;
  const positions = new Map<string, PlaneFacts["position"]>();
  await mapAtOnce(
    isWithoutPositions ? [] : fields,
    async (plane) => {
      const facts = await factsOf(plane);
      if (facts !== null) positions.set(fieldOf(plane), facts.position);
    },
    look,
  );
  for (const plane of planes) plane.position = positions.get(fieldOf(plane)) ?? plane.position;
  const distance = async (key: "section" | "time", valueOf: (facts: PlaneFacts) => number | null) => {
    const ends = endsOf(there, key);
    const [low, high] = await Promise.all(ends.map(factsOf));
    if (low == null || high == null) return null;
    return meanStep(valueOf(low), valueOf(high), ends[1]![key] - ends[0]![key]);
  };
  // What was asked for, where a file says it (the first site's do not): the stage is some hundredths off.
  const sectionStep = async (): Promise<number | null> => {
    const [low, high] = endsOf(there, "section");
    if (high === undefined || low === high) return null;
    const steps = (await Promise.all(known.values())).map((facts) => facts?.sectionStep ?? null);
    return steps.find((step) => step !== null) ?? null;
  };
  return {
    channels,
    first: there.length === 0 ? null : await factsOf(there[0]!),
    isWithoutPositions,
    planeDistance: (await sectionStep()) ?? (await distance("section", ({ position }) => position.z)),
    timeInterval: await distance("time", ({ date }) => (date === null ? null : Date.parse(`${date}Z`) / 1000)),
  };
}

/** Two planes that are as far apart along an axis as any, and alike in all else; none without such planes. */
function endsOf(planes: readonly PlaneRecord[], key: "section" | "time"): PlaneRecord[] {
  const other = key === "section" ? "time" : "section";
  const [first] = planes;
  if (first === undefined) return [];
  const last = planes.reduce((most, plane) => (plane[key] > most[key] ? plane : most), first);
  const mates = planes.filter(
    (plane) => fieldOf(plane) === fieldOf(last) && plane.channel === last.channel && plane[other] === last[other],
  );
  return [mates.reduce((least, plane) => (plane[key] < least[key] ? plane : least), last), last];
}

function fieldOf({ row, column, field }: PlaneRecord): string {
  return `${row} ${column} ${field}`;
}
