import { changedFile, type SourceFingerprint } from "../../bytes/fingerprint/sourceFingerprint.ts";
import { ZarrdropError } from "../../model/errors.ts";
import type { ConversionJob } from "../../plan/job.ts";
import type { WorkerPool } from "./workerPool.ts";

/** What a look at a source found: as it was; or its files have other times of change, though everything else is as it was. */
export type Look = "same" | "touched";

/**
 * A source of more files than this, of which several outputs are made, is looked at as a whole before the first and after the last of them;
 * in between only at the files of which the content is looked at.
 */
const MOST_FILES_EACH_TIME = 5000;

/** What the looks at a source are, in words that follow "at". */
const LOOKING = "a look at the source's files";

/**
 * Has a job's source looked at before it is read, and again after: what was converted must be one state of it. It is the pool that looks: nobody
 * opens the source beside those who read it.
 */
export class SourceWatch {
  readonly fingerprint: SourceFingerprint;
  /** Outputs that are still to be made of the source. */
  outputsLeft = 1;
  readonly #job: ConversionJob;
  readonly #pool: WorkerPool;

  private constructor(fingerprint: SourceFingerprint, job: ConversionJob, pool: WorkerPool) {
    this.fingerprint = fingerprint;
    this.#job = job;
    this.#pool = pool;
  }

  /**
   * The first look, before the pool opens the job.
   * @throws those of opening and reading the source
   */
  static async begin(job: ConversionJob, pool: WorkerPool): Promise<SourceWatch> {
    return new SourceWatch(await pool.ask((api) => api.firstLook(job), LOOKING), job, pool);
  }

  /**
   * A further look, after an output was made: at the files as they are now.
   * @throws `source-changed`, naming the file where that is known
   */
  async lookAgain(): Promise<Look> {
    this.outputsLeft--;
    const { files, sampled } = this.fingerprint;
    const some = this.outputsLeft > 0 && files > MOST_FILES_EACH_TIME ? [...sampled.keys()] : null;
    const now = await this.#pool.ask((api) => api.lookAgain(this.#job, some), LOOKING);
    const changed = changedFile(this.fingerprint, now);
    if (some === null ? now.digest !== this.fingerprint.digest : changed !== null) throw this.changedWhileRead(changed);
    return some === null && this.wasTouched(now.changeTimes) ? "touched" : "same";
  }

  /** True where times of change are known, and are not those of the first look. */
  wasTouched(changeTimes: string | null): boolean {
    return changeTimes !== this.fingerprint.changeTimes;
  }

  /** `place`: of the chunk that an earlier run wrote and that the source does not give any more. */
  changedSince(storeName: string, place: string): ZarrdropError {
    const { name } = this.#job.description;
    const what = `${name} is not what it was when the conversion to ${storeName} began: level ${place} would be another now.`;
    return new ZarrdropError("source-changed", what, {
      file: storeName,
      files: [name],
      safe: "Nothing was changed; the output is marked as incomplete.",
      advice: "Have the incomplete output replaced, or choose another folder or name.",
    });
  }

  /** `file`: which of the source's files, where that is known. */
  changedWhileRead(file: string | null): ZarrdropError {
    const { name, files } = this.#job.description;
    const what = file === null || files.length < 2 ? name : `${file} of ${name}`;
    return new ZarrdropError("source-changed", `${what} was changed while it was read.`, {
      file: name,
      ...(file === null ? {} : { files: [file] }),
      safe: "The source is as whoever changed it left it; the output is marked as incomplete.",
      advice: "Convert again when nothing writes to the source any more, and have the incomplete output replaced.",
    });
  }
}
