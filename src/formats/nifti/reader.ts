import type { ByteSource } from "../../bytes/source.ts";
import { asReadError, ZarrdropError } from "../../model/errors.ts";
import type { ImageReader, OpenInput } from "../reader.ts";
import { unpackedSource } from "../shared/inflatedSource.ts";
import { rawPixels, rawReader, wholeArray } from "../shared/rawScene.ts";
import { axesOfNifti, describeNifti } from "./describeScene.ts";
import { readNiftiHeader } from "./header.ts";

/**
 * Opens a NIfTI or Analyze image.
 * @throws those of `ImageReader`, `companion-missing` for a header without its pixels
 */
export async function open(input: OpenInput): Promise<ImageReader> {
  const { source, path, signal } = input;
  if (source === null) throw new ZarrdropError("unsupported-format", "A folder is not a NIfTI image.");
  try {
    const plain = await unpackedSource(source, signal);
    const header = await readNiftiHeader(plain, signal);
    const pixels = header.isSingle ? { path, source: plain } : await pixelsBeside(input);
    const shape = axesOfNifti(header).map(({ length }) => length);
    const { pixel, littleEndian, offset } = header;
    const array = { source: pixels.source, offset, shape, dtype: pixel.dtype, littleEndian };
    const files = pixels.path === path ? [path] : [path, pixels.path];
    return rawReader(describeNifti({ name: source.name, files }, header), [rawPixels(wholeArray(array))]);
  } catch (error) {
    throw asReadError(error, source.name);
  }
}

/** Where a header's pixels may be, by their ending. */
const PIXEL_ENDINGS = [".img", ".IMG", ".img.gz"];

async function pixelsBeside({ directory, path, signal }: OpenInput): Promise<{ path: string; source: ByteSource }> {
  const base = path.replace(/\.hdr(\.gz)?$/i, "");
  for (const ending of PIXEL_ENDINGS) {
    const source = await directory.open(base + ending);
    if (source !== null) return { path: base + ending, source: await unpackedSource(source, signal) };
  }
  throw new ZarrdropError(
    "companion-missing",
    "The file is a header; its pixels, a file of the same name, are not there.",
    {
      files: [`${base}.img`],
      advice: "Put both files into one folder, and drop the folder or both of them.",
    },
  );
}
