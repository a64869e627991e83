import type { IncrementalHash } from "../convert/validation/manifestCheck.ts";
import type { SpawnWorker } from "../convert/coordinator/workerPool.ts";
import type { DestinationReference, FilesReference } from "../model/references.ts";

/**
 * What Node and browsers do each in their own way. `#platform` (`imports` in package.json) is one or the other: whoever resolves it, Node or
 * a bundler, knows which.
 */
export interface Platform {
  /** Logical processors of the machine. */
  cores(): number;
  /** Starts a thread of the engine's pool. */
  spawnUnitWorker: SpawnWorker;
  /**
   * The source that a path names.
   * @throws `unsupported-feature` where there are no paths; those of looking at it
   */
  sourceAt(path: string): Promise<FilesReference>;
  /**
   * The folder that a path names.
   * @throws `unsupported-feature` where there are no paths; `storage` when it is a file
   */
  destinationAt(path: string): Promise<DestinationReference>;
  /** Null where there is no checksum that is fed piece by piece. */
  createSha256: (() => IncrementalHash) | null;
  /** The signal, or one that nobody gives, without warnings of the platform about the many that wait for it. */
  signal(given: AbortSignal | undefined): AbortSignal;
}
