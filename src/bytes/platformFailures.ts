/** What platforms say went wrong with a file or folder, whether it was read or written. */
export type PlatformFailure =
  | "full"
  | "denied-to-account"
  | "denied-to-page"
  | "read-only"
  | "disk"
  | "unreachable"
  | "no-answer"
  | "memory"
  | "too-large"
  | "given-up"
  | "open-files"
  | "locked"
  | "absent"
  | "changed"
  | "other-kind"
  | "not-removable"
  | "name-too-long"
  | "loop";

/** By the platform's own names: those of DOMExceptions (File API, File System and Storage Standard) and Node's errno codes side by side. */
const NAMES: Record<PlatformFailure, readonly string[]> = {
  full: ["QuotaExceededError", "ENOSPC", "EDQUOT"],
  "denied-to-account": ["EACCES", "EPERM"],
  "denied-to-page": ["NotAllowedError", "SecurityError"],
  "read-only": ["EROFS"],
  disk: ["EIO"],
  // A network folder that went away, a drive that was pulled out, a file server that was started again.
  unreachable: "ESTALE ENXIO ENODEV ENOTCONN EHOSTDOWN EHOSTUNREACH ENETDOWN ENETUNREACH ECONNRESET".split(" "),
  "no-answer": ["ETIMEDOUT"],
  memory: ["ENOMEM", "ENOBUFS"],
  "too-large": ["EFBIG"],
  "given-up": ["AbortError"],
  "open-files": ["EMFILE", "ENFILE"],
  locked: ["NoModificationAllowedError", "EBUSY", "ETXTBSY", "EAGAIN", "EDEADLK"],
  absent: ["NotFoundError", "ENOENT", "ENOTDIR"],
  // Chromium, of a file that was edited since it was opened, and of one whose folder was moved while it was written.
  changed: ["NotReadableError", "InvalidStateError"],
  "other-kind": ["TypeMismatchError", "EISDIR", "EEXIST", "ENOTEMPTY"],
  // Chromium, of a folder with a link in it that is to be removed: it neither shows nor removes those.
  "not-removable": ["InvalidModificationError"],
  "name-too-long": ["ENAMETOOLONG"],
  loop: ["ELOOP"],
};

const FAILURES: ReadonlyMap<string, PlatformFailure> = new Map(
  // The keys are those of the record's own type.
  (Object.keys(NAMES) as PlatformFailure[]).flatMap((failure) => NAMES[failure].map((name) => [name, failure])),
);

/** What a thrown value says went wrong, or null when it is none of the known. */
export function platformFailure(thrown: unknown): PlatformFailure | null {
  return FAILURES.get(platformName(thrown)) ?? null;
}

/** The platform's name of a failure; "" for what is no error. Node puts the errno's name in `code`; a DOMException has a number there, and says its name. */
export function platformName(thrown: unknown): string {
  if (!(thrown instanceof Error)) return "";
  return "code" in thrown && typeof thrown.code === "string" ? thrown.code : thrown.name;
}
