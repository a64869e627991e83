import type { FolderEntry } from "./walk.ts";

/**
 * Random access to the bytes of one file. Implementations never read outside `[0, size)` and never hold the whole file.
 */
export interface ByteSource {
  /** File name without its path. */
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** When the file was last modified, in milliseconds since 1970; left out where nobody knows. */
  readonly modified?: number;
  /** When anything of the file was last changed, its times included: nobody can set it back. Node only. */
  readonly changed?: number;
  /** True if `read` makes use of `room`: then giving it saves memory that is allocated, copied from and collected. */
  readonly fillsRoom?: boolean;
  /** True if many small reads cost no more than a large one: then what lies between two ranges is not read with them. */
  readonly seeksCheaply?: boolean;
  /**
   * The bytes of `[offset, offset + length)`, a view that the caller must not change (it may be shared with a cache).
   * `room`: memory of exactly `length` bytes that the caller lends until the promise is settled; the bytes may be in it
   * then, or elsewhere.
   * @throws `corrupt` when the range leaves the file, those of `asSourceError` (`source-changed` when it was edited or
   *   deleted), `cancelled`
   */
  read(
    offset: number,
    length: number,
    signal?: AbortSignal,
    room?: Uint8Array<ArrayBuffer>,
  ): Promise<Uint8Array<ArrayBuffer>>;
}

/** What is known of a file without reading it. */
export type FileFacts = Pick<ByteSource, "size" | "modified" | "changed">;

/**
 * The files that were given together: a dropped file with its siblings, or a dropped folder. Paths are relative, use "/",
 * and never contain "." or ".." segments.
 */
export interface ByteDirectory {
  /** Name of the folder (or archive) itself, where it is known. */
  readonly name?: string;
  /** All paths, sorted; a search aid: chunks of Zarr arrays may be left out, and folders far below the top. */
  list(signal?: AbortSignal): Promise<readonly string[]>;
  /** What `open` would say of each of these files, null where it is not there: where asking for many at once is much quicker. */
  facts?(paths: readonly string[]): Promise<(FileFacts | null)[]>;
  /** The file at a path, or null. Opening costs no read. */
  open(path: string): Promise<ByteSource | null>;
  /** What lies where `open` gives no file; `other`: a link to nowhere, a pipe. Null where there is no such name. Left out where nobody can tell. */
  obstacle?(path: string): Promise<"folder" | "other" | null>;
}

/** The side of a directory from which single files are read. */
export type FileOpener = Pick<ByteDirectory, "open" | "obstacle">;

/** A directory whose folders can be looked through one by one, with nothing left out and nothing held. */
export interface WalkableDirectory extends ByteDirectory {
  /** What is in a folder ("" = the top), in no order. Nothing for a folder that is not there. */
  entries(folder: string): AsyncIterable<FolderEntry>;
}
