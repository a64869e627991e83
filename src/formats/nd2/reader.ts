import { throwIfAborted } from "../../bytes/abort.ts";
import { type Decompressor } from "../../codecs/codec.ts";
import { loadDecompressor } from "../../codecs/compressors.ts";
import type { PixelArray } from "../../model/dtype.ts";
import { asReadError, ZarrdropError } from "../../model/errors.ts";
import type { ImageDescription } from "../../model/image.ts";

import type { ImageReader, OpenInput, ReadRequest } from "../reader.ts";
import { plateOfWells, wellInName } from "../shared/plate/wellNames.ts";
import { createBlockCache } from "../../bytes/blockCache.ts";
import { beginsChunk } from "./container/chunkHeader.ts";
import { LegacyReader } from "./legacy/legacyReader.ts";
import { openChunkFile, type OpenChunkFile } from "./openChunkFile.ts";
import { openLegacyFile } from "./legacy/openLegacyFile.ts";
import { type FrameCache, readRegion } from "./pixels/readRegion.ts";

/**
 * Opens an ND2 file of any version.
 * @throws those of `ImageReader`
 */
export async function open(input: OpenInput): Promise<ImageReader> {
  const { source, path, signal } = input;
  if (source === null) throw new ZarrdropError("unsupported-format", "A folder is not an ND2 file.", { file: path });
  throwIfAborted(signal);
  try {
    const head = await source.read(0, Math.min(4, source.size), signal);
    if (!beginsChunk(head)) return new LegacyReader(path, await openLegacyFile(source, signal));
    const opened = await openChunkFile(source, signal);
    const isCompressed = opened.stores.some(({ format }) => format.compression === "zlib");
    return new ChunkFileReader(source.name, path, opened, isCompressed ? await loadDecompressor({ id: "zlib" }) : null);
  } catch (error) {
    throw asReadError(error, path);
  }
}

class ChunkFileReader implements ImageReader {
  readonly description: ImageDescription;
  readonly #opened: OpenChunkFile;
  readonly #inflate: Decompressor | null;
  readonly #cache: FrameCache = createBlockCache();

  constructor(name: string, path: string, opened: OpenChunkFile, inflate: Decompressor | null) {
    this.#opened = opened;
    this.#inflate = inflate;
    // Positions of a plate have the names of their wells; those without names have no well's.
    const wells = opened.scenes.map(({ description }) => wellInName(description.id));
    const plate = plateOfWells(name, { name: name.replace(/\.nd2$/i, ""), rows: 0, columns: 0 }, wells);
    this.description = {
      format: "nd2",
      formatName: "Nikon ND2",
      name,
      files: [path],
      scenes: opened.scenes.map(({ description }) => description),
      attachments: [],
      omeXml: null,
      notes: opened.notes,
      ...(plate === null ? {} : { plate }),
    };
  }

  async readRegion({ scene, level, region, signal }: ReadRequest, target: PixelArray): Promise<void> {
    // The guard around every reader has checked the request.
    const { storage } = this.#opened.scenes[scene]!;
    const store = this.#opened.stores[level]!;
    await readRegion({ storage, store, level, inflate: this.#inflate, cache: this.#cache }, region, target, signal);
  }

  close(): void {
    this.#cache.clear();
  }
}
