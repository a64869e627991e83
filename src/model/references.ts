/**
 * Files and folders in a form that can be posted to a worker (but for what is a program's own). Types only: `File` and `FileSystemDirectoryHandle` are the
 * platform's; nothing in this room calls them.
 */
/**
 * Files and folders that a person dropped or named. `main` is the path in the directory that the reader is asked to open; "" means that
 * the directory itself is the image, as an OME-Zarr store is.
 */
export type FilesReference =
  | {
      kind: "files";
      /** Relative path and file: `main` and its possible companions. */
      files: { path: string; file: File }[];
      main: string;
      /** Where the files lie, as far as the browser gave handles. */
      origins?: readonly FileOrigin[];
    }
  | { kind: "directory-handle"; handle: FileSystemDirectoryHandle; main: string }
  /** A folder of the local file system, for Node; it is searched for companions. */
  | { kind: "node"; folder: string; main: string }
  /** Files that a program reads in its own way: they stay in the thread in which they were given. */
  | { kind: "own"; files: readonly { path: string; file: File | OwnFile }[]; main: string };

/** A file that a program reads in its own way: from memory, a database, a server. It has to stay the same while it is open. */
export interface OwnFile {
  /** File name without its path. */
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** When it was last modified, in milliseconds since 1970, where that is known: then a change is noticed. */
  readonly modified?: number;
  /** Exactly the bytes of `[offset, offset + length)`, which is never outside of the file; whatever it fails with is said to people as that the file cannot be read. */
  read(offset: number, length: number, signal?: AbortSignal): Promise<Uint8Array<ArrayBuffer>>;
}

/** A file or folder of what was dropped or chosen, with its handle: it tells whether an output would lie there. */
export type FileOrigin = {
  /** As in the reference's `files`; of a folder: the beginning of its files' paths, "" for all of them. */
  path: string;
  handle: FileSystemHandle;
};

/**
 * Which files make up one image, and where each belongs. Plain JSON, made to be edited by hand. The template is the files' common path
 * (relative to the folder, "/" between folders) with placeholders for what varies:
 * - `{t}`, `{c}`, `{z}`, `{p}`: a number; `{t:3}`: a number of exactly three digits
 * - `{c:*}`: any text without "/"; `{c:DAPI|GFP}`: one of these texts, in this order
 * - `{*}`: any text without "/" that says nothing; `{*:36}`: one of exactly 36 characters
 * - `{{` and `}}`: braces
 *
 * An axis may occur more than once (`_{p:*}_s{p}_`: well and site): its parts together tell the place.
 */
export type SequencePattern = { template: string };

/** What becomes an image. It is opened by `openImage` (`formats/registry.ts`). */
export type SourceReference =
  | FilesReference
  /** Many files that are one image by their names; `main` of the files' reference is not looked at. */
  | { kind: "sequence"; source: FilesReference; pattern: SequencePattern };

/** Where stores are made: the folder that the person chose. */
export type DestinationReference =
  | { kind: "directory-handle"; handle: FileSystemDirectoryHandle }
  /** The origin private file system, for browsers without directory access: downloaded as .ozx or .zip at the end. */
  | { kind: "opfs"; folder: string }
  | { kind: "node"; folder: string }
  /** A place that a program brings with it: a `DestinationFolder` of `store`, of which this room knows nothing. It stays in its thread. */
  | { kind: "own"; folder: object };
