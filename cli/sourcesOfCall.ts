import { lstat } from "node:fs/promises";
import { basename, join } from "node:path";
import { throwIfAborted } from "../src/bytes/abort.ts";
import { referenceOf } from "../src/door/imageSource.ts";
import { openImage } from "../src/index.ts";
import { placeOfSource, type SourcePlace } from "../src/model/sourcePlace.ts";
import type { Plan } from "../src/plan/plan.ts";
import { storeNamesOf } from "../src/plan/plannedStore.ts";
import type { ConvertJob } from "./convertOptions.ts";
import { archiveNames } from "./storeArchives.ts";

/** Where the sources of all jobs of a call lie: no job may write over the source of another, done already or still to come. */
export class SourcesOfCall {
  readonly #jobs: readonly ConvertJob[];
  readonly #places = new Map<ConvertJob, SourcePlace>();
  readonly #named = new Map<ConvertJob, SourcePlace>();

  constructor(jobs: readonly ConvertJob[]) {
    this.#jobs = jobs;
  }

  /**
   * The sources of the other jobs that the outputs of a plan could touch. Only where something has the name of an output are they opened,
   * to know their companions: a store that is not there holds nothing, it could only lie inside a folder that is a source.
   */
  async besides(job: ConvertJob, plan: Plan, signal: AbortSignal): Promise<SourcePlace[]> {
    const others = this.#jobs.filter((other) => other !== job);
    if (others.length === 0) return [];
    const names = [...storeNamesOf(plan), ...(job.archive ? archiveNames(plan) : [])];
    const found = await Promise.all(names.map((name) => lstat(join(job.destination, name)).catch(() => null)));
    const isThere = found.some((entry) => entry !== null);
    const places: SourcePlace[] = [];
    for (const other of others) {
      throwIfAborted(signal);
      const place = await (isThere ? this.#opened(other, signal) : this.#byName(other, signal));
      if (place !== null && (isThere || place.isWholeFolder)) places.push(place);
    }
    return places;
  }

  async #opened(job: ConvertJob, signal: AbortSignal): Promise<SourcePlace | null> {
    const place = this.#places.get(job) ?? (await openedPlace(job, signal));
    // What cannot be opened is asked again: an earlier job may make it.
    if (place !== null) this.#places.set(job, place);
    return place ?? this.#byName(job, signal);
  }

  async #byName(job: ConvertJob, signal: AbortSignal): Promise<SourcePlace | null> {
    const place = this.#places.get(job) ?? this.#named.get(job) ?? (await placeByName(job, signal));
    if (place !== null) this.#named.set(job, place);
    return place;
  }
}

/** Null for what cannot be opened: its own turn says why. */
async function openedPlace(job: ConvertJob, signal: AbortSignal): Promise<SourcePlace | null> {
  try {
    const { source, sequence } = job;
    const image = await openImage(source, { signal, ...(sequence === null ? {} : { sequence }) });
    image.close();
    return placeOfSource(image.reference, image.description);
  } catch {
    throwIfAborted(signal);
    return null;
  }
}

/** What the name of a source says. */
async function placeByName({ source: path, sequence }: ConvertJob, signal: AbortSignal): Promise<SourcePlace | null> {
  const source = await referenceOf(path, sequence ?? undefined, signal).catch(() => null);
  if (source === null) return null;
  const main = source.kind === "sequence" ? "" : source.main;
  return placeOfSource(source, { name: basename(path), files: main === "" ? [] : [main] });
}
