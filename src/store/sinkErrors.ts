import { asZarrdropError, type ErrorKind, ZarrdropError } from "../model/errors.ts";

/** What a destination's failure means for the person, by the platform's own names of failures. */
const KINDS: Record<string, { kind: ErrorKind; message: string; advice: string }> = {};

function meaning(names: readonly string[], kind: ErrorKind, message: string, advice: string): void {
  for (const name of names) KINDS[name] = { kind, message, advice };
}

// DOMException names (File System Standard, Storage Standard) and errno codes of Node side by side.
meaning(
  ["QuotaExceededError", "ENOSPC", "EDQUOT"],
  "storage-full",
  "There is no space left in the destination.",
  "Free some space or choose another folder, then go on: what is written is kept.",
);
meaning(
  ["NotAllowedError", "SecurityError", "EACCES", "EPERM"],
  "permission",
  "Writing to the destination is not allowed (any more).",
  "Allow access to the folder again, or choose another folder.",
);
meaning(
  ["EROFS"],
  "permission",
  "The destination is read-only: nothing can be written there.",
  "Choose a folder on another disk, or make this one writable (a memory card may have a switch).",
);
meaning(
  ["EIO"],
  "storage",
  "The disk of the destination failed.",
  "Check the disk or the connection, then go on: what is written is kept.",
);
meaning(
  // A network folder that went away, a drive that was pulled out, a file server that was started again. As `sourceErrors` has them.
  ["ESTALE", "ENXIO", "ENODEV", "ENOTCONN", "EHOSTDOWN", "EHOSTUNREACH", "ENETDOWN", "ENETUNREACH", "ECONNRESET"],
  "storage",
  "The destination cannot be reached: its drive or network folder is gone.",
  "Connect it again, then go on: what is written is kept.",
);
meaning(
  ["ETIMEDOUT"],
  "storage",
  "The destination cannot be reached: its drive or network folder does not answer.",
  "Check the connection, then go on: what is written is kept.",
);
meaning(
  ["ENOMEM", "ENOBUFS"],
  "memory",
  "The system has no memory left for writing to the destination.",
  "Close other programs, or use fewer workers, and go on: what is written is kept.",
);
meaning(
  ["EFBIG"],
  "storage",
  "A file becomes larger than the file system of the destination, or a limit of this account, allows.",
  "Choose smaller chunks or shards, or a folder on another disk.",
);
meaning(
  ["AbortError"],
  "storage",
  "The browser gave up writing to the destination.",
  "Go on: what is written is kept.",
);
meaning(
  ["EMFILE", "ENFILE"],
  "storage",
  "The system has no more room for open files.",
  "Close other programs, or use fewer workers, and go on: what is written is kept.",
);
meaning(
  ["NoModificationAllowedError", "EBUSY", "ETXTBSY", "EAGAIN", "EDEADLK"],
  "storage",
  "A file in the destination is locked: another program or browser tab holds it.",
  "Close it there and go on.",
);
meaning(
  ["NotFoundError", "ENOENT", "ENOTDIR"],
  "storage",
  "The destination folder was moved or deleted.",
  "Put it back, or choose another folder.",
);
meaning(
  ["TypeMismatchError", "EISDIR", "EEXIST", "ENOTEMPTY"],
  "storage",
  "There is something else under a name that the image needs in the destination.",
  "Choose another folder or another name.",
);
meaning(
  // Chromium, of a folder with a link in it that is to be removed: it neither shows nor removes those.
  ["InvalidModificationError"],
  "storage",
  "A folder in the destination holds something that the browser can neither see nor remove, such as a link.",
  "Remove it (not what it leads to) and go on, or choose another folder.",
);
meaning(
  ["ENAMETOOLONG"],
  "storage",
  "A path in the destination becomes too long for the file system.",
  "Choose a folder with a shorter path, or a shorter name.",
);

/**
 * A tagged error for anything that a destination threw. `path` is the file in the store that it happened to, or null. An
 * `AbortError` counts as `cancelled` only if the signal says so: browsers throw it for other reasons too.
 */
export function asSinkError(thrown: unknown, path: string | null, signal?: AbortSignal): ZarrdropError {
  const file = path === null ? {} : { file: path };
  if (thrown instanceof ZarrdropError) return thrown.with(file);
  if (signal?.aborted === true) return new ZarrdropError("cancelled", "Stopped.", file, thrown);
  const { name, code, message } = namesOf(thrown);
  const known = KINDS[code] ?? KINDS[name];
  const technical = `${code || name}: ${message}`;
  if (known !== undefined) {
    return new ZarrdropError(known.kind, known.message, { ...file, advice: known.advice, technical }, thrown);
  }
  const where = path === null || path === "" ? "" : ` at ${path}`;
  const unknown = {
    kind: "storage",
    message: `The destination failed${where} in a way that is not known here.`,
  } as const;
  const error = asZarrdropError(thrown, unknown);
  const advice = "Check the disk or the connection, then go on: what is written is kept.";
  return error.with({ ...file, technical, ...(error.kind === "storage" ? { advice } : {}) });
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
  const { name, code } = namesOf(thrown);
  return (
    ["ENOENT", "ENOTDIR", "ELOOP", "ERR_INVALID_ARG_VALUE"].includes(code) ||
    ["NotFoundError", "TypeMismatchError"].includes(name)
  );
}

function namesOf(thrown: unknown): { name: string; code: string; message: string } {
  if (!(thrown instanceof Error)) return { name: "", code: "", message: String(thrown) };
  // Node puts the errno name in `code`; a DOMException has a number there.
  const code = "code" in thrown && typeof thrown.code === "string" ? thrown.code : "";
  return { name: thrown.name, code, message: thrown.message };
}
