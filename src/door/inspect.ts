import { asZarrdropError } from "../model/errors.ts";
import type { ImageDescription } from "../model/image.ts";
import type { SourceReference } from "../model/references.ts";
import { growsStore } from "../plan/layout/appendTo.ts";
import { DirectoryHandleSink } from "../store/directoryHandleSink.ts";
import { inspectStore } from "../store/inspectStore.ts";
import { openSink } from "../store/openSink.ts";
import type { Sink } from "../store/sink.ts";
import type { StoreProblem } from "../store/validation/problem.ts";
import { signalOf } from "./given.ts";
import { type ImageSource, referenceOf } from "./imageSource.ts";
import { type OpenedImage, type OpenOptions, openReference } from "./openImage.ts";

/** What is said of an OME-Zarr folder beside what its image is; plain JSON. */
export type InspectedStore = {
  /** `incomplete`: a conversion has not ended; `damaged`: files are missing or broken; `complete`: all are there. */
  state: "incomplete" | "damaged" | "complete";
  complete: boolean;
  /** An unfinished conversion can go on: plan and convert as before. */
  resumable: boolean;
  /** Time points were being added to it: `restore` gives it back as it was before. */
  restorable: boolean;
  zarrFormat: 2 | 3 | null;
  ngffVersion: string | null;
  images: number;
  files: number;
  bytes: number;
  problems: StoreProblem[];
};

/** What a source is. */
export type Inspection = {
  /** Null for a store that has no image that could be opened: it is incomplete, or damaged too much. */
  description: ImageDescription | null;
  /** Null for what is no folder with a store. */
  store: InspectedStore | null;
};

/**
 * What a source holds, and of a store, in what state it is; no pixels are decoded.
 *
 * @throws {ZarrdropError} those of `openImage`
 */
export async function inspect(source: ImageSource, options: OpenOptions = {}): Promise<Inspection> {
  const { image, store } = await look(source, options);
  image?.close();
  return { description: image?.description ?? null, store };
}

/** As `inspect`, with the image still open. */
export async function look(
  source: ImageSource,
  options: OpenOptions,
): Promise<{ image: OpenedImage | null; store: InspectedStore | null }> {
  const signal = signalOf(options);
  const reference = await referenceOf(source, options.sequence, signal);
  const store = await inspectFolder(reference, signal);
  if (store?.state === "incomplete") return { image: null, store };
  try {
    return { image: await openReference(reference, options.mosaic ?? "stitch", signal), store };
  } catch (thrown) {
    if (store?.state !== "damaged" || asZarrdropError(thrown).kind === "cancelled") throw thrown;
    return { image: null, store };
  }
}

async function inspectFolder(source: SourceReference, signal: AbortSignal): Promise<InspectedStore | null> {
  const sink = await folderSink(source);
  if (sink === null) return null;
  const { state, marker, zarrFormat, ngffVersion, images, files, bytes, problems } = await inspectStore(sink, signal);
  if (state === "none") return null;
  const resumable = state === "incomplete" && marker !== null;
  const restorable = resumable && growsStore(marker.output);
  const complete = state === "complete";
  return { state, complete, resumable, restorable, zarrFormat, ngffVersion, images, files, bytes, problems };
}

/** The folder that is itself the source. */
async function folderSink(source: SourceReference): Promise<Sink | null> {
  if (source.kind === "sequence" || source.main !== "") return null;
  if (source.kind === "directory-handle") return new DirectoryHandleSink(source.handle, null);
  if (source.kind !== "node") return null;
  const cut = Math.max(source.folder.lastIndexOf("/"), source.folder.lastIndexOf("\\"));
  return openSink({ kind: "node", folder: source.folder.slice(0, cut) || "/" }, source.folder.slice(cut + 1), true);
}
