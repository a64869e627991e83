import { throwIfAborted } from "../../bytes/abort.ts";
import type { ByteSource } from "../../bytes/source.ts";
import type { PixelArray } from "../../model/dtype.ts";
import { asReadError, ZarrdropError } from "../../model/errors.ts";
import type { ImageDescription } from "../../model/image.ts";
import { LIMITS } from "../../model/limits.ts";

import type { ImageReader, OpenInput, ReadRequest } from "../reader.ts";
import type { StoredBlock } from "../shared/storedBlock.ts";
import { decodeXmlBytes } from "../shared/xml.ts";
import { type BlockCache, createBlockCache } from "../../bytes/blockCache.ts";
import type { OpenTiff } from "./opened.ts";
import { openCompanion } from "./ome/openOme.ts";
import { openTiffScenes } from "./openScenes.ts";
import { readLevelRegion } from "./pixels/regionReader.ts";
import { storedBlocksOf } from "./pixels/storedBlocks.ts";
import { TiffFile } from "./container/tiffFile.ts";

/**
 * Opens a TIFF file, or the companion file of a set of OME-TIFFs.
 * @throws those of `ImageReader`, `companion-missing`
 */
export async function open(input: OpenInput): Promise<ImageReader> {
  const { source, path, directory, signal } = input;
  if (source === null) {
    throw new ZarrdropError("unsupported-format", "A folder is not a TIFF file.", { file: path });
  }
  throwIfAborted(signal);
  const lifetime = new AbortController();
  const stop = (): void => lifetime.abort(signal.reason);
  signal.addEventListener("abort", stop, { once: true });
  try {
    const context = { directory, path, lifetime: lifetime.signal };
    const head = await source.read(0, Math.min(16, source.size), lifetime.signal);
    const opened = isXmlStart(head)
      ? await openCompanion(await readWhole(source, lifetime.signal), context)
      : await openTiffScenes(await TiffFile.open(source, lifetime.signal), context);
    return new TiffReader(source.name, opened, lifetime);
  } catch (error) {
    lifetime.abort();
    throw asReadError(error, path);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

class TiffReader implements ImageReader {
  readonly description: ImageDescription;
  readonly #opened: OpenTiff;
  readonly #lifetime: AbortController;
  readonly #cache: BlockCache = createBlockCache();

  constructor(name: string, opened: OpenTiff, lifetime: AbortController) {
    this.#opened = opened;
    this.#lifetime = lifetime;
    this.description = {
      format: opened.format,
      formatName: opened.formatName,
      name,
      files: opened.files,
      scenes: opened.scenes.map((scene) => scene.description),
      attachments: [],
      omeXml: opened.omeXml,
      notes: [...new Set(opened.notes)],
      ...(opened.plate === undefined ? {} : { plate: opened.plate }),
    };
  }

  async readRegion(request: ReadRequest, target: PixelArray): Promise<void> {
    // The guard around every reader has checked the request.
    const level = this.#opened.scenes[request.scene]!.levels[request.level]!;
    await readLevelRegion(level, request.region, target, this.#cache, request.signal);
  }

  storedBlocks(request: ReadRequest): Promise<StoredBlock[] | null> {
    const level = this.#opened.scenes[request.scene]!.levels[request.level]!;
    return storedBlocksOf(level, request.region);
  }

  close(): void {
    this.#lifetime.abort();
    this.#cache.clear();
  }
}

/** Companion files begin with a byte order mark or "<". */
function isXmlStart(head: Uint8Array): boolean {
  const at = head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf ? 3 : 0;
  return head[at] === 0x3c;
}

async function readWhole(source: ByteSource, signal: AbortSignal): Promise<string> {
  if (source.size > LIMITS.xmlCharacters) {
    throw new ZarrdropError("limit", `${source.name} is too large for a metadata file.`, { file: source.name });
  }
  return decodeXmlBytes(await source.read(0, source.size, signal));
}
