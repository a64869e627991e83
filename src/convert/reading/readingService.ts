import { asSourceError } from "../../bytes/sourceErrors.ts";
import { throwIfAborted } from "../../bytes/abort.ts";
import { type OpenedSource, openSource } from "../../bytes/openSource.ts";
import { releaseRooms } from "../../bytes/rooms.ts";
import { identify, openImage } from "../../formats/registry.ts";
import type { ImageReader } from "../../formats/reader.ts";
import { asZarrdropError, assertNever, ZarrdropError } from "../../model/errors.ts";
import type { ImageDescription } from "../../model/image.ts";
import { whileWaiting } from "../../model/lifeSigns.ts";
import type { DestinationReference, FilesReference, SourceReference } from "../../model/references.ts";
import type { LabelSource } from "../../plan/job.ts";
import type { StorageQuestion, StorageSample } from "../../plan/estimate/storageSample.ts";
import type { StoreContents } from "../../plan/storeContents.ts";
import type { StoreValidation, ValidationOptions, ValidationProgress } from "../../plan/storeValidation.ts";
import type {
  Identification,
  LevelPixels,
  LevelRequest,
  OpenOptions,
  RoughPixels,
  RoughRequest,
  StoreToCheck,
} from "../../protocol/api.ts";
import type { DestinationPlan } from "../../plan/destinationPlan.ts";
import type { PlanRequest } from "./planForDestination.ts";
import { openWithLabels } from "../pixels/openReader.ts";
import { LevelReader } from "../pixels/levelReader.ts";
import { createReaderSource } from "../pixels/readerSource.ts";
import { RoughReader } from "../pixels/roughReader.ts";

type OpenedImage = {
  reference: SourceReference;
  /** Of files of their own, which the reader has as scenes behind the image's. */
  labels: readonly LabelSource[];
  reader: ImageReader;
  /** True: a finished store, whose levels are read as they lie on disk; false: levels are computed as a conversion would. */
  isStore: boolean;
  /** The plans that were looked at last, with their computed blocks. */
  levels: Map<string, LevelReader>;
};

/** Plans per image whose blocks are kept: enough to look at two methods side by side. */
const PLANS_KEPT = 2;

/** What the reading worker does: tells formats, opens sources, and computes any box of any level of a plan. */
export class ReadingService {
  readonly #images = new Map<number, OpenedImage>();
  #nextSource = 1;

  /**
   * Which format a source is; never fails for content, only when the source cannot be read at all.
   * @throws `cancelled`
   */
  async identify(reference: SourceReference, signal: AbortSignal): Promise<Identification> {
    if (reference.kind === "sequence") {
      return { kind: "image", format: "sequence", formatName: "Image sequence", files: [] };
    }
    let opened: OpenedSource;
    try {
      opened = await openSource(reference);
    } catch (thrown) {
      return { kind: "unknown", reason: asZarrdropError(thrown).message };
    }
    const [surest] = await identify(opened, signal);
    if (surest === undefined) {
      // Opening says what the content looks like instead.
      const reason = await openImage(opened, signal).then(
        () => "No reader knows this content.",
        (thrown: unknown) => asZarrdropError(thrown).message,
      );
      throwIfAborted(signal);
      return { kind: "unknown", reason };
    }
    return {
      kind: "image",
      format: surest.format.id,
      formatName: surest.format.name,
      files: opened.main === "" ? [] : [opened.main],
    };
  }

  /**
   * `options`: what the settings say about reading (`readerOptions.ts`), and masks that are labels of the image.
   * @throws those of `openWithLabels`
   */
  async open(
    reference: SourceReference,
    { labels = [], ...options }: OpenOptions,
    signal: AbortSignal,
  ): Promise<{ source: number; description: ImageDescription }> {
    const reader = await openWithLabels({ source: reference, labels }, options, signal);
    return this.#add({ reference, labels, reader, isStore: false }, signal);
  }

  /** Opens a store of a destination, to look at what was written. */
  async openStore(
    destination: DestinationReference,
    storeName: string,
    signal: AbortSignal,
  ): Promise<{ source: number; description: ImageDescription }> {
    const reference = await storeReference(destination, storeName);
    return this.#add({ reference, labels: [], reader: await openImage(reference, signal), isStore: true }, signal);
  }

  /**
   * See `planForDestination.ts`.
   * @throws those of it; `cancelled`
   */
  async planForDestination(
    source: number,
    request: Pick<PlanRequest, "settings" | "destination" | "otherNames" | "onWait" | "cores">,
    signal: AbortSignal,
  ): Promise<DestinationPlan> {
    const image = this.#image(source);
    // Not needed to look at files: it is fetched when there is something to convert.
    const { planForDestination } = await whileWaiting("disk", import("./planForDestination.ts"));
    const { reference, labels, reader } = image;
    return planForDestination({ ...request, source: reference, labels, description: reader.description }, signal);
  }

  /** Checks a store; errors: those of opening and reading, `unsupported-format` for a sequence, `cancelled`. */
  async validateStore(
    store: StoreToCheck,
    options: ValidationOptions,
    onProgress: (progress: ValidationProgress) => void,
    signal: AbortSignal,
  ): Promise<StoreValidation> {
    const source = await filesOfStore(store);
    // Loaded when it is asked for: the rules and their texts are as large as all else that this worker needs to begin.
    const { validateStore } = await whileWaiting("disk", import("../validation/validateStore.ts"));
    return validateStore(source, { ...options, onProgress }, signal);
  }

