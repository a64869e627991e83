import type { ByteSource } from "../../../bytes/source.ts";
import { allocatePixels, bytesOfPixels, itemSize, type PixelArray } from "../../../model/dtype.ts";
import { assertNever, ZarrdropError } from "../../../model/errors.ts";
import { sizeOfShape } from "../../../model/region.ts";
import type { OpenPages, PagesRequest, StoredPages } from "../../shared/storedPages.ts";
import { corruptLeica } from "../errors.ts";

/** A picture file as a part of a memory block: the bytes of its decoded values, page after page, row after row, samples together. */
export type PictureFrame = {
  size: number;
  read(offset: number, length: number, signal: AbortSignal): Promise<Uint8Array<ArrayBuffer>>;
};

/** Pictures are read row by row. */
const LONGEST_ROW_BYTES = 64 * 2 ** 20;

/**
 * Opens a picture that holds `bytes` bytes of a memory block. A colour picture of a grey image stands for its first
 * sample.
 * @throws those of the picture's reader; `corrupt` if its size is another one
 */
export async function openPictureFrame(
  source: ByteSource,
  openPages: OpenPages,
  request: PagesRequest,
): Promise<PictureFrame> {
  const found = await openPages(source, request);
  switch (found.kind) {
    case "pages":
      return frameOf(found, request.bytes, source.name);
    case "unusual":
      throw corruptLeica(source.name, "its pixels are not stored as LAS X stores them", found.technical);
    case "unknown":
      throw corruptLeica(source.name, "it is not a picture, as the file that names it says");
    default:
      return assertNever(found);
  }
}

function frameOf(pages: StoredPages, size: number, name: string): PictureFrame {
  const item = itemSize(pages.dtype);
  const stored = sizeOfShape([pages.pages, pages.rows, pages.columns, pages.samples]) * item;
  const isGrey = pages.samples === 3 && pages.pages * pages.rows * pages.columns * item === size;
  if (stored !== size && !isGrey) {
    throw corruptLeica(name, "it has another size than the file that names it says", `${stored} bytes, not ${size}`);
  }
  if (pages.columns * pages.samples * item > LONGEST_ROW_BYTES) {
    throw new ZarrdropError("limit", `The rows of ${name} are too long to be read.`, { file: name });
  }
  const rowBytes = pages.columns * (isGrey ? 1 : pages.samples) * item;
  const pageBytes = rowBytes * pages.rows;
  return {
    size,
    async read(offset, length, signal) {
      const result = new Uint8Array(length);
      let done = 0;
      while (done < length) {
        const page = Math.floor((offset + done) / pageBytes);
        const inPage = (offset + done) % pageBytes;
        const take = Math.min(length - done, pageBytes - inPage);
        const start = Math.floor(inPage / rowBytes);
        const count = Math.ceil((inPage + take) / rowBytes) - start;
        const values = allocatePixels(pages.dtype, count * pages.columns * pages.samples);
        await pages.readRows(page, { start, count }, values, signal);
        const bytes = bytesOfPixels(isGrey ? firstSamples(values, pages) : values);
        result.set(bytes.subarray(inPage - start * rowBytes, inPage - start * rowBytes + take), done);
        done += take;
      }
      return result;
    },
  };
}

function firstSamples(values: PixelArray, { dtype, samples }: StoredPages): PixelArray {
  const grey = allocatePixels(dtype, values.length / samples);
  for (let index = 0; index < grey.length; index++) grey[index] = values[index * samples]!;
  return grey;
}
