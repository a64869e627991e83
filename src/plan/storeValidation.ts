/** How a store is checked; plain JSON. */
export type ValidationOptions = {
  /** Decode every chunk, not only a sample. */
  allChunks: boolean;
};

/** Something that was found in a store: the codes are listed in docs/validation.md. */
export type ValidationProblem = {
  code: string;
  severity: "error" | "warning" | "information";
  /** Path of the file or folder in the store, "" for the store itself; what is in the file after ": ". */
  where: string;
  /** Sentence for people. */
  message: string;
  /** What to do. */
  advice: string;
};

/** What is known of a store after it was checked; plain JSON. */
export type StoreValidation = {
  name: string;
  /** No error was found. */
  valid: boolean;
  /** `none`: no store; `incomplete`: a conversion has not ended; `damaged`: files are missing or broken; `complete`: all are there. */
  state: "none" | "incomplete" | "damaged" | "complete";
  zarrFormat: 2 | 3 | null;
  ngffVersion: string | null;
  layout: "image" | "series" | "plate" | "well" | "labels" | null;
  images: number;
  labels: number;
  /** Files that were walked over, and their bytes. */
  files: number;
  bytes: number;
  /** Chunks of all arrays: of their grids, those that are stored, those that were decoded, those that could not be. */
  chunks: { total: number; present: number; decoded: number; damaged: number };
  /** Errors first. */
  problems: ValidationProblem[];
  counts: { error: number; warning: number; information: number };
  /** How many more there are of a code than are listed. */
  omitted: Record<string, number>;
};

/** How far a check is. */
export type ValidationProgress = { files: number; chunks: number };
