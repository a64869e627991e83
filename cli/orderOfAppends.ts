import { basename, join, resolve } from "node:path";
import { ZarrdropError } from "../src/model/errors.ts";
import type { Settings } from "../src/plan/settings/settings.ts";
import type { ConvertJob } from "./convertOptions.ts";

/**
 * Several jobs of a call may add to one store, and their order is that of its time points. One behind a failed one waits for the next call,
 * which begins with what failed.
 */
export class OrderOfAppends {
  /** Where the jobs that failed were to write, with their sources. */
  readonly #failed = new Map<string, string>();

  /** @throws `exists` for a job that would add time points in front of those of one that failed */
  check(job: ConvertJob): void {
    const settings = job.settings();
    const before = settings.existing === "append" ? this.#failed.get(placeOf(job, settings)) : undefined;
    if (before === undefined) return;
    throw new ZarrdropError("exists", `No time points were added: those of ${before} come before, and failed.`, {
      file: job.source,
      setting: "existing",
      safe: "Nothing was done for this source.",
      advice: "The same call goes on from there; a call without the one that failed, too.",
    });
  }

  failed(job: ConvertJob): void {
    try {
      const place = placeOf(job, job.settings());
      if (!this.#failed.has(place)) this.#failed.set(place, job.source);
    } catch {
      // Of a row that cannot be read nobody knows where it was to go.
    }
  }
}

/** The same for all jobs that make stores of the same names. */
function placeOf({ source, destination }: ConvertJob, { name }: Settings): string {
  return join(resolve(destination), name ?? basename(source));
}
