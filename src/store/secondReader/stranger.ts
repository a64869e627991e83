import { throwIfAborted } from "../../bytes/abort.ts";
import { type DataType, isComplex } from "../../model/dtype.ts";
import { ZarrdropError } from "../../model/errors.ts";
import { isObject } from "../../model/untrustedJson.ts";
import type { Sink } from "../sink.ts";
import type { ArrayView, MetadataReader } from "./arrayView.ts";
import { readAttributes, zarritaReader } from "./zarritaReader.ts";

/** A store opened by its own metadata, from its root on: NGFF's first multiscale image and its arrays. */
export type Stranger = {
  /** Who read the arrays, for the report. */
  reader: string;
  /** The image's entry in `multiscales`. */
  multiscale: Record<string, unknown>;
  /** Paths of the arrays as the image names them, level 0 first. */
  paths: string[];
  /** One array for each of `paths`. */
  levels: ArrayView[];
};

/** Metadata were read back byte by byte before: they are wrong, or something changed them since. */
export const NOT_AS_PLANNED = {
  safe: "The source is untouched; the image is marked as incomplete.",
  advice: "Convert again. If it ends like this again, please report it, with the settings that were used.",
};

/**
 * Opens a store as somebody would who has nothing but the folder. `own` loads the reader of the arrays whose type
 * zarrita does not know.
 * @throws `corrupt` where no image is found, whatever the reader says of an array, those of the sink
 */
export async function openAsStranger(
  sink: Sink,
  dtype: DataType,
  own: () => Promise<MetadataReader>,
  signal: AbortSignal,
): Promise<Stranger> {
  return told(signal, () => open(sink, dtype, own, signal));
}

/**
 * The attributes of a group of a store, as somebody finds them who has nothing but the folder.
 * @throws `corrupt` where there is none, those of the sink
 */
export async function readGroupAsStranger(
  sink: Sink,
  path: string,
  signal: AbortSignal,
): Promise<Record<string, unknown>> {
  return told(signal, () => readAttributes(sink, path, signal));
}

/** Makes a call of another reader; its failures are told as what they say of the store. */
async function told<Result>(signal: AbortSignal, call: () => Promise<Result>): Promise<Result> {
  try {
    return await call();
  } catch (thrown) {
    if (thrown instanceof ZarrdropError) throw thrown;
    throwIfAborted(signal);
    throw new ZarrdropError("corrupt", "Another reader of Zarr cannot open the image by its metadata.", {
      ...NOT_AS_PLANNED,
      technical: thrown instanceof Error ? thrown.message : String(thrown),
    });
  }
}

async function open(
  sink: Sink,
  dtype: DataType,
  own: () => Promise<MetadataReader>,
  signal: AbortSignal,
): Promise<Stranger> {
  const attributes = await readAttributes(sink, "", signal);
  // NGFF 0.5, which is for Zarr v3, has a key of its own.
  const isV3 = isObject(attributes.ome);
  const { multiscales } = isObject(attributes.ome) ? attributes.ome : attributes;
  const multiscale: unknown = Array.isArray(multiscales) ? multiscales[0] : null;
  const datasets: unknown = isObject(multiscale) ? multiscale.datasets : null;
  const paths = Array.isArray(datasets) ? datasets.map((entry) => (isObject(entry) ? entry.path : null)) : [];
  if (!isObject(multiscale) || paths.length === 0 || !paths.every((path) => typeof path === "string")) {
    throw new ZarrdropError("corrupt", "The metadata of the store do not say that it is an image.", NOT_AS_PLANNED);
  }
  const reader = isKnownToZarrita(dtype) ? zarritaReader : await own();
  const levels = await Promise.all(paths.map((path) => reader.openArray(sink, path, isV3 ? 3 : 2, signal)));
  return { reader: reader.name, multiscale, paths, levels };
}

/** Zarrita has no complex numbers, and 16-bit floats only where the engine has. */
function isKnownToZarrita(dtype: DataType): boolean {
  return !isComplex(dtype) && (dtype !== "float16" || "Float16Array" in globalThis);
}
