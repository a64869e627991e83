import { describe, expect, it } from "vitest";
import { cziColor, cziGray, cziPicture } from "../../../../fixtures/cziPictures.ts";
import { loadCompressor } from "../../../codecs/compressors.ts";
import { bytesOfPixels, type DataType, type PixelArray, pixelsFromBytes } from "../../../model/dtype.ts";
import type { Compression } from "../container/compression.ts";
import { loadTileDecoder } from "./decodeTile.ts";
import type { TileFormat } from "./tileFormat.ts";
import { pixelTypeOf } from "../container/pixelType.ts";

const WIDTH = 7;
const HEIGHT = 5;

function format(compression: Compression, code: number, over: Partial<TileFormat> = {}): TileFormat {
  const type = pixelTypeOf(code)!;
  return { compression, type, width: WIDTH, height: HEIGHT, planes: 1, dtype: type.dtype, ...over };
}

async function decode(data: Uint8Array, wanted: TileFormat): Promise<PixelArray> {
  const decoder = await loadTileDecoder(wanted.compression, "a.czi");
  return pixelsFromBytes(wanted.dtype, decoder(Uint8Array.from(data), wanted));
}

function gray(factor: number): number[] {
  return Array.from({ length: WIDTH * HEIGHT }, (_, index) =>
    cziGray(index % WIDTH, Math.floor(index / WIDTH), factor),
  );
}

function color(factor: number): number[] {
  return Array.from({ length: WIDTH * HEIGHT }, (_, index) =>
    cziColor(index % WIDTH, Math.floor(index / WIDTH), factor),
  ).flat();
}

/** Blue first, as the format stores it. */
function blueFirst(values: readonly number[]): number[] {
  return values.map((_, index) => values[index - (index % 3) + 2 - (index % 3)]!);
}

const gray16 = bytesOfPixels(Uint16Array.from(gray(500)));
const color16 = bytesOfPixels(Uint16Array.from(blueFirst(color(500))));

async function zstd(bytes: Uint8Array): Promise<Uint8Array> {
  const compressor = await loadCompressor({ id: "zstd", level: 3, checksum: false }, 1);
  return compressor.encode(bytes);
}

/** All low bytes of 16-bit numbers, then all high ones. */
function packed(bytes: Uint8Array): Uint8Array {
  const half = bytes.length / 2;
  return bytes.map((_, index) => bytes[index < half ? 2 * index : 2 * (index - half) + 1]!);
}

