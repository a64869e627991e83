import type { SceneDescription } from "../../model/image.ts";
import { axisType, type AxisLayout, timeAxis } from "../layout/axes.ts";
import type { AxesPlan, AxisSettings } from "../layout/outputAxes.ts";
import type { OutputAxis } from "../plan.ts";
import { settingError } from "../settings/settingError.ts";

/** Which of a scene's axes BioIO's reader calls by a letter; -1 for one that the scene lacks. */
export function sceneAxisOf({ axes, reference }: SceneDescription, letter: string): number {
  return axes.indexOf(reference.named?.[letter] ?? letter);
}

/** The scene as BioIO's reader orders it: R2.1. Axes that the scene lacks have length 1. */
export function referenceLayout(scene: SceneDescription): AxisLayout {
  const sources = scene.reference.axes.map((letter) => {
    const axis = sceneAxisOf(scene, letter);
    return axis < 0 ? null : axis;
  });
  return {
    view: { sources },
    letters: [...scene.reference.axes],
    shape: sources.map((axis) => (axis === null ? 1 : scene.shape[axis]!)),
    part: "",
  };
}

/**
 * The axes as the reference writes them: of longer lists the last entries count, shorter ones are refused; sizes of 0 and none
 * become 1; no units of the file's own (R7.3). Types go by name.
 */
export function planReferenceAxes(scene: SceneDescription, layout: AxisLayout, settings: AxisSettings): AxesPlan {
  const count = layout.letters.length;
  const given = settings.axesNames !== null && settings.axesNames.length > 0 ? settings.axesNames : null;
  if (given !== null && given.length !== count) {
    throw settingError(
      "axes_names",
      `axes_names length ${given.length} must match ndim ${count}`,
      `The reader's axes are ${layout.letters.join(", ")}.`,
    );
  }
  const names = given ?? layout.letters;
  const types =
    lastEntries("axes_types", settings.axesTypes, count) ?? names.map((name) => axisType(name.toLowerCase()));
  const units = lastEntries("axes_units", settings.axesUnits, count);
  const sizes = lastEntries("physical_pixel_size", settings.physicalPixelSize, count);
  const axes = names.map((name, index) => ({ name, type: types[index] ?? null, unit: units?.[index] ?? null }));
  checkTime(axes, scene, layout);
  return {
    axes,
    scale: layout.letters.map((letter, index) => sizes?.[index] ?? referenceSize(scene, letter)),
  };
}

function referenceSize(scene: SceneDescription, letter: string): number {
  if (letter === "c") return 1;
  return scene.reference.scale[scene.reference.axes.indexOf(letter)] || 1;
}

function lastEntries<T>(setting: string, values: readonly T[] | null, count: number): T[] | null {
  if (values === null) return null;
  if (values.length < count) {
    throw settingError(
      setting,
      `Axes fields must all match ndim. (${setting} has ${values.length} entries, ndim is ${count})`,
      `Give ${count} entries, one per axis.`,
    );
  }
  return values.slice(-count);
}

/** The reference finds the time axis by its name in `axes_names`, and needs one as soon as there are two time points. */
function checkTime(axes: readonly OutputAxis[], scene: SceneDescription, layout: AxisLayout): void {
  const time = timeAxis(layout.view, scene.axes);
  if (time === null || layout.shape[time]! <= 1) return;
  if (axes.findIndex(({ name }) => name.toLowerCase() === "t") === time) return;
  throw settingError(
    "axes_names",
    "write_timepoints() requires a 'T' axis.",
    `The image has ${layout.shape[time]} time points along axis ${time}: call that axis t.`,
  );
}
