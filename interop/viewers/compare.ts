import { product } from "./fill.ts";
import type { Truth } from "./truth.ts";
import { type Aspect, typeOf, type Values, type ViewedImage, type Viewer } from "./viewedImage.ts";

/** What a comparison says of one aspect: null if it is as it must be. */
export type Finding = { aspect: Aspect; problem: string | null };

/** The units that the cases have, as a kind and a factor: loaders may convert. */
const UNITS: Record<string, [string, number]> = {
  meter: ["meter", 1],
  micrometer: ["meter", 1e-6],
  nanometer: ["meter", 1e-9],
  second: ["second", 1],
  millisecond: ["second", 1e-3],
};

const OF_CHANNELS: ReadonlySet<Aspect> = new Set(["names", "colours", "windows"]);

/**
 * Compares what a viewer's loader sees with what must be seen, but what it is known not to tell; pixels: all of every level. Axes
 * that only the viewer has must have the size 1.
 *
 * @param truthUrl where `truth.levels[…].pixels` are
 * @param storeUrl where the store is; another one than the truth's to see that the comparison fails
 */
export async function compare(
  viewer: Viewer,
  truth: Truth,
  truthUrl: string,
  storeUrl: string,
  wanted: readonly Aspect[],
): Promise<Finding[]> {
  // Labels have no channels: what a loader makes up for them is its own.
  const aspects = truth.channels.length > 0 ? wanted : wanted.filter((aspect) => !OF_CHANNELS.has(aspect));
  const silent = viewer.silentAbout(truth.zarrFormat);
  const told = aspects.filter((aspect) => !silent.includes(aspect));
  let viewed: ViewedImage;
  try {
    viewed = withoutOwnAxes(await viewer.open(storeUrl), truth);
  } catch (error) {
    const problem = `does not open: ${String(error)}`;
    return told.map((aspect) => ({ aspect, problem }));
  }
  const findings: Finding[] = [];
  for (const aspect of aspects) {
    const problem = silent.includes(aspect)
      ? isTold(aspect, viewed)
        ? "is told now: take it off the list of what this viewer does not tell"
        : null
      : await problemOf(aspect, viewed, truth, truthUrl);
    if (told.includes(aspect) || problem !== null) findings.push({ aspect, problem });
  }
  return findings;
}

function withoutOwnAxes(viewed: ViewedImage, truth: Truth): ViewedImage {
  const kept = viewed.axes.map((name, axis) => {
    const isOwn = !truth.axes.some((known) => known.name === name);
    return !isOwn || viewed.levels.some(({ shape }) => shape[axis] !== 1);
  });
  const pick = <T>(values: T[]) => values.filter((_, axis) => kept[axis]);
  return {
    ...viewed,
    axes: pick(viewed.axes),
    units: pick(viewed.units),
    levels: viewed.levels.map((level) => ({
      ...level,
      shape: pick(level.shape),
      scale: pick(level.scale),
      translation: level.translation === null ? null : pick(level.translation),
    })),
  };
}

function isTold(aspect: Aspect, viewed: ViewedImage): boolean {
  const channels = viewed.channels ?? [];
  switch (aspect) {
    case "translations":
      return viewed.levels.some(({ translation }) => translation !== null);
    case "names":
      return channels.some(({ label }) => label !== null);
    case "colours":
      return channels.some(({ colour }) => colour !== null);
    case "windows":
      return channels.some(({ window }) => window !== null);
    default:
      return false;
  }
}