function join(...parts: (readonly number[] | Uint8Array)[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

/** TIFF's LZW without any compression: 9-bit codes, the table cleared before it grows to 10 bits. */
function lzw(bytes: Uint8Array): Uint8Array {
  const codes: number[] = [];
  bytes.forEach((byte, index) => {
    if (index % 200 === 0) codes.push(256);
    codes.push(byte);
  });
  codes.push(257);
  const bits = codes.map((code) => code.toString(2).padStart(9, "0")).join("");
  const padded = bits.padEnd(Math.ceil(bits.length / 8) * 8, "0");
  return Uint8Array.from({ length: padded.length / 8 }, (_, index) =>
    Number.parseInt(padded.slice(index * 8, index * 8 + 8), 2),
  );
}

describe("tiles", () => {
  it("plain: gray as it is, colours turned to red, green, blue; longer data cut", async () => {
    expect([...(await decode(gray16, format("none", 1)))]).toEqual(gray(500));
    expect([...(await decode(color16, format("none", 4)))]).toEqual(color(500));
    expect([...(await decode(join(gray16, [1, 2, 3]), format("none", 1)))]).toEqual(gray(500));
    const alpha = [3, 2, 1, 9, 6, 5, 4, 8];
    expect([...(await decode(Uint8Array.from(alpha), format("none", 9, { width: 2, height: 1 })))]).toEqual([
      1, 2, 3, 9, 4, 5, 6, 8,
    ]);
    const complex = bytesOfPixels(Float32Array.of(1, 2, 3, 4, 5, 6));
    expect([...(await decode(complex, format("none", 11, { width: 1, height: 1 })))]).toEqual([5, 6, 3, 4, 1, 2]);
  });

  it("do not change the bytes that were read", async () => {
    const bytes = Uint8Array.from(color16);
    const decoder = await loadTileDecoder("none", "a.czi");
    decoder(bytes, format("none", 4));
    expect(bytes).toEqual(Uint8Array.from(color16));
  });

  it("Zstandard without a header", async () => {
    expect([...(await decode(await zstd(gray16), format("zstd", 1)))]).toEqual(gray(500));
    expect([...(await decode(await zstd(color16), format("zstd", 4)))]).toEqual(color(500));
  });

  it("Zstandard with a header of one byte, of three, and with low and high bytes apart", async () => {
    const plain = await zstd(gray16);
    const wanted = format("zstd-with-header", 1);
    expect([...(await decode(join([1], plain), wanted))]).toEqual(gray(500));
    expect([...(await decode(join([3, 1, 0], plain), wanted))]).toEqual(gray(500));
    expect([...(await decode(join([3, 1, 1], await zstd(packed(gray16))), wanted))]).toEqual(gray(500));
    const colored = join([3, 1, 1], await zstd(packed(color16)));
    expect([...(await decode(colored, format("zstd-with-header", 4)))]).toEqual(color(500));
    await expect(decode(join([2, 1], plain), wanted)).rejects.toMatchObject({ kind: "corrupt" });
    await expect(decode(join([3, 9, 1], plain), wanted)).rejects.toMatchObject({ kind: "corrupt" });
    await expect(decode(Uint8Array.of(), wanted)).rejects.toMatchObject({ kind: "corrupt" });
  });

  it("LZW", async () => {
    expect([...(await decode(lzw(gray16), format("lzw", 1)))]).toEqual(gray(500));
  });

  it("JPEG XR: blue first in 24 bits, red first in 48", async () => {
    expect([...(await decode(cziPicture("jxrGray8"), format("jpeg-xr", 0)))]).toEqual(gray(2));
    expect([...(await decode(cziPicture("jxrGray16"), format("jpeg-xr", 1)))]).toEqual(gray(500));
    expect([...(await decode(cziPicture("jxrFloat"), format("jpeg-xr", 2)))]).toEqual(
      gray(1).map((value) => value / 2),
    );
    expect([...(await decode(cziPicture("jxrBgr24"), format("jpeg-xr", 3)))]).toEqual(color(2));
    expect([...(await decode(cziPicture("jxrBgr48"), format("jpeg-xr", 4)))]).toEqual(color(500));
  });

  it("JPEG: red first", async () => {
    expect([...(await decode(cziPicture("jpegGray"), format("jpeg", 0)))]).toEqual(gray(2));
    const found = [...(await decode(cziPicture("jpegColor"), format("jpeg", 3)))].map(Number);
    const most = Math.max(...color(2).map((value, index) => Math.abs(value - found[index]!)));
    expect(most).toBeLessThanOrEqual(3);
  });

  it("pictures of another kind than the list says are damage", async () => {
    await expect(decode(cziPicture("jxrGray8"), format("jpeg-xr", 1))).rejects.toMatchObject({ kind: "corrupt" });
    await expect(decode(cziPicture("jpegColor"), format("jpeg", 0))).rejects.toMatchObject({ kind: "corrupt" });
  });

  it("labelled as compressed but plain after all", async () => {
    for (const compression of ["jpeg", "jpeg-xr", "zstd", "zstd-with-header"] as const) {
      expect([...(await decode(gray16, format(compression, 1)))]).toEqual(gray(500));
    }
  });

  it("a row or a column smaller or larger than stated are made to fit", async () => {
    const shorter = gray(500).slice(0, WIDTH * (HEIGHT - 1));
    const fewerRows = bytesOfPixels(Uint16Array.from(shorter));
    const expected = [...shorter, ...new Array<number>(WIDTH).fill(0)];
    expect([...(await decode(fewerRows, format("none", 1)))]).toEqual(expected);
    expect([...(await decode(await zstd(fewerRows), format("zstd", 1)))]).toEqual(expected);
    const moreColumns = await decode(await zstd(gray16), format("zstd", 1, { width: WIDTH - 1 }));
    expect([...moreColumns]).toEqual(gray(500).filter((_, index) => index % WIDTH < WIDTH - 1));
    const picture = await decode(cziPicture("jxrGray8"), format("jpeg-xr", 0, { height: HEIGHT - 1 }));
    expect([...picture]).toEqual(gray(2).slice(0, WIDTH * (HEIGHT - 1)));
    await expect(decode(gray16.subarray(0, 20), format("none", 1))).rejects.toMatchObject({ kind: "corrupt" });
    await expect(decode(await zstd(gray16.subarray(0, 20)), format("zstd", 1))).rejects.toMatchObject({
      kind: "corrupt",
    });
  });

  it("are widened to the scene's data type", async () => {
    const wide: DataType[] = ["uint32", "float32", "float64"];
    for (const dtype of wide) {
      const pixels = await decode(gray16, format("none", 1, { dtype }));
      expect([...pixels]).toEqual(gray(500));
    }
  });
});
