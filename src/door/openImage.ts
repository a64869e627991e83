import type { ImageReader, ReaderOptions } from "../formats/reader.ts";
import { openWithLabels } from "../convert/pixels/openReader.ts";
import { openImage as openReader } from "../formats/registry.ts";
import type { LabelSource } from "../plan/job.ts";
import type { PixelArray } from "../model/dtype.ts";
import type { ImageDescription } from "../model/image.ts";
import type { SourceReference } from "../model/references.ts";
import type { Region } from "../model/region.ts";
import { isObject } from "../model/untrustedJson.ts";
import { expectGiven, signalOf } from "./given.ts";
import { filesOf, type ImageSource, referenceOf } from "./imageSource.ts";

/** How a source is opened. */
export type OpenOptions = {
  /** Tiles of a mosaic are put together by their positions ("stitch", which is usual), or are a scene each ("tiles"). */
  mosaic?: ReaderOptions["mosaic"];
  /** All files of the source are one image by their names: a template such as "t{t}/img_z{z}.tif", or "auto". */
  sequence?: string;
  /** Files with labels for the image (masks), by what they are called beside it: their scenes come behind the image's. */
  labels?: Readonly<Record<string, ImageSource>>;
  signal?: AbortSignal;
};

/** An image that is open. */
export interface OpenedImage {
  /** What is in it: scenes with their axes, shapes, types, channels and sizes. Plain JSON. */
  readonly description: ImageDescription;
  /**
   * Decodes a box of a level of a scene into `target`: a typed array of the scene's type that holds exactly the box, in C order, axes as in
   * `description.scenes[scene]`. Any number of calls may be under way at once.
   */
  readRegion(request: PixelRequest, target: PixelArray): Promise<void>;
  /** Ends reading: calls under way fail with `cancelled`. */
  close(): void;
  /** Tiles of a mosaic were put together, or are a scene each. */
  readonly mosaic: ReaderOptions["mosaic"];
  /** Where it lies, in the engine's own form. */
  readonly reference: SourceReference;
  /** Labels from files of their own. */
  readonly labels: readonly LabelSource[];
}

/** A box of pixels: numbers of the scene and of its level (0: full size), and per axis where it begins and how long it is. */
export type PixelRequest = { scene: number; level: number; region: Region; signal?: AbortSignal };

/**
 * Opens an image: `description` says what is in it, `readRegion` gives pixels, `close` ends it. It can be planned and converted after that, too.
 *
 * @throws {ZarrdropError} unsupported-format for what no reader knows; corrupt, unsupported-feature, companion-missing, source-unreadable, cancelled
 */
export async function openImage(source: ImageSource, options: OpenOptions = {}): Promise<OpenedImage> {
  const signal = signalOf(options);
  const { sequence, mosaic = "stitch", labels = {} } = options;
  const files: LabelSource[] = [];
  for (const [name, file] of Object.entries(labels)) {
    const reference = await filesOf(file);
    const reader = await openReader(reference, signal);
    reader.close();
    files.push({ name, source: reference, files: reader.description.files });
  }
  return openReference(await referenceOf(source, sequence, signal), mosaic, signal, files);
}

/** As `openImage`, for a source that was named before. */
export async function openReference(
  reference: SourceReference,
  mosaic: ReaderOptions["mosaic"],
  signal: AbortSignal,
  labels: readonly LabelSource[] = [],
): Promise<OpenedImage> {
  const reader = await openWithLabels({ source: reference, labels }, { mosaic }, signal);
  return {
    reference,
    labels,
    mosaic,
    description: reader.description,
    readRegion: (request, target) => readBox(reader, request, target),
    close: () => reader.close(),
  };
}

async function readBox(reader: ImageReader, request: PixelRequest, target: PixelArray): Promise<void> {
  const signal = signalOf(request);
  const { start, shape }: Partial<Region> = isObject(request.region) ? request.region : {};
  expectGiven(
    Array.isArray(start) && Array.isArray(shape),
    "What was given as region has no start and shape.",
    "region",
  );
  expectGiven(ArrayBuffer.isView(target), "What was given to hold the pixels is no typed array.");
  await reader.readRegion({ ...request, signal }, target);
}