async function problemOf(aspect: Aspect, viewed: ViewedImage, truth: Truth, truthUrl: string): Promise<string | null> {
  const channels = viewed.channels;
  switch (aspect) {
    case "axes":
      return different(
        viewed.axes,
        truth.axes.map(({ name }) => name),
      );
    case "units":
      return different(
        viewed.units.map(kindOf),
        truth.axes.map(({ unit }) => kindOf(unit)),
      );
    case "type":
      return different(viewed.type, truth.type);
    case "shapes":
      return different(
        viewed.levels.map(({ shape }) => shape),
        truth.levels.map(({ shape }) => shape),
      );
    case "scales":
    case "translations": {
      const key = aspect === "scales" ? "scale" : "translation";
      return notClose(
        viewed.levels.map((level) => inBaseUnits(level[key] ?? [], viewed.units)),
        truth.levels.map((level) =>
          inBaseUnits(
            level[key],
            truth.axes.map(({ unit }) => unit),
          ),
        ),
      );
    }
    case "names":
      return different(
        channels?.map(({ label }) => label),
        truth.channels.map(({ label }) => label),
      );
    case "colours":
      return differentColours(
        channels?.map(({ colour }) => colour),
        truth.channels.map(({ colour }) => colour),
      );
    case "windows":
      return different(
        channels?.map(({ window }) => window && [window.min, window.max, window.start, window.end]),
        truth.channels.map(({ window: { min, max, start, end } }) => [min, max, start, end]),
      );
    case "pixels":
      return differentPixels(viewed, truth, truthUrl).catch((error: unknown) => `are not to be had: ${String(error)}`);
  }
}

function different(found: unknown, expected: unknown): string | null {
  const [seen, wanted] = [JSON.stringify(found), JSON.stringify(expected)];
  return seen === wanted ? null : `${seen} instead of ${wanted}`;
}

/** bioio-conversion, and so compatibility mode, writes "#": loaders hand it on or take it off. */
function differentColours(found: (string | null)[] | undefined, expected: string[]): string | null {
  const digits = expected.map((colour) => colour.replace("#", ""));
  return different(found, digits) === null ? null : different(found, expected);
}

function kindOf(unit: string | null): string | null {
  return unit === null ? null : (UNITS[unit]?.[0] ?? unit);
}

function inBaseUnits(values: number[], units: (string | null)[]): number[] {
  return values.map((value, axis) => value * (UNITS[units[axis] ?? ""]?.[1] ?? 1));
}

/** As `different`, for numbers with which a loader may have calculated, some in single precision. */
function notClose(found: number[][], expected: number[][]): string | null {
  const isSame =
    found.length === expected.length &&
    expected.every((level, index) => {
      const size = Math.max(...level.map(Math.abs));
      return (
        found[index]?.length === level.length &&
        level.every((value, axis) => Math.abs((found[index]?.[axis] ?? Number.NaN) - value) <= 1e-9 * Math.max(size, 0))
      );
    });
  return isSame ? null : `${JSON.stringify(found)} instead of ${JSON.stringify(expected)}`;
}

async function differentPixels(viewed: ViewedImage, truth: Truth, truthUrl: string): Promise<string | null> {
  const names = truth.axes.map(({ name }) => name);
  for (const [index, { shape, pixels }] of truth.levels.entries()) {
    const level = viewed.levels[index];
    if (level === undefined) return `level ${index} is missing`;
    const response = await fetch(new URL(pixels, truthUrl));
    if (!response.ok) throw new Error(`${pixels}: ${response.status}`);
    const expected = await response.arrayBuffer();
    const sizeOf = (axis: string) => shape[names.indexOf(axis)] ?? 1;
    const [times, channels] = [sizeOf("t"), sizeOf("c")];
    const volume = expected.byteLength / (times * channels);
    if (volume * product([times, channels]) !== expected.byteLength || volume === 0)
      throw new Error(`size of ${pixels}`);
    for (let t = 0; t < times; t++) {
      for (let c = 0; c < channels; c++) {
        const found = await level.readVolume(t, c);
        const problem = differentValues(
          found,
          new Uint8Array(expected, (t * channels + c) * volume, volume),
          truth.type,
        );
        if (problem !== null) return `level ${index}, t ${t}, c ${c}: ${problem}`;
      }
    }
  }
  return null;
}

/** To the bit. */
function differentValues(found: Values, expected: Uint8Array, type: string): string | null {
  if (typeOf(found) !== type) return `${typeOf(found)} instead of ${type}`;
  if (found.byteLength !== expected.byteLength) return `${found.byteLength} bytes instead of ${expected.byteLength}`;
  const bytes = new Uint8Array(found.buffer, found.byteOffset, found.byteLength);
  const first = bytes.findIndex((byte, index) => byte !== expected[index]);
  return first === -1 ? null : `value ${Math.floor(first / found.BYTES_PER_ELEMENT)} of the volume differs`;
}
