import { allocatePixels, type DataType, lanes, type PixelArray } from "../model/dtype.ts";
import { asReadError, ZarrdropError } from "../model/errors.ts";
import type { ImageDescription } from "../model/image.ts";
import { sizeOfShape } from "../model/region.ts";
import { checkDescription } from "./checkDescription.ts";
import type { ImageReader, ReadRequest } from "./reader.ts";
import type { StoredBlock } from "./shared/storedBlock.ts";

/**
 * What every reader owes its caller, in one place: the description keeps its promises; a region outside the image or a target of the
 * wrong kind is `internal`; nothing happens after `close` or abort, and calls under way end with `cancelled` then; whatever else is
 * thrown becomes a tagged error that names the file. `registry.ts` puts it around every reader. `evidence`: as in `checkDescription`.
 */
export function guardReader(reader: ImageReader, evidence?: number): ImageReader {
  checkDescription(reader.description, evidence);
  return new GuardedReader(reader);
}

class GuardedReader implements ImageReader {
  readonly description: ImageDescription;
  readonly #reader: ImageReader;
  readonly #closing = new AbortController();

  constructor(reader: ImageReader) {
    this.#reader = reader;
    this.description = reader.description;
  }

  async readRegion(request: ReadRequest, target: PixelArray): Promise<void> {
    await this.#guard(request, (guarded) => {
      checkTarget(this.description, request, target);
      return this.#reader.readRegion(guarded, target);
    });
  }

  async storedBlocks(request: ReadRequest): Promise<StoredBlock[] | null> {
    return this.#guard(request, async (guarded) => (await this.#reader.storedBlocks?.(guarded)) ?? null);
  }

  async #guard<T>(request: ReadRequest, read: (request: ReadRequest) => Promise<T>): Promise<T> {
    const file = this.description.name;
    if (this.#closing.signal.aborted) throw new ZarrdropError("cancelled", `${file} was closed.`, { file });
    checkRequest(this.description, request);
    // Linked by hand: AbortSignal.any keeps every signal it made alive as long as the sources live (Node 20).
    const controller = new AbortController();
    const abort = () => controller.abort();
    if (request.signal.aborted) abort();
    request.signal.addEventListener("abort", abort);
    this.#closing.signal.addEventListener("abort", abort);
    try {
      stopIfAborted(controller.signal, file);
      const result = await read({ ...request, signal: controller.signal });
      stopIfAborted(controller.signal, file);
      return result;
    } catch (error) {
      // A read that was stopped may fail in any way on its way out.
      stopIfAborted(controller.signal, file);
      throw asReadError(error, file);
    } finally {
      request.signal.removeEventListener("abort", abort);
      this.#closing.signal.removeEventListener("abort", abort);
    }
  }

  close(): void {
    if (this.#closing.signal.aborted) return;
    this.#closing.abort();
    this.#reader.close();
  }
}

function stopIfAborted(signal: AbortSignal, file: string): void {
  if (signal.aborted) throw new ZarrdropError("cancelled", "Stopped.", { file });
}

function checkRequest(description: ImageDescription, request: ReadRequest): void {
  const scene = description.scenes[request.scene];
  const level = scene?.levels[request.level];
  if (scene === undefined || level === undefined) {
    throw misuse(description, `scene ${request.scene}, level ${request.level} does not exist`);
  }
  const { start, shape } = request.region;
  const fits =
    start.length === level.shape.length &&
    shape.length === level.shape.length &&
    level.shape.every((length, axis) => {
      const from = start[axis]!;
      const count = shape[axis]!;
      return Number.isInteger(from) && Number.isInteger(count) && from >= 0 && count >= 1 && from + count <= length;
    });
  if (!fits) throw misuse(description, `region ${start} + ${shape} is not inside ${level.shape}`);
}

function checkTarget(description: ImageDescription, { scene: index, region }: ReadRequest, target: PixelArray): void {
  // The request was checked.
  const { dtype } = description.scenes[index]!;
  const expected = sizeOfShape(region.shape) * lanes(dtype);
  if (target.length !== expected) throw misuse(description, `target has ${target.length} elements, not ${expected}`);
  if (Object.getPrototypeOf(target) !== prototypeFor(dtype)) throw misuse(description, `target is not ${dtype}`);
}

function prototypeFor(dtype: DataType): unknown {
  return Object.getPrototypeOf(allocatePixels(dtype, 0));
}

function misuse(description: ImageDescription, technical: string): ZarrdropError {
  return new ZarrdropError("internal", `A wrong part of ${description.name} was asked for.`, {
    file: description.name,
    technical,
  });
}
