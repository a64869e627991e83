import { type PlatformFailure, platformFailure, platformName } from "../bytes/platformFailures.ts";
import { asZarrdropError, type ErrorKind, ZarrdropError } from "../model/errors.ts";

/** What a destination's failure means for the person. */
type SinkMeaning = { kind: ErrorKind; message: string; advice: string };

const DENIED: SinkMeaning = {
  kind: "permission",
  message: "Writing to the destination is not allowed (any more).",
  advice: "Allow access to the folder again, or choose another folder.",
};

const MEANINGS: Record<PlatformFailure, SinkMeaning> = {
  full: {
    kind: "storage-full",
    message: "There is no space left in the destination.",
    advice: "Free some space or choose another folder, then go on: what is written is kept.",
  },
  "denied-to-account": DENIED,
  "denied-to-page": DENIED,
  "read-only": {
    kind: "permission",
    message: "The destination is read-only: nothing can be written there.",
    advice: "Choose a folder on another disk, or make this one writable (a memory card may have a switch).",
  },
  disk: {
    kind: "storage",
    message: "The disk of the destination failed.",
    advice: "Check the disk or the connection, then go on: what is written is kept.",
  },
  unreachable: {
    kind: "storage",
    message: "The destination cannot be reached: its drive or network folder is gone.",
    advice: "Connect it again, then go on: what is written is kept.",
  },
  "no-answer": {
    kind: "storage",
    message: "The destination cannot be reached: its drive or network folder does not answer.",
    advice: "Check the connection, then go on: what is written is kept.",
  },
  memory: {
    kind: "memory",
    message: "The system has no memory left for writing to the destination.",
    advice: "Close other programs, or use fewer workers, and go on: what is written is kept.",
  },
  "too-large": {
    kind: "storage",
    message: "A file becomes larger than the file system of the destination, or a limit of this account, allows.",
    advice: "Choose smaller chunks or shards, or a folder on another disk.",
  },
  "given-up": {
    kind: "storage",
    message: "The browser gave up writing to the destination.",
    advice: "Go on: what is written is kept.",
  },
  "open-files": {
    kind: "storage",
    message: "The system has no more room for open files.",
    advice: "Close other programs, or use fewer workers, and go on: what is written is kept.",
  },
  locked: {
    kind: "storage",
    message: "A file in the destination is locked: another program or browser tab holds it.",
    advice: "Close it there and go on.",
  },
  absent: {
    kind: "storage",
    message: "The destination folder was moved or deleted.",
    advice: "Put it back, or choose another folder.",
  },
  "other-kind": {
    kind: "storage",
    message: "There is something else under a name that the image needs in the destination.",
    advice: "Choose another folder or another name.",
  },
  "not-removable": {
    kind: "storage",
    message: "A folder in the destination holds something that the browser can neither see nor remove, such as a link.",
    advice: "Remove it (not what it leads to) and go on, or choose another folder.",
  },
  "name-too-long": {
    kind: "storage",
    message: "A path in the destination becomes too long for the file system.",
    advice: "Choose a folder with a shorter path, or a shorter name.",
  },
  changed: {
    kind: "storage",
    message: "A file in the destination was changed by another program while it was written.",
    advice: "Close that program, then go on: what is written is kept.",
  },
  loop: {
    kind: "storage",
    message: "A link in the destination leads in a circle.",
    advice: "Remove it and go on, or choose another folder.",
  },
};

/**
 * A tagged error for anything that a destination threw. `path` is the file in the store that it happened to, or null. An
 * `AbortError` counts as `cancelled` only if the signal says so: browsers throw it for other reasons too.
 */
export function asSinkError(thrown: unknown, path: string | null, signal?: AbortSignal): ZarrdropError {
  const file = path === null ? {} : { file: path };
  if (thrown instanceof ZarrdropError) return thrown.with(file);
  if (signal?.aborted === true) return new ZarrdropError("cancelled", "Stopped.", file, thrown);
  const failure = platformFailure(thrown);
  if (failure !== null) return meant(failure, thrown, file);
  const technical = technicalOf(thrown);
  const where = path === null || path === "" ? "" : ` at ${path}`;
  const unknown = {
    kind: "storage",
    message: `The destination failed${where} in a way that is not known here.`,
  } as const;
  const error = asZarrdropError(thrown, unknown);
  const advice = "Check the disk or the connection, then go on: what is written is kept.";
  return error.with({ ...file, technical, ...(error.kind === "storage" ? { advice } : {}) });
}

/** The error for a write that failed, whatever the platform says, because the destination's folder is not where it was. */
export function movedAway(thrown: unknown, path: string): ZarrdropError {
  return meant("absent", thrown, { file: path });
}

function meant(failure: PlatformFailure, thrown: unknown, file: { file?: string }): ZarrdropError {
  const { kind, message, advice } = MEANINGS[failure];
  return new ZarrdropError(kind, message, { ...file, advice, technical: technicalOf(thrown) }, thrown);
}

function technicalOf(thrown: unknown): string {
  return `${platformName(thrown)}: ${thrown instanceof Error ? thrown.message : String(thrown)}`;
}

/** The error for a file of a destination that is not what it was when it was looked at. */
export function changedWhileRead(path: string): ZarrdropError {
  return new ZarrdropError("storage", `${path} changed while it was read.`, {
    file: path,
    advice: "Check the drive and what else works in the folder, then convert again.",
  });
}

/**
 * True when the platform says that the file or folder is not there (or that a parent of it is a file, a link that leads to itself, or that no
 * file can have such a name).
 */
export function isMissing(thrown: unknown): boolean {
  return MISSING.has(platformName(thrown));
}

/** What `act` gives, or null where it fails because something is not there. */
export async function unlessMissing<T>(act: () => Promise<T>): Promise<T | null> {
  try {
    return await act();
  } catch (thrown) {
    if (isMissing(thrown)) return null;
    throw thrown;
  }
}

const MISSING: ReadonlySet<string> = new Set([
  "ENOENT",
  "ENOTDIR",
  "ELOOP",
  "ERR_INVALID_ARG_VALUE",
  "NotFoundError",
  "TypeMismatchError",
]);
