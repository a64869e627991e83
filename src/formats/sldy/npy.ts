import { Cursor } from "../../bytes/cursor.ts";
import type { ByteSource } from "../../bytes/source.ts";
import { parseNumpyCode } from "../../model/numpyTypes.ts";
import { ZarrdropError } from "../../model/errors.ts";
import { checkRawArray, type RawArray } from "../shared/rawArray.ts";

/** Bytes read at once for the header: more than the writers use. */
const HEAD_BYTES = 1024;
const MOST_HEADER_BYTES = 64 * 1024;

/**
 * Where a .npy file has its array (NumPy Enhancement Proposal 1; versions 1 to 3). The array lies in the file.
 * @throws `corrupt`, `unsupported-feature` for types and orders that are no images
 */
export async function openNpy(source: ByteSource, signal: AbortSignal): Promise<RawArray> {
  const file = source.name;
  const head = await source.read(0, Math.min(HEAD_BYTES, source.size), signal);
  const cursor = new Cursor(head, file);
  if (cursor.ascii(6) !== "\x93NUMPY") {
    throw new ZarrdropError("corrupt", `${file} is not a NumPy array.`, { file });
  }
  const version = cursor.u8();
  cursor.skip(1);
  const length = version === 1 ? cursor.u16() : cursor.u32();
  const start = cursor.position;
  if (length > MOST_HEADER_BYTES) throw new ZarrdropError("corrupt", `${file} has an impossible header.`, { file });
  const bytes =
    start + length <= head.length ? head.subarray(start, start + length) : await source.read(start, length, signal);
  const array: RawArray = {
    source,
    offset: start + length,
    ...parseHeader(new TextDecoder("latin1").decode(bytes), file),
  };
  checkRawArray(array);
  return array;
}

/** The header is a Python dictionary: `{'descr': '<u2', 'fortran_order': False, 'shape': (4, 64, 80), }`. */
function parseHeader(text: string, file: string): Pick<RawArray, "dtype" | "littleEndian" | "shape"> {
  const [, order, type] = /'descr'\s*:\s*'([<>|=])([a-z]\d+)'/.exec(text) ?? [];
  const [, fortran] = /'fortran_order'\s*:\s*(True|False)/.exec(text) ?? [];
  const [, lengths] = /'shape'\s*:\s*\(([\d\s,L]*)\)/.exec(text) ?? [];
  if (order === undefined || fortran === undefined || lengths === undefined) {
    throw new ZarrdropError("corrupt", `${file} has a damaged header.`, { file, technical: text.slice(0, 200) });
  }
  const dtype = parseNumpyCode(type!);
  const shape = (lengths.match(/\d+/g) ?? []).map(Number);
  if (
    dtype === null ||
    dtype.startsWith("complex") ||
    dtype === "float16" ||
    (fortran === "True" && shape.length > 1)
  ) {
    throw new ZarrdropError("unsupported-feature", `${file} holds an array of a kind that is not an image here.`, {
      file,
      technical: text.trim(),
    });
  }
  if (shape.length === 0 || shape.some((length) => length < 1 || !Number.isSafeInteger(length))) {
    throw new ZarrdropError("corrupt", `${file} holds an array without pixels.`, { file, technical: text.trim() });
  }
  return { dtype, littleEndian: order !== ">", shape };
}
