import type { LockHolder } from "../place/lockHolder.ts";
import type { DestinationFiles, Sink } from "../sink.ts";

/** What has a name in a destination. A link is never followed. */
export type EntryKind = "folder" | "file" | "link";

/**
 * The folder that stores are made in, and what is done with whole stores: looking what is there, putting one in another's place.
 * Errors of all members: `permission`, `storage`, `storage-full`.
 */
export interface DestinationFolder {
  /** Names of everything in it, sorted; none when it is not there yet. */
  names(): Promise<string[]>;
  /** What has this name, or null when nothing has. */
  kindOf(name: string): Promise<EntryKind | null>;
  /**
   * The store of this name; nothing is made before its first write.
   * @throws `internal` for what is not one folder name
   */
  sink(name: string): Promise<Sink>;
  /** The files that lie in it beside the stores; paths are names. */
  besideStores(): Promise<DestinationFiles>;
  /** Removes a folder with nothing in it; any other is left as it is. */
  removeEmpty(name: string): Promise<void>;
  /** Resolves when the names in it, as they are now, survive a power cut; where the platform has no way to, at once. */
  sync(): Promise<void>;
  /** Who writes here, for the locks of jobs. */
  lockHolder(): Promise<LockHolder>;
  /** How a store comes under another name here. */
  readonly moving: Moving;
}

/** A store is renamed whole; or, where folders cannot be renamed, each file is copied from one store to the same path in another. */
export type Moving =
  | { kind: "rename"; rename(from: string, to: string): Promise<void> }
  | { kind: "copy"; copyFile(from: string, to: string, path: string, signal?: AbortSignal): Promise<void> };
