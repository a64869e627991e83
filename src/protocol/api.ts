import type { DataType, PixelArray } from "../model/dtype.ts";
import type { ImageDescription } from "../model/image.ts";
import type { Region } from "../model/region.ts";
import type { DestinationReference, SourceReference } from "../model/references.ts";
import type { ConversionEvent, ConversionJob, ConversionReport, LabelSource } from "../plan/job.ts";
import type { DestinationPlan } from "../plan/destinationPlan.ts";
import type { StorageQuestion, StorageSample } from "../plan/estimate/storageSample.ts";
import type { OutputPlan } from "../plan/plan.ts";
import type { PlanContext } from "../plan/planConversion.ts";
import type { Settings } from "../plan/settings/settings.ts";
import type { StoreContents } from "../plan/storeContents.ts";
import type { StoreInTheWay, StoreLook } from "../plan/storeLook.ts";
import type { StoreValidation, ValidationOptions, ValidationProgress } from "../plan/storeValidation.ts";

/**
 * The calls that cross from the page to its workers, over Comlink with the transfer handlers of `errorTransfer.ts`. All
 * failures arrive as `ZarrdropError`. A call that takes long is stopped with `cancel(token)`, where `token` is a string
 * that the caller chose.
 */
export interface ReadingApi {
  /** Resolves when the worker answers: asked ahead of the first drop. */
  ready(): Promise<void>;
  /** Which format a file is (by content) and whether it can be opened: cheap, for every dropped file. */
  identify(source: SourceReference, token: string): Promise<Identification>;
  /** Opens a source; keep the number, pass it back, and `close` it. */
  open(
    source: SourceReference,
    options: OpenOptions,
    token: string,
  ): Promise<{ source: number; description: ImageDescription }>;
  close(source: number): void;
  /** Forgets what is kept only so that it need not be read or computed again: a conversion needs the memory. */
  forgetKept(): void;
  /**
   * Pixels of a box of one output level, exactly those that the conversion writes (before compression), in the output's
   * axes and type. Transferred, not copied.
   */
  readLevel(request: LevelRequest): Promise<LevelPixels>;
  /** A box of level 0 made small, at once, from a few blocks: to be shown until a level was computed. */
  readRough(request: RoughRequest): Promise<RoughPixels>;
  /** Encodes a few chunks of an open source as the conversion would: what a plan will take is worked out from it (`plan/estimate/`). */
  measureStorage(source: number, question: StorageQuestion, token: string): Promise<StorageSample>;
  /** Bytes that a chunk takes in the store: of a written one as it lies there, else as the conversion would encode it. `region`: what of the chunk lies in the data. */
  measureChunk(request: LevelRequest): Promise<number>;
  /** A box of an existing store, for looking at a finished result. */
  openStore(
    destination: DestinationReference,
    storeName: string,
    token: string,
  ): Promise<{ source: number; description: ImageDescription }>;
  /** Checks an OME-Zarr against the rules of NGFF, its files and chunks; `onProgress` is a Comlink proxy. */
  validateStore(
    store: StoreToCheck,
    options: ValidationOptions,
    token: string,
    onProgress: (progress: ValidationProgress) => void,
  ): Promise<StoreValidation>;
  /** What is in an OME-Zarr by its metadata, and what these are worth: cheap, nothing is decoded. */
  storeContents(store: StoreToCheck, token: string): Promise<StoreContents>;
  /** A finished store as one .ozx or .zip file. The blob refers to the store's files: they have to stay. */
  archiveStore(destination: DestinationReference, storeName: string, token: string): Promise<Blob>;
  /** What the planner must know of a destination before time points are added to its stores: names that are taken, and what the stores are. */
  describeDestination(destination: DestinationReference, token: string): Promise<PlanContext>;
  /** What is under the names of outputs, for who has to decide what becomes of it. */
  lookAtStores(
    destination: DestinationReference,
    stores: readonly StoreInTheWay[],
    token: string,
  ): Promise<StoreLook[]>;
  /**
   * Plans an open source for a destination, by what is there: names of stores that the same conversion began are its
   * own. What a killed replacement left half done in its way is put right first. `otherNames`: those that other sources
   * of the job get. `onWait`, a Comlink proxy, is told in a sentence that it has to be found out whether another
   * program still writes there.
   * @throws `exists`, with `setting` "existing" and the names in `files` where something is in the way of them; those
   *   of planning
   */
  planForDestination(
    source: number,
    settings: Settings,
    destination: DestinationReference,
    otherNames: readonly string[],
    token: string,
    onWait: (sentence: string) => void,
  ): Promise<DestinationPlan>;
  cancel(token: string): void;
}

/** What the settings say about tiles, which decides what scenes there are, and labels of files of their own, which come behind these. */
export type OpenOptions = { mosaic: Settings["mosaic"]; labels?: readonly LabelSource[] };

/** What a file is: an image of a format that can be read, or why it is none. */
export type Identification =
  | { kind: "image"; format: string; formatName: string; /** Paths that belong to the image. */ files: string[] }
  | { kind: "unknown"; reason: string };

/** A store that was dropped, or one that was written. */
export type StoreToCheck =
  | { kind: "dropped"; source: SourceReference }
  | { kind: "written"; destination: DestinationReference; storeName: string };

/** A box of a level of an open source, as it would be written; `token` stops the call. */
export type LevelRequest = {
  source: number;
  output: OutputPlan;
  level: number;
  region: Region;
  token: string;
};

/** The pixels of such a box, in C order over `shape`. */
export type LevelPixels = { dtype: DataType; shape: number[]; pixels: PixelArray };

/** A box of level 0 that is wanted in the pixels of `shape`. */
export type RoughRequest = Omit<LevelRequest, "level"> & { shape: number[] };

/** Such a box, of which only a part was read (0 to 1). */
export type RoughPixels = LevelPixels & { share: number };

/** What became of an append that was to be taken back: it was; it had come to its end and stays; or there was none. */
export type PutBack = "put-back" | "finished" | "nothing";

/** The conversion coordinator: a worker that owns the pool of unit workers. */
export interface ConversionApi {
  /** Starts what a conversion needs, so that one that is asked for later begins at once. May be left out. */
  prepare(): Promise<void>;
  /** Runs a job to its end; `onEvent` is a Comlink proxy. One job at a time. */
  convert(job: ConversionJob, token: string, onEvent: (event: ConversionEvent) => void): Promise<ConversionReport>;
  /** Has a job rest between two units of work, or go on. */
  hold(token: string, isHeld: boolean): void;
  /** Takes back an append that was stopped. `onWait`: see `ReadingApi.planForDestination`. */
  putBack(
    destination: DestinationReference,
    storeName: string,
    token: string,
    onWait: (sentence: string) => void,
  ): Promise<PutBack>;
  cancel(token: string): void;
}
