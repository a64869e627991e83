import type { ImageDescription } from "../../model/image.ts";
import { lengthUnit, timeUnit } from "../../model/units.ts";
import { describeRawFile, describeRawScene, factsOf, type RawAxis } from "../shared/describeRaw.ts";
import { rawSceneBlock } from "../shared/rawScene.ts";
import { inSceneOrder, sceneOrder } from "../shared/sceneOrder.ts";
import type { IcsHeader } from "./header.ts";

const LETTERS: ReadonlyMap<string, string> = new Map([
  ["x", "x"],
  ["y", "y"],
  ["z", "z"],
  ["t", "t"],
  ["time", "t"],
  ["c", "c"],
  ["ch", "c"],
  ["channel", "c"],
  ["probe", "c"],
  ["s", "m"],
]);
const FREE = "cmhrvabdefgijklnopquw";

/** The axes of a file, the slowest first. */
export function axesOfIcs(header: IcsHeader): RawAxis[] {
  const letters: string[] = [];
  for (const name of header.names) {
    const known = LETTERS.get(name);
    const wanted = known !== undefined && !letters.includes(known) ? known : undefined;
    letters.push(wanted ?? [...FREE].find((letter) => !letters.includes(letter) && !isNamed(letter, header))!);
  }
  const axes = header.sizes.map((length, axis): RawAxis => {
    const letter = letters[axis]!;
    const text = header.units[axis]!;
    const unit = letter === "t" ? timeUnit(text) : lengthUnit(text);
    const scale = header.scales[axis]!;
    // Where nobody gave a unit, 1 is what programs write instead of nothing.
    const isStated = letter !== "c" && (unit !== null || scale !== 1);
    if (!isStated) return { letter, length };
    const factor = unit?.factor ?? 1;
    const origin = header.origins[axis]!;
    const first = Number.isFinite(origin) && origin !== 0 ? origin * factor : null;
    return { letter, length, scale: scale * factor, unit: unit?.name ?? null, origin: first };
  });
  return axes.toReversed();
}

function isNamed(letter: string, { names }: IcsHeader): boolean {
  return names.some((name) => LETTERS.get(name) === letter);
}

/** Describes the one image of a file. */
export function describeIcs(file: { name: string; files: string[] }, header: IcsHeader): ImageDescription {
  const axes = axesOfIcs(header);
  const order = sceneOrder(axes);
  const scene = describeRawScene({
    id: "Image:0",
    axes: inSceneOrder(axes, order),
    dtype: header.dtype,
    blockShape: rawSceneBlock({ shape: axes.map(({ length }) => length), ...order }),
    channels: wavelengths(header).map((emission) => ({ emissionWavelengthNanometre: emission })),
    significantBits: header.significantBits,
    facts: facts(header),
  });
  return describeRawFile({ format: "ics", formatName: "ICS", ...file }, [scene]);
}

function wavelengths({ fields }: IcsHeader): (number | null)[] {
  return (fields.get("sensor s_params LambdaEm") ?? []).map((text) => (Number(text) > 0 ? Number(text) : null));
}

const MOST_FACTS = 300;

/** What instruments and programs say of themselves. */
function facts({ fields }: IcsHeader): Record<string, string> {
  const told = [...fields].filter(([key]) => /^(sensor|history|view|document) /.test(key)).slice(0, MOST_FACTS);
  return factsOf(told.map(([key, words]) => [key.replace(/^sensor s_params /, ""), words.join(" ")] as const));
}
