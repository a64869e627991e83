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
  const missing = selected.flatMap((scene) => {
    const { name, absentPlanes = [] } = description.scenes[scene]!;
    return absentPlanes.filter(({ reason }) => reason === "missing").map((absent) => ({ ...absent, scene: name }));
  });
  if (missing.length === 0) return;
  const count = missing.reduce((sum, each) => sum + each.count, 0);
  const some = missing.flatMap(({ examples }) => examples).slice(0, 3);
  throw settingError(
    "missing_planes",
    `${planes(count)} of ${scenesText(missing.map(({ scene }) => scene))} cannot be read, because the files are not there: ${examplesText({ examples: some, count })}`,
    "Open it again with all its files, leave these scenes out, or set missing_planes to zeros.",
  );
}

/** Says which planes of a scene are written as zeros, and why; of one among others with its name, on a plate its well and field. */
export function absentPlanesNotes(scene: SceneDescription, isAlone: boolean): PlanNote[] {
  const of = isAlone ? "" : ` of ${scene.name}`;
  return (scene.absentPlanes ?? []).map(({ reason, count, examples, isGuess = false }) => ({
    severity: reason === "not-acquired" ? "information" : "loss",
    text: `${planes(count)}${of} ${count === 1 ? "is" : "are"} written as zeros: ${isGuess ? GUESSES[reason] : WORDS[reason]} (${examplesText({ examples, count })}).`,
  }));
}

/** Scenes that are named. */
const NAMED = 3;

/** "B03, field 1", "3 scenes (B03, field 1; B03, field 2; C04, field 1)". */
function scenesText(names: readonly string[]): string {
  return names.length === 1
    ? names[0]!
    : `${names.length} scenes (${examplesText({ examples: names.slice(0, NAMED), count: names.length })})`;
}

const WORDS: Readonly<Record<AbsentPlanes["reason"], string>> = {
  "not-acquired": "the experiment has none there",
  "not-recorded": "the instrument took none there",
  missing: "the files are not there",
};

/** The same where nothing in the source says what was taken. */
const GUESSES: typeof WORDS = {
  "not-acquired": "it seems that the experiment has none there, but there is no index that says so",
  "not-recorded": "either the instrument took none there, or files are lost, for there is no index that says which",
  missing: WORDS.missing,
};

function planes(count: number): string {
  return count === 1 ? "One plane" : `${count} planes`;
}

/** "a; b; …": some of so many. */
export function examplesText({ examples, count }: Pick<AbsentPlanes, "examples" | "count">): string {
  return `${examples.join("; ")}${count > examples.length ? "; …" : ""}`;
}
