import type { SceneDescription } from "../../model/image.ts";
import { axisType, type AxisLayout } from "./axes.ts";
import type { OutputAxis, PlanNote } from "../plan.ts";
import { settingError } from "../settings/settingError.ts";
import type { Settings } from "../settings/settings.ts";
import { unitName } from "../metadata/units.ts";

/** The settings that say what axes are. */
export type AxisSettings = Pick<Settings, "axesNames" | "axesTypes" | "axesUnits" | "physicalPixelSize">;

/** The axes of an output and the physical size of a step at level 0. */
export type AxesPlan = { axes: OutputAxis[]; scale: number[] };

/**
 * Names, types, units and pixel sizes: what the person said, else what the file says. A size that the file does not give (or
 * gives as 0) is 1 without a unit.
 * @param notes receives a sentence for each unit that NGFF does not know
 * @throws `setting`: wrong number of entries, names used twice, types or order that NGFF does not allow
 */
export function planAxes(
  scene: SceneDescription,
  layout: AxisLayout,
  settings: AxisSettings,
  notes: PlanNote[],
): AxesPlan {
  const count = layout.letters.length;
  const names = exactly("axes_names", settings.axesNames, count, layout) ?? layout.letters;
  const types = exactly("axes_types", settings.axesTypes, count, layout) ?? layout.letters.map(axisType);
  const units = exactly("axes_units", settings.axesUnits, count, layout);
  const sizes = exactly("physical_pixel_size", settings.physicalPixelSize, count, layout);
  checkNames(names);
  checkTypes(types);

  const axes: OutputAxis[] = [];
  const scale: number[] = [];
  layout.letters.forEach((letter, index) => {
    const source = layout.view.sources[index];
    const known = typeof source === "number" && letter !== "c" ? source : null;
    const fileSize = known === null ? null : (scene.scale[known] ?? null);
    const size = sizes?.[index] ?? (fileSize !== null && fileSize > 0 && Number.isFinite(fileSize) ? fileSize : null);
    const type = types[index] ?? null;
    scale.push(size ?? 1);
    axes.push({ name: names[index]!, type, unit: unit(index, type, known, size) });
  });
  return { axes, scale };

  function unit(index: number, type: string | null, sceneAxis: number | null, size: number | null): string | null {
    const said = units?.[index];
    if (said !== undefined) return said === null ? null : checkedUnit(said, type, index);
    const own = sceneAxis === null || size === null ? null : (scene.units[sceneAxis] ?? null);
    if (own === null) return null;
    const name = unitName(own, type);
    if (name === null) {
      notes.push({
        severity: "loss",
        text: `The unit “${own}” of axis ${names[index]} is not one that OME-Zarr knows and is left out.`,
      });
    }
    return name;
  }
}

function exactly<T>(
  setting: string,
  values: readonly T[] | null,
  count: number,
  layout: AxisLayout,
): readonly T[] | null {
  if (values === null || values.length === count) return values;
  throw settingError(
    setting,
    `${setting} length ${values.length} must match ndim ${count}`,
    `The axes of this image are ${layout.letters.join(", ")}: give ${count} entries.`,
  );
}

function checkNames(names: readonly string[]): void {
  names.forEach((name, index) => {
    if (names.indexOf(name) === index) return;
    throw settingError("axes_names", `axes_names has “${name}” twice`, "Every axis needs a name of its own.", [index]);
  });
}

/** NGFF 0.4 and 0.5 (R11.1): two or three space axes at the end, at most one time axis in front, at most one other between them. */
function checkTypes(types: readonly (string | null)[]): void {
  const ranks = types.map((type) => (type === "time" ? 0 : type === "space" ? 2 : 1));
  const count = (rank: number): number => ranks.filter((each) => each === rank).length;
  const ordered = ranks.every((rank, index) => index === 0 || ranks[index - 1]! <= rank);
  if (ordered && count(0) <= 1 && count(1) <= 1 && count(2) >= 2 && count(2) <= 3) return;
  // The first that cannot stand where it does: before one that belongs in front of it, or as the second of its kind.
  const wrong = ranks.findIndex((rank, index) => {
    const isBefore = index > 0 && ranks[index - 1]! > rank;
    return isBefore || (rank < 2 && ranks.indexOf(rank) < index);
  });
  throw settingError(
    "axes_types",
    `axes_types (${types.map((type) => type ?? "none").join(", ")}) is not what OME-Zarr allows`,
    "At most one time axis comes first, then at most one channel or other axis, then two or three space axes.",
    wrong < 0 ? [] : [wrong],
  );
}

function checkedUnit(unit: string, type: string | null, index: number): string {
  const name = unitName(unit, type);
  if (name !== null) return name;
  throw settingError(
    "axes_units",
    `axes_units: “${unit}” is not a unit that OME-Zarr knows`,
    type === "time"
      ? "Write it out as UDUNITS-2 does: second, millisecond, minute, hour, day."
      : "Write it out as UDUNITS-2 does: micrometer, nanometer, millimeter, meter, angstrom, inch.",
    [index],
  );
}