  /** Looks into a store; errors as of `validateStore`. */
  async storeContents(store: StoreToCheck, signal: AbortSignal): Promise<StoreContents> {
    const { storeContents } = await whileWaiting("disk", import("../validation/storeContents.ts"));
    return storeContents(await filesOfStore(store), signal);
  }

  /** Forgets what is kept only so that it need not be read or computed again: somebody else needs the memory. */
  forgetKept(): void {
    for (const { levels } of this.#images.values()) for (const level of levels.values()) level.forget();
    releaseRooms();
  }

  close(source: number): void {
    this.#images.get(source)?.reader.close();
    this.#images.delete(source);
  }

  /** @throws those of the reader; `cancelled` */
  async readLevel(request: Omit<LevelRequest, "token">, signal: AbortSignal): Promise<LevelPixels> {
    const image = this.#image(request.source);
    const pixels = await this.#levelReader(image, request).read(
      image.isStore ? 0 : request.level,
      request.region,
      signal,
    );
    return { dtype: request.output.dtype, shape: [...request.region.shape], pixels };
  }

  /** @throws those of the reader; `cancelled` */
  async readRough(request: Omit<RoughRequest, "token">, signal: AbortSignal): Promise<RoughPixels> {
    const { source, output, shape } = request;
    const rough = new RoughReader(this.#image(source).reader, output);
    return { dtype: output.dtype, shape, ...(await rough.read(request, signal)) };
  }

  /** @throws those of the reader; `cancelled` */
  async measureStorage(source: number, question: StorageQuestion, signal: AbortSignal): Promise<StorageSample> {
    const { reader } = this.#image(source);
    // Encoders are not needed to look at files.
    const { measureStorage } = await whileWaiting("disk", import("./measureStorage.ts"));
    return measureStorage(reader, question, signal);
  }

  /** @throws those of the reader; `cancelled` */
  async measureChunk(request: Omit<LevelRequest, "token">, signal: AbortSignal): Promise<number> {
    const { output, level, region } = request;
    const image = this.#image(request.source);
    // Encoders are not needed to look at files.
    const { encodedBytes, storedBytes } = await whileWaiting("disk", import("./measureChunk.ts"));
    if (!image.isStore) return encodedBytes(output, level, region, (await this.readLevel(request, signal)).pixels);
    const { directory } = await openSource(image.reference);
    return storedBytes(directory, output, level, region, signal);
  }

  #image(source: number): OpenedImage {
    const image = this.#images.get(source);
    if (image === undefined) throw new ZarrdropError("cancelled", "The file was closed.");
    return image;
  }

  #levelReader(image: OpenedImage, { output, level }: Omit<LevelRequest, "token">): LevelReader {
    // What changes the pixels: the scene, its axes, the levels' shapes, the method, the type, the time points.
    const key = JSON.stringify([
      image.isStore ? level : null,
      output.scene,
      output.view,
      output.levels.map(({ shape }) => shape),
      output.resampling,
      output.dtype,
      output.cast,
      output.time,
    ]);
    const known = image.levels.get(key);
    if (known !== undefined) return known;
    const made = image.isStore
      ? new LevelReader({ ...output, levels: [output.levels[level]!] }, createReaderSource(image.reader, output, level))
      : new LevelReader(output, createReaderSource(image.reader, output));
    image.levels.set(key, made);
    const kept = image.isStore ? output.levels.length : PLANS_KEPT;
    for (const oldest of image.levels.keys()) {
      if (image.levels.size <= kept) break;
      image.levels.delete(oldest);
    }
    return made;
  }

  #add(opened: Omit<OpenedImage, "levels">, signal: AbortSignal): { source: number; description: ImageDescription } {
    if (signal.aborted) opened.reader.close();
    throwIfAborted(signal);
    const source = this.#nextSource++;
    this.#images.set(source, { ...opened, levels: new Map() });
    return { source, description: opened.reader.description };
  }
}

async function filesOfStore(store: StoreToCheck): Promise<FilesReference> {
  const source = store.kind === "dropped" ? store.source : await storeReference(store.destination, store.storeName);
  if (source.kind !== "sequence") return source;
  throw new ZarrdropError("unsupported-format", "Files that were put together are no OME-Zarr store.");
}

/** A store in a destination, or an image in a store, by its path. */
async function storeReference(destination: DestinationReference, storeName: string): Promise<FilesReference> {
  switch (destination.kind) {
    case "directory-handle": {
      let { handle } = destination;
      for (const name of storeName.split("/")) {
        handle = await whileWaiting("disk", handle.getDirectoryHandle(name)).catch((thrown: unknown) => {
          // The store, or the folder around it, was moved or deleted since it was written.
          throw asSourceError(thrown, storeName);
        });
      }
      return { kind: "directory-handle", handle, main: "" };
    }
    case "opfs": {
      const { privateFolder } = await whileWaiting("disk", import("../../store/privateFolder.ts"));
      return {
        kind: "directory-handle",
        handle: await privateFolder(`${destination.folder}/${storeName}`),
        main: "",
      };
    }
    case "node":
      return { kind: "node", folder: `${destination.folder}/${storeName}`, main: "" };
    case "own":
      throw new ZarrdropError("internal", "What is a program's own never comes to this thread.");
    default:
      return assertNever(destination);
  }
}
