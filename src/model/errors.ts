/**
 * The kinds of failure. A kind says who can do something about it; the message says what happened, in words for the
 * person who dropped the file.
 */
export const ERROR_KINDS = [
  "unsupported-format", // no reader knows this content
  "unsupported-feature", // a known format, something in it that we cannot read (codec, layout)
  "corrupt", // the file contradicts itself or ends too early
  "limit", // a cap of limits.ts was reached
  "companion-missing", // another file of the set is needed; `files` names it
  "source-changed", // the source was edited, moved or deleted after it was opened
  "source-unreadable", // the source is there, or was, and the system does not give it: a lock, a disk, a network folder
  "setting", // a parameter has a value that cannot work; `setting` names it
  "exists", // the output is already there
  "permission", // the person or the browser withdrew access
  "storage-full", // quota or disk
  "storage", // any other failure of the destination
  "memory", // the plan or the browser has no room
  "cancelled", // the person stopped it
  "worker-lost", // a thread died
  "internal", // our own defect
] as const;

/** What kind of failure: decides what a person is advised to do. */
export type ErrorKind = (typeof ERROR_KINDS)[number];

/** What goes with an error; plain JSON, so that it crosses threads whole. */
export type ErrorDetails = {
  /** File or path that the error is about. */
  file?: string;
  /** Name of the setting, in the reference's terms (`chunk_shape`). */
  setting?: string;
  /** Where in the setting's value, as indices from outside in: level and axis of a shape, number of a channel. */
  at?: readonly number[];
  /** What is safe: what was not lost, what was not written. */
  safe?: string;
  /** What the person can do. */
  advice?: string;
  /** Names of files that are needed, or that are affected. */
  files?: string[];
  /** Technical text for a bug report. */
  technical?: string;
};

/** Every failure that leaves a room is one of these. */
export class ZarrdropError extends Error {
  override readonly name = "ZarrdropError";
  readonly kind: ErrorKind;
  readonly details: ErrorDetails;

  constructor(kind: ErrorKind, message: string, details: ErrorDetails = {}, cause?: unknown) {
    super(cut(message), cause === undefined ? undefined : { cause });
    this.kind = kind;
    this.details = details;
  }

  /** The same error with more details; those already there win. */
  with(details: ErrorDetails): ZarrdropError {
    const copy = new ZarrdropError(this.kind, this.message, { ...details, ...this.details }, this.cause);
    if (this.stack !== undefined) copy.stack = this.stack;
    return copy;
  }
}

/** Names in files can be of any length: nobody reads so much, and a page and a log have to bear it. */
const LONGEST_MESSAGE = 1000;

function cut(message: string): string {
  return message.length <= LONGEST_MESSAGE ? message : `${message.slice(0, LONGEST_MESSAGE)}…`;
}

/** What an untagged failure of the platform means where it was caught: for people, in a sentence of ours. */
export type Meaning = { kind: ErrorKind; message: string };

/**
 * Makes a tagged error of anything thrown. An `AbortError` becomes `cancelled`, an allocation that the engine refused `memory`, and what
 * only a defect of the program throws (a `TypeError` and its kin) `internal`, wherever it was caught: no file is called damaged for it.
 * A module that was to be loaded and is not to be had (no network, a host that was updated) is no defect: the advice says so.
 * Anything else means `otherwise`, and is `internal` without it. The engine's text is in `technical`.
 */
export function asZarrdropError(thrown: unknown, otherwise?: Meaning): ZarrdropError {
  if (thrown instanceof ZarrdropError) return thrown;
  if (!(thrown instanceof Error)) return tagged(otherwise ?? DEFECT, String(thrown), thrown);
  if (thrown.name === "AbortError") return new ZarrdropError("cancelled", "Stopped.", {}, thrown);
  const technical = thrown.stack ?? `${thrown.name}: ${thrown.message}`;
  if (isRefusedAllocation(thrown)) return tagged(NO_MEMORY, technical, thrown);
  if (isUnloadedModule(thrown)) {
    return new ZarrdropError("internal", NOT_LOADED.message, { advice: NOT_LOADED.advice, technical }, thrown);
  }
  return tagged(DEFECTS.has(thrown.name) ? DEFECT : (otherwise ?? DEFECT), technical, thrown);
}

/** Whether the engine refused memory: V8's, SpiderMonkey's and JavaScriptCore's words for it. */
export function isRefusedAllocation(thrown: unknown): boolean {
  const words = /allocation failed|array length|array buffer|invalid string length|out of memory|array too large/i;
  return (
    thrown instanceof Error &&
    (thrown.name === "RangeError" || thrown.name === "InternalError") &&
    words.test(thrown.message)
  );
}

/** Whether a script of the program could not be had when it was needed: words of Chromium, Firefox, Safari and Node. */
function isUnloadedModule(thrown: Error): boolean {
  return /dynamically imported module|importing a module script failed|cannot find module/i.test(thrown.message);
}

/** What is said where a part of the program is not to be had, in whatever form it comes. */
export const NOT_LOADED = {
  message: "A part of the program could not be loaded.",
  advice: "Load the page again, or install the program again.",
} as const;
const DEFECT: Meaning = {
  kind: "internal",
  message: "Something in Zarrdrop itself went wrong: this is a defect of the program, not of your file.",
};
const NO_MEMORY: Meaning = { kind: "memory", message: "There is not enough memory for this." };
/** Errors that the language throws at a wrong program, by name: they arrive from other threads and realms too. */
const DEFECTS = new Set(["TypeError", "ReferenceError", "RangeError", "SyntaxError", "EvalError", "URIError"]);

function tagged({ kind, message }: Meaning, technical: string, cause: unknown): ZarrdropError {
  return new ZarrdropError(kind, message, { technical }, cause);
}

/** For the default branch of a switch over a union: a compile error if a case was forgotten. */
export function assertNever(value: never): never {
  throw new ZarrdropError("internal", `Unexpected value: ${JSON.stringify(value)}`);
}

/** A tagged error for anything that a reader threw: it names the file. */
export function asReadError(error: unknown, file: string): ZarrdropError {
  if (isRefusedAllocation(error)) {
    return new ZarrdropError("memory", `There is not enough memory to read ${file}.`, { file }, error);
  }
  return asZarrdropError(error).with({ file });
}
