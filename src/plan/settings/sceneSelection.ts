import { settingError } from "./settingError.ts";

/**
 * Scene indices in the order of writing; negative ones count from the end.
 * @throws `setting` for `scenes`: out of range (the reference's wording), none, or the same twice
 */
export function selectScenes(scenes: readonly number[] | null, count: number): number[] {
  if (scenes === null) return Array.from({ length: count }, (_, index) => index);
  if (scenes.length === 0) {
    throw settingError("scenes", "scenes selects nothing", "Give scene numbers, or leave it out for all scenes.");
  }
  const seen = new Set<number>();
  return scenes.map((scene) => {
    const index = scene < 0 ? scene + count : scene;
    if (index < 0 || index >= count) {
      throw settingError(
        "scenes",
        `Scene index: ${scene} is greater than the maximum available scene index (${count - 1}) present in the file.`,
        count === 1 ? "The file has one scene: 0." : `The scenes of this file are 0 to ${count - 1}.`,
      );
    }
    if (seen.has(index)) {
      throw settingError("scenes", `scenes lists scene ${index} twice`, "Name each scene once.");
    }
    seen.add(index);
    return index;
  });
}
