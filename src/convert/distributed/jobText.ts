import { hexDigest } from "../../model/hexDigest.ts";
import { isDataType } from "../../model/dtype.ts";
import { asZarrdropError, ZarrdropError } from "../../model/errors.ts";
import { LIMITS } from "../../model/limits.ts";
import { checkJsonSize, isObject } from "../../model/untrustedJson.ts";
import { parseSettings } from "../../plan/settings/parseSettings.ts";
import { sortedKeys } from "../../store/jsonFile.ts";
import { leftoverNames } from "../../store/replacement/replacementNames.ts";
import { isStoredPlan } from "../../store/storedPlan.ts";
import { TOOL } from "../coordinator/outputWriter.ts";
import { type DistributedJob, type DistributedOutput, roundsOf } from "./distributedJob.ts";
import { rangesOf, type UnitRange } from "./unitNumbers.ts";

/** Of the text of every file of a distributed job: what such a file is known by. */
export const JOB_BEGINNING = '{"zarrdropJob":1,';

/** What a scheduler goes by, in order: the units of a round may be done at the same time, those of the next when all of them are done. */
export type RoundToDo = {
  /** Numbers of all its units; null where it has none. */
  units: UnitRange | null;
  /** Those that were not done when the job was begun. */
  open: UnitRange[];
};

/** The rounds of a job, with what is to be done of them. */
export function roundsToDo(distributed: DistributedJob): RoundToDo[] {
  const { outputs } = distributed;
  return roundsOf(distributed).map(({ round, runs }) => {
    const first = runs[0]?.first ?? 1;
    const count = runs.reduce((sum, run) => sum + run.count, 0);
    const open = runs.flatMap((run) => outputs[run.output]!.stages[round]!.open.map((at) => run.first + at));
    return { units: count === 0 ? null : [first, first + count - 1], open: rangesOf(open) };
  });
}

/**
 * A job as the text of a file, for its processes (`jobFromText`) and for whoever shares the work out (`rounds`): one line of JSON.
 */
export async function textOfJob(distributed: DistributedJob): Promise<string> {
  const { id, job, outputs } = distributed;
  const { source, description, destination, plan } = job;
  const content = {
    tool: TOOL,
    id,
    rounds: roundsToDo(distributed),
    outputs,
    job: { source, description, destination, plan },
  };
  const checksum = await checksumOf(content);
  return `${JOB_BEGINNING}${JSON.stringify({ checksum, ...content }).slice(1)}\n`;
}

/**
 * The job of such a file. It lies where others may write, and is not believed further than what it says can be: in names that lead out of the
 * destination, for example. Image and stores are held against it by whoever works on it.
 * @throws `setting` for what is no job, one that was changed, or one of another version of the program
 */
export async function jobFromText(bytes: Uint8Array, file: string): Promise<DistributedJob> {
  checkJsonSize(bytes, file);
  const value = parsed(bytes);
  if (!isObject(value) || value.zarrdropJob !== 1) throw refused(file, "is no job of Zarrdrop");
  const { zarrdropJob: _, checksum, ...content } = value;
  if (content.tool !== TOOL) throw refused(file, `was made by another version than ${TOOL}`);
  if (checksum !== (await checksumOf(content)) || !isJob(content)) throw refused(file, "is damaged, or was changed");
  return { id: content.id, job: content.job, outputs: content.outputs };
}

function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return null;
  }
}

function refused(file: string, what: string): ZarrdropError {
  return new ZarrdropError("setting", `${file} ${what}.`, {
    file,
    safe: "Nothing was changed.",
    advice: "Have it made anew: the same call goes on with what was done.",
  });
}

/** Hexadecimal SHA-256 of what a file says. */
function checksumOf(content: Record<string, unknown>): Promise<string> {
  // As it is read again: members that are undefined are not there.
  const plain: unknown = JSON.parse(JSON.stringify(content));
  return hexDigest(new TextEncoder().encode(JSON.stringify(sortedKeys(plain))));
}

