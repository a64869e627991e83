import type { SceneDescription } from "../../model/image.ts";
import { plural } from "../figures.ts";

/** What a scene is called: labels as they are called beside their image. */
export function sceneName(scene: SceneDescription, index: number): string {
  if (scene.labelOf !== undefined) return scene.labelOf.name;
  return scene.name || scene.id || `Scene ${index + 1}`;
}

/** "2 of 3 scenes", "1 scene, 1 of 2 labels": labels are no images. */
export function sceneSum(scenes: readonly Pick<SceneDescription, "labelOf">[], chosen: ReadonlySet<number>): string {
  const sumOf = (isLabels: boolean, one: string, many: string): string[] => {
    const all = scenes.flatMap(({ labelOf }, index) => ((labelOf !== undefined) === isLabels ? [index] : []));
    const count = all.filter((index) => chosen.has(index)).length;
    const whole = plural(all.length, one, many);
    return all.length === 0 ? [] : [all.length === 1 && count === 1 ? whole : `${count} of ${whole}`];
  };
  return [...sumOf(false, "scene", "scenes"), ...sumOf(true, "label image", "label images")].join(", ");
}

/** What is chosen when a scene is, or is no more. `takesLabels`: its labels go with it, for they are not seen beside it. */
export function withScene(
  all: readonly number[],
  change: {
    scenes: readonly Pick<SceneDescription, "labelOf">[];
    chosen: ReadonlySet<number>;
    index: number;
    isOn: boolean;
    takesLabels: boolean;
  },
): number[] {
  const { scenes, chosen, index, isOn, takesLabels } = change;
  return all.filter((other) => {
    const goesAlong = other === index || (takesLabels && scenes[other]?.labelOf?.scene === index);
    return goesAlong ? isOn : chosen.has(other);
  });
}
