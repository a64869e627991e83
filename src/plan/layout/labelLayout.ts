import { isInteger } from "../../model/dtype.ts";
import { ZarrdropError } from "../../model/errors.ts";
import type { SceneDescription } from "../../model/image.ts";
import type { OutputPlan } from "../plan.ts";
import type { Settings } from "../settings/settings.ts";
import type { AxisLayout } from "./axes.ts";

/**
 * Labels on the axes of their image: an axis that they lack has length 1 there (NGFF, "labels").
 * @throws `setting` where the pixels are no whole numbers, or an axis is as long as neither the image's nor 1
 */
export function labelLayout(labels: SceneDescription, image: AxisLayout): AxisLayout {
  const name = labels.labelOf?.name ?? labels.name;
  const refuse = (what: string, advice: string): never => {
    throw new ZarrdropError("setting", `The labels “${name}” ${what}.`, { setting: "labels", advice });
  };
  if (!isInteger(labels.dtype)) {
    refuse(`are ${labels.dtype}, no whole numbers`, "Save them as whole numbers: one for each object, 0 for none.");
  }
  const sources = image.letters.map((letter) => {
    const axis = labels.axes.indexOf(letter);
    return axis < 0 ? null : axis;
  });
  const shape = sources.map((axis) => (axis === null ? 1 : labels.shape[axis]!));
  const isOnGrid = shape.every((length, axis) => length === 1 || length === image.shape[axis]);
  const hasMore = labels.shape.some((length, axis) => length > 1 && !sources.includes(axis));
  if (!isOnGrid || hasMore) {
    const size = (axes: readonly string[], lengths: readonly number[]): string =>
      axes.map((letter, axis) => `${letter} ${lengths[axis]}`).join(", ");
    refuse(
      `do not fit their image: they have ${size(labels.axes, labels.shape)}, it has ${size(image.letters, image.shape)}`,
      "Each axis of labels is as long as the image's, or 1.",
    );
  }
  return { view: { sources }, letters: image.letters, shape, part: "" };
}

/** How labels are written beside their image: on its grid, at each of its levels, never averaged. */
export function labelSettings(settings: Settings, image: OutputPlan, { shape }: AxisLayout, name: string): Settings {
  const full = image.levels[0]!.shape;
  const levelShapes = image.levels.map((level) =>
    level.shape.map((length, axis) => (shape[axis] === 1 && full[axis] !== 1 ? 1 : length)),
  );
  const isTimed = image.time.axis !== null && shape[image.time.axis]! > 1;
  return {
    ...settings,
    levelShapes,
    downsampleMethod: settings.downsampleMethod === "nearest" ? "nearest" : "mode",
    labels: true,
    dtype: null,
    imageName: name,
    axesNames: image.axes.map((axis) => axis.name),
    axesTypes: image.axes.map((axis) => axis.type),
    axesUnits: image.axes.map((axis) => axis.unit),
    physicalPixelSize: [...image.levels[0]!.scale],
    channels: null,
    rdefs: null,
    ...(isTimed ? {} : { startTSrc: null, startTDest: null, tbatch: null }),
  };
}
