import type { SceneDescription } from "../../model/image.ts";
import { lengthUnit, timeUnit } from "../../model/units.ts";
import { describeRawScene, factsOf, type RawAxis } from "../shared/describeRaw.ts";
import { rawSceneBlock } from "../shared/rawScene.ts";
import { inSceneOrder, sceneOrder } from "../shared/sceneOrder.ts";
import type { DmCalibration, DmImage } from "./images.ts";
import { groupAt, type TagGroup } from "./tags.ts";

const FREE = "ztmhrvabdefgijklnopquw";

/** The axes of an image, the slowest first, colours last. */
export function axesOfDm({ sizes, calibrations, isColour }: DmImage): RawAxis[] {
  const letters: string[] = [];
  const axes = sizes.map((length, axis): RawAxis => {
    const calibration = calibrations[axis] ?? { scale: 1, origin: 0, unit: "" };
    const letter = letterOf(axis, calibration, letters);
    letters.push(letter);
    return measured({ letter, length }, calibration);
  });
  if (isColour) axes.unshift({ letter: "s", length: 4 });
  return axes.toReversed();
}

/** The first two axes are the picture's; energies are channels, seconds are times, a third axis is z. */
function letterOf(axis: number, { unit }: DmCalibration, taken: readonly string[]): string {
  if (/^k?e[vV]$/.test(unit) && !taken.includes("c")) return "c";
  if (axis >= 2 && timeUnit(unit) !== null && !taken.includes("t")) return "t";
  return [..."xy", ...FREE].find((letter) => !taken.includes(letter))!;
}

/** Reciprocal lengths and energies are no sizes; a step of 1 without a unit is what the program writes for nothing. */
function measured(axis: RawAxis, { scale, origin, unit }: DmCalibration): RawAxis {
  const known = axis.letter === "t" ? timeUnit(unit) : lengthUnit(unit);
  if (axis.letter === "c" || (known === null && (unit !== "" || scale === 1))) return axis;
  const factor = known?.factor ?? 1;
  const first = origin === 0 ? null : -origin * scale * factor;
  return { ...axis, scale: Math.abs(scale) * factor, unit: known?.name ?? null, origin: first };
}

/** Describes an image. */
export function describeDmImage(image: DmImage, index: number): SceneDescription {
  const axes = axesOfDm(image);
  const order = sceneOrder(axes);
  return describeRawScene({
    id: `Image:${index}`,
    axes: inSceneOrder(axes, order),
    dtype: image.dtype,
    blockShape: rawSceneBlock({ shape: axes.map(({ length }) => length), ...order }),
    facts: facts(image),
    ...(image.name === "" ? {} : { name: image.name }),
  });
}

/** Groups of tags that say something for people. */
const TOLD = ["Microscope Info", "DataBar", "Session Info", "Acquisition", "DigiScan", "EELS", "Meta Data"];
const MOST_FACTS = 300;
const MOST_DEPTH = 5;

function facts({ tags, calibrations }: DmImage): Record<string, string> {
  const told = TOLD.flatMap((name) => [...textsOf(groupAt(tags, name), name, 0)]).slice(0, MOST_FACTS);
  const others = calibrations.flatMap(({ scale, origin, unit }, axis) =>
    unit === "" || lengthUnit(unit) !== null || timeUnit(unit) !== null
      ? []
      : [
          [
            `Axis ${axis + 1}`,
            `${Number(scale.toPrecision(9))} ${unit} a step, the first at ${Number((-origin * scale).toPrecision(9))}`,
          ] as const,
        ],
  );
  return factsOf([...told, ...others]);
}

function* textsOf(group: TagGroup | null, path: string, depth: number): Generator<readonly [string, string]> {
  if (group === null || depth > MOST_DEPTH) return;
  for (const [name, value] of group) {
    const key = `${path}: ${name}`;
    if (value instanceof Map) yield* textsOf(value, key, depth + 1);
    else if (typeof value === "string") yield [key, value];
    else if (typeof value === "number") yield [key, String(Number(value.toPrecision(9)))];
  }
}
