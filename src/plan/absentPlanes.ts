import type { AbsentPlanes, ImageDescription, SceneDescription } from "../model/image.ts";
import type { PlanNote } from "./plan.ts";
import { settingError } from "./settings/settingError.ts";
import type { Settings } from "./settings/settings.ts";

/**
 * Planes whose files are gone stop a job, unless it is asked to go on: as zeros they would look like data.
 * @throws `setting`
 */
export function checkMissingPlanes(
  description: ImageDescription,
  selected: readonly number[],
  settings: Settings,
): void {
  if (settings.missingPlanes === "zeros") return;
  const missing = selected.flatMap((scene) => absentFor("missing", description.scenes[scene]!));
  if (missing.length === 0) return;
  const count = missing.reduce((sum, each) => sum + each.count, 0);
  const some = missing.flatMap(({ examples }) => examples).slice(0, 3);
  throw settingError(
    "missing_planes",
    `${planes(count)} of ${missing.length === 1 ? "one scene" : `${missing.length} scenes`} cannot be read, because the files are not there: ${listed(some, count)}`,
    "Open it again with all its files, leave these scenes out, or set missing_planes to zeros.",
  );
}

/** Says which planes of a scene are written as zeros, and why. */
export function absentPlanesNotes(scene: SceneDescription): PlanNote[] {
  return (scene.absentPlanes ?? []).map(({ reason, count, examples }) => ({
    severity: reason === "not-acquired" ? "information" : "loss",
    text: `${planes(count)} ${count === 1 ? "is" : "are"} written as zeros: ${WORDS[reason]} (${listed(examples, count)}).`,
  }));
}

const WORDS: Readonly<Record<AbsentPlanes["reason"], string>> = {
  "not-acquired": "the experiment has none there",
  "not-recorded": "the instrument took none there",
  missing: "the files are not there",
};

function absentFor(reason: AbsentPlanes["reason"], { absentPlanes = [] }: SceneDescription): AbsentPlanes[] {
  return absentPlanes.filter((absent) => absent.reason === reason);
}

function planes(count: number): string {
  return count === 1 ? "One plane" : `${count} planes`;
}

function listed(examples: readonly string[], count: number): string {
  return `${examples.join("; ")}${count > examples.length ? "; …" : ""}`;
}
