import { throwIfAborted } from "../../../bytes/abort.ts";
import { readMany } from "../../../bytes/readMany.ts";
import { bytesOfPixels, type PixelArray } from "../../../model/dtype.ts";
import { ZarrdropError } from "../../../model/errors.ts";
import type { ImageDescription } from "../../../model/image.ts";
import { LIMITS } from "../../../model/limits.ts";
import { type Region, stridesOfShape } from "../../../model/region.ts";
import type { ImageReader, ReadRequest } from "../../reader.ts";
import { createBlockCache } from "../../../bytes/blockCache.ts";
import { deinterleave } from "../pixels/deinterleave.ts";
import { damaged } from "../errors.ts";
import { codestreamIn, type LegacyPlane, type OpenLegacyFile } from "./openLegacyFile.ts";
import { type SceneStorage, wantedFrames } from "../scenes/sceneStorage.ts";

/** A plane that a region touches, and where its first value goes in the target. */
type WantedPlane = { plane: number; offset: number };

/** Reads version 1 files, whose planes are JPEG 2000 codestreams. */
export class LegacyReader implements ImageReader {
  readonly description: ImageDescription;
  readonly #opened: OpenLegacyFile;
  readonly #cache = createBlockCache<number, PixelArray>();

  constructor(path: string, opened: OpenLegacyFile) {
    this.#opened = opened;
    this.description = {
      format: "nd2",
      formatName: "Nikon ND2 (version 1, JPEG 2000)",
      name: opened.source.name,
      files: [path],
      scenes: opened.scenes.map(({ description }) => description),
      attachments: [],
      omeXml: null,
      notes: opened.notes,
    };
  }

  async readRegion({ scene, region, signal }: ReadRequest, target: PixelArray): Promise<void> {
    // The guard around every reader has checked the request.
    const { storage } = this.#opened.scenes[scene]!;
    const { planes, source } = this.#opened;
    bytesOfPixels(target).fill(0);
    const missing: WantedPlane[] = [];
    for (const wanted of this.#wantedPlanes(storage, region)) {
      const cached = this.#cache.get(wanted.plane);
      if (cached !== undefined) this.#place(cached, storage, region, target, wanted.offset);
      // Frames that were never taken stay black.
      else if (planes[wanted.plane] !== undefined) missing.push(wanted);
    }
    const ranges = missing.map(({ plane }) => rangeOf(planes[plane]!));
    for await (const { index, bytes } of readMany(source, ranges, signal)) {
      throwIfAborted(signal);
      const { plane, offset } = missing[index]!;
      const pixels = this.#decode(bytes, planes[plane]!, plane);
      this.#cache.put(plane, pixels);
      this.#place(pixels, storage, region, target, offset);
    }
  }

  close(): void {
    this.#cache.clear();
  }

  *#wantedPlanes(storage: SceneStorage, region: Region): Generator<WantedPlane, void, void> {
    const { channels } = this.#opened;
    const strides = stridesOfShape(region.shape);
    const axis = storage.frameAxes.channel;
    const first = region.start[axis]!;
    for (const { frame, offset } of wantedFrames(storage, region, strides)) {
      for (let step = 0; step < region.shape[axis]!; step++) {
        yield { plane: frame * channels + first + step, offset: offset + step * strides[axis]! };
      }
    }
  }

  #decode(bytes: Uint8Array, plane: LegacyPlane, index: number): PixelArray {
    const { source, header, decoder } = this.#opened;
    const decoded = decoder(codestreamIn(bytes, plane, source));
    const isLike =
      decoded.width === header.width &&
      decoded.height === header.height &&
      decoded.samples === header.samples &&
      decoded.dtype === header.dtype;
    if (!isLike)
      throw damaged(source.name, "one of its planes differs from the others in size or type", `plane ${index}`);
    return decoded.pixels;
  }

  #place(pixels: PixelArray, storage: SceneStorage, region: Region, target: PixelArray, offset: number): void {
    const { width, samples } = this.#opened.header;
    const { row, column, sample } = storage.frameAxes;
    const strides = stridesOfShape(region.shape);
    const start = region.start;
    deinterleave(
      {
        pixels,
        offset: start[row]! * width * samples,
        rowStride: width * samples,
        components: samples,
        samples,
        // Components of a codestream are red first (ISO 15444-1), and the nd2 package and Bio-Formats have them so.
        isBlueFirst: false,
      },
      {
        rows: region.shape[row]!,
        column: start[column]!,
        columns: region.shape[column]!,
        channel: 0,
        channels: 1,
        sample: sample < 0 ? 0 : start[sample]!,
        samples: sample < 0 ? 1 : region.shape[sample]!,
      },
      {
        pixels: target,
        offset,
        strides: {
          row: strides[row]!,
          column: strides[column]!,
          channel: 0,
          sample: sample < 0 ? 0 : strides[sample]!,
        },
      },
    );
  }
}

function rangeOf({ offset, limit }: LegacyPlane): { offset: number; length: number } {
  const length = limit - offset;
  if (length > LIMITS.encodedBlockBytes) {
    throw new ZarrdropError("limit", "A plane of the file is too large to be decoded here.", {
      technical: `${length} bytes`,
    });
  }
  return { offset, length };
}