function isJob(value: Record<string, unknown>): value is DistributedJob {
  const { id, job, outputs } = value;
  return (
    typeof id === "string" &&
    /^[0-9a-f]{16}$/u.test(id) &&
    isObject(job) &&
    isSource(job.source) &&
    isObject(job.destination) &&
    job.destination.kind === "node" &&
    isText(job.destination.folder) &&
    isDescription(job.description) &&
    isPlan(job.plan, job.description.scenes) &&
    Array.isArray(outputs) &&
    outputs.length === job.plan.outputs.length &&
    outputs.every((output, index) => isOutput(output, (job.plan as PlanOutputs).outputs[index]!.storeName))
  );
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "" && !value.includes("\0");
}

function isSource(value: unknown): boolean {
  if (!isObject(value)) return false;
  if (value.kind !== "sequence") return value.kind === "node" && isText(value.folder) && typeof value.main === "string";
  const { source, pattern } = value;
  return (
    isObject(source) && source.kind === "node" && isSource(source) && isObject(pattern) && isText(pattern.template)
  );
}

function isDescription(value: unknown): value is { scenes: { shape: number[] }[] } {
  return (
    isObject(value) &&
    isText(value.name) &&
    isText(value.format) &&
    Array.isArray(value.files) &&
    value.files.every(isText) &&
    Array.isArray(value.scenes) &&
    value.scenes.every(
      (scene) =>
        isObject(scene) &&
        typeof scene.dtype === "string" &&
        isDataType(scene.dtype) &&
        areCounts(scene.shape) &&
        areCounts(scene.blockShape) &&
        scene.blockShape.length === scene.shape.length,
    )
  );
}

function areCounts(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((count) => Number.isSafeInteger(count) && count > 0);
}

type PlanOutputs = { outputs: { storeName: string }[] };

function isPlan(value: unknown, scenes: readonly { shape: readonly number[] }[]): value is PlanOutputs {
  return (
    isObject(value) &&
    isObject(value.source) &&
    isText(value.source.name) &&
    Array.isArray(value.outputs) &&
    value.outputs.every(
      (output) =>
        isStoredPlan(output) && isNameInFolder(output.storeName) && isPlanOf(scenes[output.scene]?.shape, output),
    ) &&
    areSettings(value.settings)
  );
}

/** Whether what an output says of its scene is so that memory and units can be planned by it; `shape`: the scene's, if there is one. */
function isPlanOf(shape: readonly number[] | undefined, output: Record<string, unknown>): boolean {
  const { view, axes, sourceDtype, resampling } = output;
  if (shape === undefined || !isObject(view) || !Array.isArray(view.sources) || !Array.isArray(axes)) return false;
  const isAxis = (axis: unknown): boolean => Number.isSafeInteger(axis) && shape[Number(axis)] !== undefined;
  return (
    view.sources.length === axes.length &&
    view.sources.every(
      (source) =>
        source === null ||
        isAxis(source) ||
        (isObject(source) && isAxis(source.sample) && (source.channel === null || isAxis(source.channel))),
    ) &&
    typeof sourceDtype === "string" &&
    isDataType(sourceDtype) &&
    isObject(resampling) &&
    typeof resampling.method === "string"
  );
}

/** A name that leads to nowhere but into the folder. */
function isNameInFolder(name: string): boolean {
  return isText(name) && name !== "." && name !== ".." && !/[\\/]/u.test(name);
}

function areSettings(value: unknown): boolean {
  try {
    return isObject(value) && JSON.stringify(sortedKeys(parseSettings(value))) === JSON.stringify(sortedKeys(value));
  } catch (thrown) {
    if (asZarrdropError(thrown).kind === "setting") return false;
    throw thrown;
  }
}

function isOutput(value: unknown, storeName: string): value is DistributedOutput {
  return (
    isObject(value) &&
    typeof value.fingerprint === "string" &&
    typeof value.folder === "string" &&
    (value.folder === storeName || leftoverNames([value.folder], storeName).length === 1) &&
    Array.isArray(value.stages) &&
    value.stages.every(
      (stage) =>
        isObject(stage) &&
        Number.isSafeInteger(stage.count) &&
        Number(stage.count) >= 0 &&
        Number(stage.count) <= LIMITS.jsonValues &&
        Array.isArray(stage.open),
    )
  );
}
