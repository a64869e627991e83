import type { ByteDirectory, ByteSource } from "../bytes/source.ts";
import type { PixelArray } from "../model/dtype.ts";
import type { ImageDescription } from "../model/image.ts";
import type { Region } from "../model/region.ts";
import type { StoredBlock } from "./shared/storedBlock.ts";

/** What a sniffer sees: enough to tell the format, cheap to have for every dropped file. */
export type SniffInput = {
  /** Path in the directory; "" for a directory that is itself the image. */
  path: string;
  /** The first bytes (up to 4096) of the file; empty for a directory. */
  head: Uint8Array;
  /** Size of the file in bytes; 0 for a directory. */
  size: number;
  /** All paths given together with it. */
  siblings: readonly string[];
};

/**
 * The cheap half of a format: always loaded. `registry.ts` asks all of them and takes the surest; type by content, never by
 * extension alone.
 */
export type FormatDescriptor = {
  /** Short id, the folder's name. */
  id: string;
  /** For people. */
  name: string;
  /** File name endings without the dot, for pickers and text; not used to decide. */
  extensions: readonly string[];
  /** What the operating system calls such files, where there is such a name: what the installed page offers to open is made of these two. */
  mediaType?: string;
  /** 0 = not this format, 1 = could be (by structure), 2 = it is (by signature), 3 = it is, more exactly than its base format (OME-TIFF over TIFF). */
  sniff(input: SniffInput): 0 | 1 | 2 | 3;
  /** Loads the reader's code: a chunk of its own. */
  load(): Promise<FormatModule>;
};

/** The half of a format that is loaded when a file of it is opened. */
export type FormatModule = {
  open(input: OpenInput): Promise<ImageReader>;
};

/** What a person may decide about how a file is read. */
export type ReaderOptions = {
  /** Tiles of a mosaic: put together by their positions (default), or a scene each. */
  mosaic: "stitch" | "tiles";
};

/** What a reader opens. */
export type OpenInput = {
  directory: ByteDirectory;
  /** Path of the main file, or "" for a directory image. */
  path: string;
  /** The main file, already open; null for a directory image. */
  source: ByteSource | null;
  signal: AbortSignal;
  options?: ReaderOptions;
};

/**
 * A file opened for reading. Any number of `readRegion` calls may be under way at once. After `close` every call fails with
 * `cancelled`.
 */
export interface ImageReader {
  readonly description: ImageDescription;
  /**
   * Decodes a box of a scene into `target`: C order over `region.shape` (axes as in the scene), native dtype,
   * little-endian. `target` holds exactly the region. Parts that the file does not store are 0 (the format's fill
   * value). Each native block that the region touches is decoded once per call; a small cache (≤ 64 MiB) may save
   * neighbours.
   * @throws `corrupt`, `unsupported-feature`, `limit`, `source-changed`, `cancelled`; `internal` for a region outside
   */
  readRegion(request: ReadRequest, target: PixelArray): Promise<void>;
  /**
   * The blocks of a box of one plane (the scene's two last axes) as the file has them, for whoever decodes them where their pixels go.
   * Each pixel of the box is in one part of a stored block, or in a block that is not stored, which may lie below others. Null, or left out: this cannot be had here, `readRegion` must be asked. What does not decode as
   * it says may still be what `readRegion` can read, and its errors are the ones to show.
   * @throws those of `readRegion`
   */
  storedBlocks?(request: ReadRequest): Promise<StoredBlock[] | null>;
  close(): void;
}

/** A box of one level of one scene. */
export type ReadRequest = {
  /** Index in `description.scenes`. */
  scene: number;
  /** Index in `scenes[scene].levels`: 0 = full size. */
  level: number;
  region: Region;
  signal: AbortSignal;
};
