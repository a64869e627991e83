import type { ZarrdropError } from "../../model/errors.ts";
import type { ImageDescription } from "../../model/image.ts";

/** True for the error of a plan that stops because files of planes are not there. */
export function isOfMissingPlanes({ kind, details }: Pick<ZarrdropError, "kind" | "details">): boolean {
  return kind === "setting" && details.setting === "missing_planes";
}

/** Of the chosen scenes (null: all), those that have all their files. */
export function scenesWithAllPlanes(
  { scenes }: Pick<ImageDescription, "scenes">,
  chosen: readonly number[] | null,
): { whole: number[]; lacking: number } {
  const all = chosen ?? scenes.map((_, scene) => scene);
  const whole = all.filter((scene) => !scenes[scene]?.absentPlanes?.some(({ reason }) => reason === "missing"));
  return { whole, lacking: all.length - whole.length };
}
