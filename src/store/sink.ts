import type { Lend } from "../codecs/codec.ts";

/** A part of a file. */
export type ReadRange = { offset: number; length: number };

/**
 * Where a store is written: one directory, addressed by relative paths with "/". A file appears whole or not at all as far
 * as the platform can do that; a zero-byte file counts as missing. Links inside the store are never followed: what lies behind
 * one is not there, and nothing is written, listed or removed through it. All failures are tagged (`storage-full`,
 * `permission`, `storage`, `cancelled`). Calls may run at once on different paths.
 */
export interface Sink {
  /**
   * Writes one file in one go, replacing what was there; makes its parent directories. Parts are written in order. Where the
   * platform can do that, the bytes are on the disk before the file gets its name: a file that is there is whole even after the
   * power failed.
   */
  write(path: string, parts: readonly Uint8Array<ArrayBuffer>[], signal?: AbortSignal): Promise<void>;
  /**
   * Begins a file that is written piece by piece, in order, and appears when it is finished, as one of `write` does. A sink without it is
   * given whole files.
   */
  begin?(path: string, signal?: AbortSignal): Promise<FileInParts>;
  /**
   * The file's bytes (of the given range, less where the file ends before it), or null if it is missing or empty. They are in memory that
   * `lend` gives, where the platform can read into that.
   */
  read(path: string, range?: ReadRange, lend?: Lend): Promise<Uint8Array<ArrayBuffer> | null>;
  /** Size in bytes, or null if missing. */
  size(path: string): Promise<number | null>;
  /** Removes a file, or a directory with all that is in it; "" is the store itself. What is missing is no failure. */
  remove(path: string): Promise<void>;
  /**
   * All files below a folder of the store (all of it by default), sorted, as paths from the store's root. Empty when there is
   * none. Files that are being written, and were never finished, are not among them.
   */
  list(folder?: string): Promise<string[]>;
  /**
   * Everything that lies in one folder of the store ("" is the store itself), not what is deeper: unfinished files, links and
   * the rest included, in no order and without holding it all in memory. Nothing when the folder is not there. What was given
   * may be removed while this goes on. `isThere`: the folder was seen a moment ago; where it is not there then, that is
   * a failure (`storage`), for who takes it for empty would do away with what is in it.
   */
  entries(folder: string, isThere?: boolean): AsyncIterable<SinkEntry>;
  /**
   * Resolves when the names of these files survive a power cut, with the folders on the way to them, the store's own among them;
   * their bytes do since they were written. Files that are gone are no failure: their folders are made sure of, so that they
   * stay gone. Does nothing where the platform has no way to.
   */
  sync(paths: Iterable<string>): Promise<void>;
}

/** A file that is being written, one call after the other. A call that fails removes what was written. */
export interface FileInParts {
  /** Adds parts to its end. */
  write(parts: readonly Uint8Array<ArrayBuffer>[]): Promise<void>;
  /** Nothing is missing: the file gets its name. */
  finish(): Promise<void>;
  /** Removes what was written. Never rejects. */
  giveUp(): Promise<void>;
}

/** The side of a sink from which files are read. */
export type StoreReader = Pick<Sink, "read" | "size">;

/** One name in a folder of a store. `other`: a link, or anything else that is neither file nor folder. */
export type SinkEntry = { name: string; kind: "file" | "folder" | "other" };

/** The files beside the stores of a destination: what a `Sink` can do with single files. Paths are names. */
export type DestinationFiles = Pick<Sink, "write" | "read" | "size" | "remove" | "sync">;
