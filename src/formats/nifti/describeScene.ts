import type { ImageDescription } from "../../model/image.ts";
import { lengthUnit } from "../../model/units.ts";
import { describeRawFile, describeRawScene, factsOf, type RawAxis } from "../shared/describeRaw.ts";
import { rawSceneBlock } from "../shared/rawScene.ts";
import type { NiftiHeader } from "./header.ts";

/** Letters of the axes, the fastest first. */
const LETTERS = ["x", "y", "z", "t", "c", "m", "h"];
const SPACE_UNITS: Record<number, string> = { 1: "meter", 2: "millimeter", 3: "micrometer" };
const TIME_UNITS: Record<number, string> = { 8: "second", 16: "millisecond", 24: "microsecond" };
const SPACE_BITS = 7;
const TIME_BITS = 0x38;

/** The axes of a file, the slowest first, the samples of a pixel last. */
export function axesOfNifti(header: NiftiHeader): RawAxis[] {
  const { sizes, spacings, pixel, units } = header;
  const unit = unitsOf(units);
  const starts = straightStarts(header);
  const axes = sizes.map((length, axis): RawAxis => {
    const letter = LETTERS[axis]!;
    if (axis < 3) return { letter, length, scale: spacings[axis]!, unit: unit.space, origin: starts?.[axis] ?? null };
    // The fourth axis may be one of frequencies, which have no unit here.
    if (axis > 3) return { letter, length };
    const origin = header.firstTime === 0 ? null : header.firstTime;
    return unit.time === null ? { letter, length } : { letter, length, scale: spacings[3]!, unit: unit.time, origin };
  });
  if (pixel.samples > 1) axes.unshift({ letter: "s", length: pixel.samples });
  return axes.toReversed();
}

function unitsOf(units: number | string): { space: string | null; time: string | null } {
  if (typeof units === "string") return { space: lengthUnit(units)?.name ?? null, time: null };
  return { space: SPACE_UNITS[units & SPACE_BITS] ?? null, time: TIME_UNITS[units & TIME_BITS] ?? null };
}

/** Where x, y and z begin in the room; null where an axis is turned or runs backwards. */
function straightStarts({ placement, sizes }: NiftiHeader): number[] | null {
  if (placement === null) return null;
  const isStraight = placement.rows.every((row, axis) =>
    row.slice(0, 3).every((value, other) => (axis === other ? value > 0 : value === 0)),
  );
  return isStraight ? placement.rows.map((row) => row[3]!).slice(0, sizes.length) : null;
}

/** Describes the one image of a file. */
export function describeNifti(file: { name: string; files: string[] }, header: NiftiHeader): ImageDescription {
  const axes = axesOfNifti(header);
  const { start, end } = header.window;
  // A display range is of scaled values.
  const hasWindow =
    end > start && Number.isFinite(end - start) && !isScaled(header) && !axes.some(({ letter }) => letter === "c");
  const scene = describeRawScene({
    id: "Image:0",
    axes,
    dtype: header.pixel.dtype,
    blockShape: rawSceneBlock({ shape: axes.map(({ length }) => length) }),
    channels: hasWindow ? [{ window: { start, end } }] : [],
    facts: facts(header),
  });
  return describeRawFile({ format: "nifti", formatName: header.kind, ...file, notes: notesOf(header) }, [scene]);
}

function isScaled({ slope, intercept }: NiftiHeader): boolean {
  return Number.isFinite(slope) && slope !== 0 && !(slope === 1 && (intercept === 0 || !Number.isFinite(intercept)));
}

function facts(header: NiftiHeader): Record<string, string> {
  const { description, intent, placement } = header;
  const scaled = isScaled(header);
  return factsOf([
    ["Description", description],
    ["Intent", intent.code === 0 ? null : `${intent.code} ${intent.name}`],
    ["Slope", scaled ? header.slope : null],
    ["Intercept", scaled ? header.intercept : null],
    ["Placement", placement === null ? null : `${placement.kind}: ${placement.rows.map(rowText).join("; ")}`],
  ]);
}

function rowText(row: readonly number[]): string {
  return row.map((value) => Number(value.toPrecision(7))).join(" ");
}

function notesOf(header: NiftiHeader): string[] {
  if (!isScaled(header)) return [];
  return [`The values are as stored; the file means value × ${header.slope} + ${header.intercept} by them.`];
}
