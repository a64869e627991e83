import type { ImageDescription } from "../model/image.ts";
import type { DestinationReference, SourceReference } from "../model/references.ts";
import type { SourcePlace } from "../model/sourcePlace.ts";
import type { OutputChunks } from "./chunkNotes.ts";
import type { Provenance } from "./metadata/provenance.ts";
import type { Plan } from "./plan.ts";

/** One conversion, whole: what the coordinator is told. Everything in it can be posted to a worker. */
export type ConversionJob = {
  source: SourceReference;
  /** What the plan was made of: who reads holds the source against it, and nobody has to open the source to know it. */
  description: DescribedSource;
  /** Labels from files of their own, which the description has behind the image's scenes. */
  labels?: readonly LabelSource[];
  destination: DestinationReference;
  plan: Plan;
  /** Further sources that no output may touch: those of the other jobs of the same call. */
  otherSources?: readonly SourcePlace[];
  /** Names in the destination of files that the stores become: no source may be one of them. */
  archives?: readonly string[];
};

/** A file with labels for an image, what they are called beside it, and which files belong to it. */
export type LabelSource = { name: string; source: SourceReference; files: readonly string[] };

/** What a job has to know of its source. */
export type DescribedSource = Pick<ImageDescription, "format" | "name" | "files" | "scenes">;

/** As much of a description as a job takes along: its metadata can be many MiB, and go to each thread. */
export function describedSource({ format, name, files, scenes }: ImageDescription): DescribedSource {
  return { format, name, files, scenes };
}

/** What the coordinator says while it works, in order; `bytes` are decoded bytes of all levels in their output type. */
export type ConversionEvent =
  /** Before anything else: it has to be found out whether another program still writes the same; `text` says so to people. */
  | { kind: "waiting"; text: string }
  | {
      kind: "started";
      bytesTotal: number;
      /** Of these, what an earlier run had done. */
      bytesDone: number;
      /** What it had written. */
      bytesWritten: number;
      filesWritten: number;
    }
  | { kind: "progress"; bytesDone: number; bytesTotal: number; bytesWritten: number; filesWritten: number }
  /** What became of chunks since the last word about them, at most twice a second; with `isWhole` all that is done of the output, and no more than that. */
  | ({ kind: "chunks"; isWhole: boolean } & OutputChunks)
  | { kind: "verifying"; output: number }
  /** A disk has not answered for long: nothing is wrong yet, but nothing gets on. Then, that it got on. */
  | { kind: "waiting-for-disk"; isWaiting: boolean }
  | { kind: "output-done"; output: number; report: OutputReport };

/**
 * How a store was verified: all files are there, its metadata say what was planned, and chunks were read back by these metadata and
 * compared with checksums of the pixels that went into them. Each of the others was decoded and compared before it was written.
 */
export type Verification = {
  /** Who read the store: name and version. */
  reader: string;
  checkedChunks: number;
  totalChunks: number;
};

/** What became of one store. */
export type OutputReport = {
  storeName: string;
  /** Present for a hierarchy: how many images it holds; the figures are of all of them. */
  images?: number;
  /** Bytes and files on disk, metadata included. */
  bytesWritten: number;
  filesWritten: number;
  /** Chunks left out because they hold only the fill value. */
  emptyChunks: number;
  /** Values that a dtype override could not hold and changed. */
  clippedValues: number;
  /** Null: not asked for, or nothing was written. */
  verification: Verification | null;
  /** Name of the manifest beside the store, if one was asked for. */
  manifest?: string;
  /** Was there already and left alone (`existing: "skip"`). */
  skipped: boolean;
  /** Present where something lay in the unfinished store that the conversion had not put there: it was removed before the end. */
  swept?: SweptFiles;
  /** Present where an earlier run of the same job had finished it: the figures are that run's. */
  finishedBefore?: true;
};

/** Files and links that were removed from a store; the paths of a few of them. */
export type SweptFiles = { count: number; names: string[] };

/** What a job did with one source; plain JSON, kept and shown. */
export type ConversionReport = {
  source: string;
  /** What tells the state of the source that was converted from any other: a hexadecimal SHA-256 (`bytes/fingerprint`). */
  sourceFingerprint: string;
  outputs: OutputReport[];
  /** What the stores were made of, by what and how. */
  provenance: Provenance;
  seconds: number;
  /** Decoded bytes read from the source over bytes of the source's pixels: 1 = every native block decoded once. */
  decodeRatio: number;
  /** One line for a methods section. */
  route: string;
};
