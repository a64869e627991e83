import { asZarrdropError, type ErrorKind, ZarrdropError } from "../model/errors.ts";
import { type PlatformFailure, platformFailure, platformName } from "./platformFailures.ts";

/** What a failure of the platform means for a file that is read; `says` follows the file's name. */
type SourceMeaning = { kind: ErrorKind; says: string; advice: string };

const CHANGED: SourceMeaning = {
  kind: "source-changed",
  says: "was changed, moved or deleted after it was opened.",
  advice: "Choose the file again and start over.",
};
const UNKNOWN: SourceMeaning = {
  kind: "source-unreadable",
  says: "could not be read.",
  advice: "Check the disk or the connection, then try again.",
};

const MEANINGS: Partial<Record<PlatformFailure, SourceMeaning>> = {
  absent: CHANGED,
  changed: CHANGED,
  // A folder has its name now.
  "other-kind": CHANGED,
  "name-too-long": CHANGED,
  loop: {
    kind: "source-unreadable",
    says: "is a link that leads in a circle.",
    advice: "Choose the file that is meant itself.",
  },
  "denied-to-page": {
    kind: "permission",
    says: "may not be read by this page (any more): the browser has no permission.",
    advice: "Choose the file or folder again and allow the browser to read it.",
  },
  "denied-to-account": {
    kind: "permission",
    says: "may not be read by this account.",
    advice:
      "Give this account the right to read it, or copy it to where it may; on Windows another program may hold it.",
  },
  locked: {
    kind: "source-unreadable",
    says: "is locked by another program.",
    advice: "Close it there, then try again.",
  },
  "open-files": {
    kind: "source-unreadable",
    says: "cannot be opened: the system has no more room for open files.",
    advice: "Close other programs, or use fewer workers.",
  },
  disk: {
    kind: "source-unreadable",
    says: "cannot be read from its disk.",
    advice: "Check the disk or the connection, and copy the file elsewhere.",
  },
  unreachable: {
    kind: "source-unreadable",
    says: "cannot be reached: its drive or network folder is gone.",
    advice: "Connect it again, then try again.",
  },
  "no-answer": {
    kind: "source-unreadable",
    says: "cannot be reached: its drive or network folder does not answer.",
    advice: "Check the connection, then try again.",
  },
  memory: {
    kind: "memory",
    says: "could not be read: the system is out of memory.",
    advice: "Close other programs, or use fewer workers.",
  },
};

/**
 * A tagged error for anything that reading a source threw, naming the file: never `corrupt`, as nothing was learned of its content.
 * `name`: the file or folder for people.
 */
export function asSourceError(thrown: unknown, name: string): ZarrdropError {
  if (thrown instanceof ZarrdropError) return thrown;
  const { kind, says, advice } = meaningOf(thrown);
  const details = { file: name, safe: UNTOUCHED, advice };
  return asZarrdropError(thrown, { kind, message: `${name} ${says}` }).with(details);
}

/** The same for a path that somebody named: nothing of it was opened before, so what is not there never was. */
export function asOpenError(thrown: unknown, path: string): ZarrdropError {
  if (platformName(thrown) === "EISDIR") {
    return new ZarrdropError("unsupported-format", `${path} is a folder, not a file.`, {
      file: path,
      advice: "Check the path.",
    });
  }
  if (thrown instanceof ZarrdropError || platformName(thrown) === "ELOOP" || !isAbsentFile(thrown)) {
    return asSourceError(thrown, path);
  }
  return new ZarrdropError("source-changed", `${path} does not exist.`, { file: path, advice: "Check the path." });
}

/** The error for a file that is not what it was when it was opened. */
export function sourceChanged(name: string): ZarrdropError {
  const { kind, says, advice } = CHANGED;
  return new ZarrdropError(kind, `${name} ${says}`, { file: name, safe: UNTOUCHED, advice });
}

/**
 * True when the platform says that there is no such file: it is not there, a folder has its name, a part of the path is a file, a link
 * leads in a circle, or no file can have such a name.
 */
export function isAbsentFile(thrown: unknown): boolean {
  return ABSENT.has(platformName(thrown));
}

const UNTOUCHED = "The file itself was not touched.";
const ABSENT: ReadonlySet<string> = new Set([
  "ENOENT",
  "ENOTDIR",
  "ENAMETOOLONG",
  "ELOOP",
  "NotFoundError",
  "TypeMismatchError",
]);

function meaningOf(thrown: unknown): SourceMeaning {
  const failure = platformFailure(thrown);
  return (failure === null ? null : MEANINGS[failure]) ?? UNKNOWN;
}
