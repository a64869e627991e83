/**
 * Where a store is written: one directory, addressed by relative paths with "/". A file appears whole or not at all as far
 * as the platform can do that; a zero-byte file counts as missing. All failures are tagged (`storage-full`, `permission`,
 * `storage`, `cancelled`). Calls may run at once on different paths.
 */
export interface Sink {
  /** Writes one file in one go, replacing what was there; makes its parent directories. Parts are written in order. */
  write(path: string, parts: readonly Uint8Array<ArrayBuffer>[], signal?: AbortSignal): Promise<void>;
  /** The file's bytes (of the given range, less where the file ends before it), or null if it is missing or empty. */
  read(path: string, range?: { offset: number; length: number }): Promise<Uint8Array<ArrayBuffer> | null>;
  /** Size in bytes, or null if missing. */
  size(path: string): Promise<number | null>;
  /** Removes a file, or a directory with all that is in it; "" is the store itself. What is missing is no failure. */
  remove(path: string): Promise<void>;
  /** All files below a folder of the store (all of it by default), sorted, as paths from the store's root. Empty when there is none. */
  list(folder?: string): Promise<string[]>;
}
