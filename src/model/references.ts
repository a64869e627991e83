/**
 * Files and folders in a form that can be posted to a worker. Types only: `File` and `FileSystemDirectoryHandle` are the
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
  | { kind: "node"; folder: string; main: string };

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
  | { kind: "node"; folder: string };
