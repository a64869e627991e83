import { ZarrdropError } from "../../model/errors.ts";
import type { SceneDescription } from "../../model/image.ts";
import { LIMITS } from "../../model/limits.ts";
import type { AxisView, OutputAxis } from "../plan.ts";

/** The axes that NGFF images have here, in NGFF's order: time, channel, space. */
export const NGFF_LETTERS = ["t", "c", "z", "y", "x"] as const;

/** How one output image is cut from a scene. The arrays are parallel: one entry per output axis. */
export type AxisLayout = {
  view: AxisView;
  /** What an axis is, whatever it will be called: "t", "c", "z", "y", "x"; in compatibility mode also "s" and others. */
  letters: string[];
  shape: number[];
  /** What `view.fixed` picks, for names ("M0"), or "". */
  part: string;
};

/**
 * NGFF's view of a scene (R11.1): axes in the order t, c, z, y, x; samples of a pixel, or one other axis (phase, lambda), become
 * channels; y and x are always there. Mosaic tiles that the reader did not put together, and any axis that still is left, give
 * one image per index, so that nothing is lost. Axes that exist with length 1 stay, other single ones go.
 */
export function ngffLayouts(scene: SceneDescription): AxisLayout[] {
  const at = (letter: string): number => scene.axes.indexOf(letter);
  const others = scene.axes
    .map((letter, axis) => ({ letter, axis }))
    .filter(({ letter, axis }) => !isNgffLetter(letter) && scene.shape[axis]! > 1);
  const merged = others.find(({ letter }) => letter === "s") ?? others.find(({ letter }) => letter !== "m") ?? null;

  const sources: AxisView["sources"] = [];
  const letters: string[] = [];
  const shape: number[] = [];
  for (const letter of NGFF_LETTERS) {
    const axis = at(letter);
    if (letter === "c" && merged !== null) {
      sources.push({ channel: axis < 0 ? null : axis, sample: merged.axis });
      shape.push((axis < 0 ? 1 : scene.shape[axis]!) * scene.shape[merged.axis]!);
    } else if (axis >= 0) {
      sources.push(axis);
      shape.push(scene.shape[axis]!);
    } else if (letter === "y" || letter === "x") {
      sources.push(null);
      shape.push(1);
    } else {
      continue;
    }
    letters.push(letter);
  }

  checkChannelCount(shape[letters.indexOf("c")] ?? 1);
  let parts: { fixed: { axis: number; index: number }[]; part: string }[] = [{ fixed: [], part: "" }];
  for (const { letter, axis } of others) {
    if (axis === merged?.axis) continue;
    checkPartCount(parts.length * scene.shape[axis]!);
    parts = parts.flatMap(({ fixed, part }) =>
      Array.from({ length: scene.shape[axis]! }, (_, index) => ({
        fixed: [...fixed, { axis, index }],
        part: `${part}${part === "" ? "" : "_"}${letter.toUpperCase()}${index}`,
      })),
    );
  }
  return parts.map(({ fixed, part }) => ({
    view: fixed.length === 0 ? { sources } : { sources, fixed },
    letters,
    shape,
    part,
  }));
}

function checkChannelCount(count: number): void {
  if (count <= LIMITS.channels) return;
  throw new ZarrdropError("limit", `The image would get ${count} channels; at most ${LIMITS.channels} are possible.`);
}

function checkPartCount(count: number): void {
  if (count <= LIMITS.scenes) return;
  throw new ZarrdropError("limit", `The scene would become ${count} stores; at most ${LIMITS.scenes} are possible.`);
}

/** The type of an axis by what it is: `null` for letters that NGFF has no type for. */
export function axisType(letter: string): OutputAxis["type"] {
  if (letter === "t") return "time";
  if (letter === "c") return "channel";
  return letter === "z" || letter === "y" || letter === "x" ? "space" : null;
}

/** The output axis that runs over the scene's time points, or null. */
export function timeAxis(view: AxisView, sceneAxes: readonly string[]): number | null {
  const time = sceneAxes.indexOf("t");
  const axis = time < 0 ? -1 : view.sources.indexOf(time);
  return axis < 0 ? null : axis;
}

/** Whether NGFF has a meaning for an axis of this name. */
export function isNgffLetter(letter: string): boolean {
  return (NGFF_LETTERS as readonly string[]).includes(letter);
}
