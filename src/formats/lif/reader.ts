import { throwIfAborted } from "../../bytes/abort.ts";
import { bytesOfPixels, type PixelArray } from "../../model/dtype.ts";
import { asReadError, ZarrdropError } from "../../model/errors.ts";
import type { ImageDescription } from "../../model/image.ts";
import { LIMITS } from "../../model/limits.ts";

import type { ImageReader, OpenInput, ReadRequest } from "../reader.ts";
import { type BlockCache, createBlockCache } from "../../bytes/blockCache.ts";
import type { OpenPages } from "../shared/storedPages.ts";
import { Documents, type FoundImages } from "./scenes/documents.ts";
import { FrameFiles } from "./container/frames.ts";
import { gather } from "./pixels/gather.ts";
import { regionBoxes } from "./pixels/regionBoxes.ts";
import { type LeicaScene, scenesOf } from "./scenes/describeScene.ts";

const FORMAT_NAMES: Readonly<Record<FoundImages["kind"], string>> = {
  lif: "Leica LIF",
  lof: "Leica LOF",
  lifext: "Leica LIFEXT",
  xlif: "Leica XLIF",
  xlef: "Leica XLEF",
  xlcf: "Leica XLCF",
};

/**
 * Opens a file of Leica's LAS AF or LAS X with the files that it lists. `options.mosaic` decides whether tiles are put
 * together by their positions on the stage (default) or stay an axis m. `openPages` opens pictures among them.
 * @throws those of `ImageReader`, `companion-missing` with the names of files that are listed but not there
 */
export async function open(
  { source, path, directory, signal, options }: OpenInput,
  openPages: OpenPages,
): Promise<ImageReader> {
  if (source === null) {
    throw new ZarrdropError("unsupported-format", "A folder is not a Leica file.", { file: path });
  }
  throwIfAborted(signal);
  const lifetime = new AbortController();
  const stop = (): void => lifetime.abort(signal.reason);
  signal.addEventListener("abort", stop, { once: true });
  try {
    const cache: BlockCache = createBlockCache();
    const documents = new Documents(
      directory,
      new FrameFiles(directory, openPages, cache, lifetime.signal),
      lifetime.signal,
    );
    const found = await documents.read(path, source);
    if (documents.missing.length > 0) throw missingFiles(source.name, documents.missing);
    const notes: string[] = [];
    const scenes = describeScenes(found, source.name, options?.mosaic ?? "stitch", notes);
    const description: ImageDescription = {
      format: found.kind,
      formatName: FORMAT_NAMES[found.kind],
      name: source.name,
      files: [...documents.files],
      scenes: scenes.map((scene) => scene.description),
      attachments: [],
      omeXml: null,
      notes,
    };
    return new LeicaReader(description, scenes, cache, lifetime);
  } catch (error) {
    lifetime.abort();
    throw asReadError(error, path);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

/** Images that cannot be read are left out with a note, as long as there are others. */
function describeScenes(
  { images, lifetimeData }: FoundImages,
  file: string,
  mosaic: "stitch" | "tiles",
  notes: string[],
): LeicaScene[] {
  const scenes: LeicaScene[] = [];
  let failure: ZarrdropError | null = null;
  for (const image of images) {
    if (image.memory === null) {
      notes.push(`The image “${image.path}” has no pixels in the file and is left out.`);
      continue;
    }
    if (image.isPartial === true) notes.push(`Some pixels of “${image.path}” are in no file and are 0.`);
    try {
      scenes.push(...scenesOf(image, image.memory, image.file, mosaic, notes));
    } catch (error) {
      if (!(error instanceof ZarrdropError) || error.kind !== "unsupported-feature") throw error;
      failure ??= error;
      notes.push(`${error.message} It is left out.`);
    }
    if (scenes.length > LIMITS.scenes) {
      throw new ZarrdropError("limit", `${file} holds more than ${LIMITS.scenes} images.`, { file });
    }
  }
  if (lifetimeData.length > 0) {
    const names = lifetimeData.slice(0, 5).map((name) => `“${name}”`);
    notes.push(
      `Raw lifetime data are no images and are left out: ${names.join(", ")}${lifetimeData.length > 5 ? ", …" : ""}.`,
    );
  }
  if (scenes.length > 0) return scenes;
  throw (
    failure ??
    new ZarrdropError("unsupported-feature", `${file} holds no image that can be read. ${notes.join(" ")}`.trim(), {
      file,
    })
  );
}

function missingFiles(file: string, missing: readonly string[]): ZarrdropError {
  const names = [...new Set(missing)];
  const some = names.slice(0, 5).join(", ");
  return new ZarrdropError(
    "companion-missing",
    `${file} lists other files that are not there: ${some}${names.length > 5 ? ` and ${names.length - 5} more` : ""}.`,
    { file, files: names.slice(0, 1000), advice: "Drop the whole folder of the export, with the .xlef file in it." },
  );
}

class LeicaReader implements ImageReader {
  readonly description: ImageDescription;
  readonly #scenes: readonly LeicaScene[];
  readonly #cache: BlockCache;
  readonly #lifetime: AbortController;

  constructor(
    description: ImageDescription,
    scenes: readonly LeicaScene[],
    cache: BlockCache,
    lifetime: AbortController,
  ) {
    this.description = description;
    this.#scenes = scenes;
    this.#cache = cache;
    this.#lifetime = lifetime;
  }

  async readRegion({ scene: index, region, signal }: ReadRequest, target: PixelArray): Promise<void> {
    // The guard around every reader has checked the request.
    const scene = this.#scenes[index]!;
    const { memory, dtype } = scene.stored;
    if (scene.mosaic !== null) bytesOfPixels(target).fill(0);
    await gather(memory, regionBoxes(scene, region), { pixels: target, dtype, shared: scene.mosaic !== null }, signal);
  }

  close(): void {
    this.#lifetime.abort();
    this.#cache.clear();
  }
}
