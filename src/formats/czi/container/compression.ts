/** How a sub-block's data are stored (ZISRAW specification, compression; 5 and 6 as ZEN 3 and libCZI document them). */
export type Compression = "none" | "jpeg" | "lzw" | "jpeg-xr" | "zstd" | "zstd-with-header";

const COMPRESSIONS: ReadonlyMap<number, Compression> = new Map<number, Compression>([
  [0, "none"],
  [1, "jpeg"],
  [2, "lzw"],
  [4, "jpeg-xr"],
  [5, "zstd"],
  [6, "zstd-with-header"],
]);

/** From this number on data are "system specific raw": plain pixels in the known cases, written at full speed. */
const SYSTEM_RAW = 1000;
/** Larger numbers are damage. */
const LARGEST = 9999;

/** The compression of a number, or null: 100 to 999 are private layouts of cameras. */
export function compressionOf(code: number): Compression | null {
  return isSystemRaw(code) ? "none" : (COMPRESSIONS.get(code) ?? null);
}

/** Whether the number stands for raw data of a system, of which nothing is documented but that others read them as plain pixels. */
export function isSystemRaw(code: number): boolean {
  return code >= SYSTEM_RAW && code <= LARGEST;
}

/** Whether the data are one picture, so that they cannot hold several planes. */
export function isPicture(compression: Compression): boolean {
  return compression === "jpeg" || compression === "jpeg-xr";
}
