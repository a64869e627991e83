import type { JsonObject } from "../../model/untrustedJson.ts";
import { lengthUnit, timeUnit } from "../../model/units.ts";
import { numbersIn, objectIn, textIn } from "../../zarr/json.ts";
import type { ArrayScene, AxisStep } from "../shared/arrays/arrayReader.ts";
import type { N5Image } from "./hierarchy.ts";

/** The fastest axis first, as N5 counts, where nothing is said. */
const USUAL_AXES = ["x", "y", "z", "c", "t"];
const SPARE_LETTERS = [..."qmhvbradefgijklnopuw"];

/** What an image says of itself, but for its arrays. */
export function describeN5({
  path,
  levels,
  group,
  dataset,
}: N5Image): Pick<ArrayScene, "id" | "name" | "axes" | "steps"> {
  const rank = levels[0].shape.length;
  const axes = axesOf(group, dataset, rank);
  const sizes = sizesOf(group, dataset, rank);
  const steps: Record<string, AxisStep> = {};
  for (const [at, axis] of axes.entries()) {
    const { size, unit: text } = sizes?.[at] ?? { size: Number.NaN, unit: null };
    const unit = text === null ? null : axis === "t" ? timeUnit(text) : lengthUnit(text);
    if (size > 0 && axis !== "c" && (unit !== null || text === null)) {
      steps[axis] = { size: size * (unit?.factor ?? 1), unit: unit?.name ?? null };
    }
  }
  const id = path === "" ? "Image:0" : path;
  return { id, name: id, axes: axes.toReversed(), steps };
}

/** Letters of the axes, the fastest first. */
function axesOf(group: JsonObject, dataset: JsonObject, rank: number): string[] {
  const written = [dataset["axes"], group["axes"]].find((axes) => Array.isArray(axes) && axes.length === rank);
  const names = Array.isArray(written) ? written : USUAL_AXES;
  const taken = new Set<string>();
  return Array.from({ length: rank }, (_, at) => {
    const name = String(names[at] ?? "").toLowerCase();
    const wanted = /^[a-z]$/.test(name) ? name : (USUAL_AXES[at] ?? "q");
    const letter = taken.has(wanted) ? SPARE_LETTERS.find((each) => !taken.has(each))! : wanted;
    taken.add(letter);
    return letter;
  });
}

type Size = { size: number; unit: string | null };

/** Sizes of a step per axis, the fastest first: `pixelResolution` of N5 viewers, `transform` of COSEM, `resolution` of Paintera and others. */
function sizesOf(group: JsonObject, dataset: JsonObject, rank: number): Size[] | null {
  for (const attributes of [dataset, group]) {
    const resolution = objectIn(attributes, "pixelResolution");
    const plain =
      numbersIn(resolution, "dimensions") ??
      numbersIn(attributes, "resolution") ??
      numbersIn(attributes, "pixelResolution");
    if (plain?.length === rank) {
      const units = unitsIn(attributes);
      return plain.map((size, at) => ({ size, unit: textIn(resolution, "unit") ?? units[at] ?? units[0] ?? null }));
    }
    const transform = objectIn(attributes, "transform");
    const scale = numbersIn(transform, "scale");
    if (scale?.length === rank) {
      const units = unitsIn(transform);
      const sizes = scale.map((size, at) => ({ size, unit: units[at] ?? null }));
      // Its order is that of its own axes.
      const axes = transform["axes"];
      return Array.isArray(axes) && String(axes.at(-1)).toLowerCase() === "x" ? sizes.toReversed() : sizes;
    }
  }
  return null;
}

function unitsIn(attributes: JsonObject): string[] {
  const { units, unit } = attributes;
  if (Array.isArray(units)) return units.map(String);
  return typeof unit === "string" ? [unit] : typeof units === "string" ? [units] : [];
}
