import { changedFile, type SourceFingerprint, takeFingerprint } from "../../bytes/fingerprint/sourceFingerprint.ts";
import { sourceChanged } from "../../bytes/sourceErrors.ts";
import { directoryOf } from "../../bytes/openSource.ts";
import type { WalkableDirectory } from "../../bytes/source.ts";
import type { ImageReader } from "../../formats/reader.ts";
import { ZarrdropError } from "../../model/errors.ts";
import type { ImageDescription } from "../../model/image.ts";
import type { SourceReference } from "../../model/references.ts";
import type { ConversionJob } from "../../plan/job.ts";
import { openReader } from "../pixels/openReader.ts";

/** What a look at a source found: as it was; or its files have other times of change, though everything else is as it was. */
export type Look = "same" | "touched";

/**
 * A source of more files than this, of which several outputs are made, is looked at as a whole before the first and after the last of them;
 * in between only at the files of which the content is looked at.
 */
const MOST_FILES_EACH_TIME = 5000;

/** Looks at a job's source before it is read, and again after: what was converted must be one state of it. */
export class SourceWatch {
  readonly fingerprint: SourceFingerprint;
  /** Outputs that are still to be made of the source. */
  outputsLeft = 1;
  readonly #job: ConversionJob;
  readonly #description: ImageDescription;
  readonly #signal: AbortSignal;

  private constructor(
    fingerprint: SourceFingerprint,
    job: ConversionJob,
    description: ImageDescription,
    signal: AbortSignal,
  ) {
    this.fingerprint = fingerprint;
    this.#job = job;
    this.#description = description;
    this.#signal = signal;
  }

  /**
   * The first look.
   * @throws those of opening and reading the source
   */
  static async begin(job: ConversionJob, description: ImageDescription, signal: AbortSignal): Promise<SourceWatch> {
    return new SourceWatch(await firstLook(job.source, description, signal), job, description, signal);
  }

  /**
   * A further look, after an output was made: at the files as they are now.
   * @throws `source-changed`, naming the file where that is known
   */
  async lookAgain(): Promise<Look> {
    this.outputsLeft--;
    const { files, sampled } = this.fingerprint;
    if (this.outputsLeft > 0 && files > MOST_FILES_EACH_TIME) {
      const some = await takeFingerprint(
        await directoryOfSource(this.#job.source),
        [...sampled.keys()],
        false,
        this.#signal,
      );
      const changed = changedFile(this.fingerprint, some);
      if (changed !== null) throw this.changedWhileRead(changed);
      return "same";
    }
    const now = await lookAtSource(this.#job.source, this.#description, this.#signal);
    if (now.digest !== this.fingerprint.digest) throw this.changedWhileRead(changedFile(this.fingerprint, now));
    return this.wasTouched(now.changeTimes) ? "touched" : "same";
  }

  /** True where times of change are known, and are not those of the first look. */
  wasTouched(changeTimes: string | null): boolean {
    return changeTimes !== this.fingerprint.changeTimes;
  }

  /** The source opened anew: nothing in it was read before. */
  reopened(): Promise<ImageReader> {
    return openReader(this.#job, this.#signal);
  }

  /** `place`: of the chunk that an earlier run wrote and that the source does not give any more. */
  changedSince(storeName: string, place: string): ZarrdropError {
    const { name } = this.#description;
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
    const { name } = this.#description;
    const what = file === null || this.#description.files.length < 2 ? name : `${file} of ${name}`;
    return new ZarrdropError("source-changed", `${what} was changed while it was read.`, {
      file: name,
      ...(file === null ? {} : { files: [file] }),
      safe: "The source is as whoever changed it left it; the output is marked as incomplete.",
      advice: "Convert again when nothing writes to the source any more, and have the incomplete output replaced.",
    });
  }
}

/**
 * The look that what is written later stands for. A file that the description names and that is missing may be out of
 * reach for a moment only: a store that stood for such a moment could not be gone on with. Without the file that was
 * named there is no source.
 * @throws `source-changed`, those of `lookAtSource`
 */
export async function firstLook(
  source: SourceReference,
  description: Pick<ImageDescription, "files">,
  signal?: AbortSignal,
): Promise<SourceFingerprint> {
  const look = await lookAtSource(source, description, signal);
  if (look.missing === null) return look;
  const main = source.kind === "sequence" ? "" : source.main;
  if (main !== "" && (await (await directoryOfSource(source)).open(main)) === null) throw sourceChanged(main);
  const again = await lookAtSource(source, description, signal);
  if (again.digest !== look.digest) throw sourceChanged(look.missing);
  return look;
}

/**
 * Looks at all files of a source of which the description is known.
 * @throws those of opening and reading it; `cancelled`
 */
async function lookAtSource(
  source: SourceReference,
  { files }: Pick<ImageDescription, "files">,
  signal?: AbortSignal,
): Promise<SourceFingerprint> {
  const isWholeFolder = source.kind !== "sequence" && source.main === "";
  return takeFingerprint(await directoryOfSource(source), files, isWholeFolder, signal);
}

function directoryOfSource(source: SourceReference): Promise<WalkableDirectory> {
  return directoryOf(source.kind === "sequence" ? source.source : source);
}
