import type { SceneDescription } from "../../model/image.ts";
import { isNgffLetter, type AxisLayout } from "../layout/axes.ts";
import { isFlat } from "../layout/perLevel.ts";
import type { Settings } from "../settings/settings.ts";

/**
 * Can the reference write this scene with these settings as its reader orders it? Axes other than t, c, z, y, x need explicit
 * pixel sizes, more than five axes explicit types and units too (R10.5); all else fails there.
 */
export function referenceWrites(scene: SceneDescription, settings: Settings): boolean {
  const axes = scene.reference.axes;
  if (axes.length > 5) {
    return settings.physicalPixelSize !== null && settings.axesTypes !== null && settings.axesUnits !== null;
  }
  return settings.physicalPixelSize !== null || axes.every(isNgffLetter);
}

/**
 * Settings given per axis of BioIO's reader, turned to the axes of `layout`: for images that only a defect of the reference
 * keeps from converting, so that a job written for it works here as it was meant. Samples multiply the channel's entry in shapes.
 * Lists of another length are left as they are.
 */
export function fromReaderOrder(scene: SceneDescription, layout: AxisLayout, settings: Settings): Settings {
  const axes = scene.reference.axes;
  const turn = <T>(values: readonly T[] | null, absent: (letter: string) => T): T[] | null => {
    if (values === null || values.length !== axes.length) return values === null ? null : [...values];
    return layout.letters.map((letter) => {
      const axis = axes.indexOf(letter);
      return axis < 0 ? absent(letter) : values[axis]!;
    });
  };
  const turnShape = (shape: readonly number[]): number[] => {
    if (shape.length !== axes.length) return [...shape];
    const samples = axes.indexOf("s");
    return layout.letters.map((letter) => {
      const axis = axes.indexOf(letter);
      const size = axis < 0 ? 1 : shape[axis]!;
      return letter === "c" && samples >= 0 ? size * shape[samples]! : size;
    });
  };
  const turnShapes = (value: number[] | number[][] | null): number[] | number[][] | null => {
    if (value === null) return null;
    return isFlat(value) ? turnShape(value) : value.map(turnShape);
  };
  return {
    ...settings,
    levelShapes: settings.levelShapes?.map(turnShape) ?? null,
    chunkShape: turnShapes(settings.chunkShape),
    shardShape: turnShapes(settings.shardShape),
    axesNames: turn(settings.axesNames, (letter) => letter),
    axesTypes: turn(settings.axesTypes, (letter) => (letter === "c" ? "channel" : "space")),
    axesUnits: turn(settings.axesUnits, () => null),
    physicalPixelSize: turn(settings.physicalPixelSize, () => 1),
  };
}
