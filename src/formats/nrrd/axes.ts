import { lengthUnit, timeUnit } from "../../model/units.ts";
import type { RawAxis } from "../shared/describeRaw.ts";
import { numberOf } from "../shared/numberText.ts";
import { type NrrdHeader, words } from "./header.ts";

/** Kinds of axes that are samples of a point, by what they are. */
const COLOURS = new Set(["rgb-color", "rgba-color", "3-color", "4-color"]);
const SPACES = new Set(["domain", "space"]);

/** An axis of the file, in the order of the file (the slowest first). */
export function axesOfNrrd(header: NrrdHeader): RawAxis[] {
  const { fields, sizes } = header;
  const each = (name: string): string[] => listOf(fields.get(name) ?? "");
  const kinds = words(fields.get("kinds") ?? "").map((kind) => kind.toLowerCase());
  const given = { kinds, labels: each("labels"), units: each("units"), spacings: words(fields.get("spacings") ?? "") };
  const mins = words(fields.get("axis mins") ?? "");
  const directions = vectorsOf(fields.get("space directions") ?? "");
  const spaceUnits = each("space units");
  const origin = vectorsOf(fields.get("space origin") ?? "")[0] ?? null;
  const letters = lettersOf(sizes.length, given, directions);
  const axes = sizes.map((length, axis): RawAxis => {
    const letter = letters[axis]!;
    const direction = directions[axis] ?? null;
    if (direction !== null) {
      const along = mainComponent(direction);
      const unit = lengthUnit(spaceUnits[along] ?? "");
      return {
        letter,
        length,
        scale: Math.hypot(...direction) * (unit?.factor ?? 1),
        unit: unit?.name ?? null,
        origin: isStraight(direction) && origin !== null ? (origin[along] ?? null) : null,
      };
    }
    const text = given.units[axis] ?? "";
    const unit = letter === "t" ? timeUnit(text) : lengthUnit(text);
    const isMeasured = letter !== "c" && letter !== "s";
    const scale = isMeasured ? numberOf(given.spacings[axis]) : null;
    return {
      letter,
      length,
      scale: scale === null ? null : scale * (unit?.factor ?? 1),
      unit: unit?.name ?? null,
      origin: isMeasured ? numberOf(mins[axis]) : null,
    };
  });
  return axes.toReversed();
}

type Given = { kinds: readonly string[]; labels: readonly string[]; spacings: readonly string[] };

/** x, y and z are the axes of space in their order, a fourth is time; what is neither is channels, or samples where they are the fastest. */
function lettersOf(count: number, given: Given, directions: readonly (number[] | null)[]): string[] {
  const letters: string[] = [];
  const free = (wanted: string): string =>
    letters.includes(wanted) ? [..."tczyxmhrvabdefgijklnopquw"].find((letter) => !letters.includes(letter))! : wanted;
  const spaces = ["x", "y", "z", "t"];
  for (let axis = 0; axis < count; axis++) {
    const kind = given.kinds[axis] ?? "";
    const label = (given.labels[axis] ?? "").toLowerCase();
    if (kind === "time" || /^(t|time|frames?)$/.test(label)) letters.push(free("t"));
    else if (COLOURS.has(kind) && axis === 0) letters.push("s");
    else if (isSpace(kind, directions, axis)) letters.push(free(spaces.shift() ?? "m"));
    else letters.push(free("c"));
  }
  return letters;
}

/** Where no kinds are given, an axis of space has a direction, or there are no directions at all. */
function isSpace(kind: string, directions: readonly (number[] | null)[], axis: number): boolean {
  if (kind !== "" && kind !== "???" && kind !== "none") return SPACES.has(kind);
  return directions.length === 0 || directions[axis] != null;
}

/** "(1,0,0) none (0,0.5,0)": numbers, or null for "none". */
function vectorsOf(text: string): (number[] | null)[] {
  return (text.match(/\([^)]*\)|none/g) ?? []).map((word) => {
    if (word === "none") return null;
    const numbers = word.slice(1, -1).split(",").map(Number);
    return numbers.every(Number.isFinite) ? numbers : null;
  });
}

function mainComponent(direction: readonly number[]): number {
  const sizes = direction.map(Math.abs);
  return sizes.indexOf(Math.max(...sizes));
}

/** An axis that is turned, or runs backwards, has no place along itself. */
function isStraight(direction: readonly number[]): boolean {
  return direction.filter((part) => part !== 0).length === 1 && direction.every((part) => part >= 0);
}

/** Words in quotes, or between blanks. */
function listOf(text: string): string[] {
  return (text.match(/"(?:[^"\\]|\\.)*"|\S+/g) ?? []).map((word) => word.replace(/^"|"$/g, ""));
}
