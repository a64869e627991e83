import { deflateSync } from "node:zlib";
import { tiffBytes } from "../../fixtures/tiffBytes.ts";
import { loadCompressor } from "../../src/codecs/compressors.ts";
import { bytesOfPixels, type DataType, itemSize, type PixelArray } from "../../src/model/dtype.ts";

/** How the pages of a TIFF are stored. */
export type TiffCoding = {
  width: number;
  height: number;
  dtype: DataType;
  /** Width and height of a tile, or rows of a strip. */
  tile: readonly [number, number] | null;
  rowsPerStrip: number;
  compression: "none" | "deflate" | "zstd";
  /** 3 is for floats only. */
  predictor: 1 | 2 | 3;
};

const COMPRESSIONS = { none: 1, deflate: 8, zstd: 50_000 };

/** An ImageJ stack of planes that are stored so, little-endian; `channels` of them to a slice. */
export async function codedTiff(
  coding: TiffCoding,
  planes: readonly PixelArray[],
  channels: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const zstd = await loadCompressor({ id: "zstd", level: 1, checksum: false }, 1);
  const blocks = planes.map((pixels) =>
    cut(coding, pixels).map((block) =>
      coding.compression === "none"
        ? block
        : coding.compression === "zstd"
          ? zstd.encode(block)
          : new Uint8Array(deflateSync(block)),
    ),
  );
  const head = tiffBytes(directoriesOf(coding, blocks, channels, 0));
  const parts = [tiffBytes(directoriesOf(coding, blocks, channels, head.length)), ...blocks.flat()];
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

function directoriesOf(coding: TiffCoding, blocks: readonly Uint8Array[][], channels: number, first: number) {
  const { width, height, dtype, tile, rowsPerStrip, compression, predictor } = coding;
  let at = first;
  const long = (...values: number[]) => ({ type: "long" as const, values });
  const short = (...values: number[]) => ({ type: "short" as const, values });
  const text = `ImageJ=1.53\nimages=${blocks.length}\nchannels=${channels}\nslices=${blocks.length / channels}\nhyperstack=true\n`;
  return blocks.map((page, index) => {
    const counts = page.map(({ length }) => length);
    const offsets = counts.map((length) => (at += length) - length);
    return {
      256: long(width),
      257: long(height),
      258: short(itemSize(dtype) * 8),
      259: short(COMPRESSIONS[compression]),
      262: short(1),
      ...(index === 0 ? { 270: { type: "ascii" as const, text } } : {}),
      ...(tile === null ? { 273: long(...offsets) } : {}),
      277: short(1),
      ...(tile === null ? { 278: long(rowsPerStrip), 279: long(...counts) } : {}),
      317: short(predictor),
      ...(tile === null
        ? {}
        : { 322: short(tile[0]), 323: short(tile[1]), 324: long(...offsets), 325: long(...counts) }),
      339: short(dtype.startsWith("u") ? 1 : dtype.startsWith("i") ? 2 : 3),
    };
  });
}

/** The blocks of a plane before they are compressed, with predictor. */
function cut(
  { width, height, dtype, tile, rowsPerStrip, predictor }: TiffCoding,
  pixels: PixelArray,
): Uint8Array<ArrayBuffer>[] {
  const item = itemSize(dtype);
  const bytes = bytesOfPixels(pixels);
  const [blockWidth, blockHeight] = tile ?? [width, rowsPerStrip];
  const found: Uint8Array<ArrayBuffer>[] = [];
  for (let y = 0; y < height; y += blockHeight) {
    const rows = tile === null ? Math.min(blockHeight, height - y) : blockHeight;
    for (let x = 0; x < width; x += blockWidth) {
      const block = new Uint8Array(rows * blockWidth * item);
      for (let row = 0; row < Math.min(rows, height - y); row++) {
        const from = ((y + row) * width + x) * item;
        block.set(bytes.subarray(from, from + Math.min(blockWidth, width - x) * item), row * blockWidth * item);
      }
      for (let row = 0; row < rows; row++)
        predict(block.subarray(row * blockWidth * item, (row + 1) * blockWidth * item), item, predictor);
      found.push(block);
    }
  }
  return found;
}

function predict(row: Uint8Array<ArrayBuffer>, item: number, predictor: 1 | 2 | 3): void {
  const count = row.length / item;
  if (predictor === 2) {
    const view = new DataView(row.buffer, row.byteOffset, row.byteLength);
    const value = (at: number): bigint => {
      let sum = 0n;
      for (let byte = item - 1; byte >= 0; byte--) sum = sum * 256n + BigInt(view.getUint8(at * item + byte));
      return sum;
    };
    for (let at = count - 1; at > 0; at--) {
      let left = BigInt.asUintN(item * 8, value(at) - value(at - 1));
      for (let byte = 0; byte < item; byte++, left >>= 8n) view.setUint8(at * item + byte, Number(left & 255n));
    }
  }
  if (predictor === 3) {
    const turned = Uint8Array.from(row, (_, at) => row[(at % count) * item + (item - 1 - Math.floor(at / count))]!);
    for (let at = row.length - 1; at > 0; at--) turned[at]! -= turned[at - 1]!;
    row.set(turned);
  }
}
