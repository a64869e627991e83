/** What wasm/*.c exports. Addresses and sizes are 32-bit; results below zero are `KERNEL_RESULT`s. */
export type KernelExports = {
  memory: WebAssembly.Memory;
  _initialize(): void;
  buffer_allocate(bytes: number): number;
  buffer_free(address: number): void;
  blosc_encode(
    source: number,
    length: number,
    target: number,
    capacity: number,
    compressor: number,
    level: number,
    shuffle: number,
    typesize: number,
    blocksize: number,
  ): number;
  blosc_decoded_size(source: number, length: number): number;
  blosc_decode(source: number, length: number, target: number, capacity: number): number;
  zstd_bound(length: number): number;
  zstd_encode(
    source: number,
    length: number,
    target: number,
    capacity: number,
    level: number,
    checksum: number,
  ): number;
  zstd_decoded_size(source: number, length: number): number;
  zstd_decoded_bound(source: number, length: number): number;
  zstd_decode(source: number, length: number, target: number, capacity: number): number;
  deflate_bound(length: number, wrapping: number): number;
  deflate_encode(
    source: number,
    length: number,
    target: number,
    capacity: number,
    level: number,
    wrapping: number,
  ): number;
  inflate_decode(source: number, length: number, target: number, capacity: number, wrapping: number): number;
  inflate_place_bytes(): number;
  inflate_tables(place: number, lengths: number, literals: number, total: number): number;
  inflate_symbols(place: number, input: number, lastBit: number, output: number, lastPlace: number): number;
  crc32_of(before: number, source: number, length: number): number;
  lz4_bound(length: number): number;
  lz4_encode(source: number, length: number, target: number, capacity: number, acceleration: number): number;
  lz4_decode(source: number, length: number, target: number, capacity: number): number;
  lzw_decode(source: number, length: number, target: number, capacity: number): number;
  packbits_decode(source: number, length: number, target: number, capacity: number): number;
  filter_swap(data: number, length: number, itemBytes: number): void;
  filter_horizontal(data: number, length: number, itemBytes: number, rowItems: number, stride: number): void;
  filter_floating(data: number, length: number, itemBytes: number, rowItems: number, stride: number): number;
  filter_unshuffle(data: number, length: number, itemBytes: number): number;
  filter_bit_unshuffle(data: number, length: number, itemBytes: number): number;
  filter_png(source: number, target: number, rows: number, rowBytes: number, pixelBytes: number): number;
  filter_unpack(source: number, target: number, rows: number, rowItems: number, bits: number, itemBytes: number): void;
  crc32c_of(source: number, length: number): number;
} & PlaneExports;

/** What wasm/plane.c and wasm/plane_levels.c export. Strides count bytes between rows; types are numbers of `PLANE_TYPES`. */
type PlaneExports = {
  plane_copy(
    source: number,
    sourceStride: number,
    target: number,
    targetStride: number,
    rowBytes: number,
    rows: number,
  ): void;
  plane_cut(
    source: number,
    stride: number,
    rowBytes: number,
    rows: number,
    target: number,
    fullRowBytes: number,
    fullRows: number,
  ): void;
  plane_is_same(a: number, b: number, length: number): number;
  plane_is_zero(source: number, length: number): number;
  plane_range(source: number, type: number, stride: number, columns: number, rows: number, range: number): void;
  plane_count(
    source: number,
    type: number,
    stride: number,
    columns: number,
    rows: number,
    step: number,
    phase: number,
    bins: number,
  ): number;
  plane_halve(
    source: number,
    type: number,
    stride: number,
    target: number,
    targetStride: number,
    columns: number,
    rows: number,
  ): void;
  plane_mean(
    source: number,
    type: number,
    stride: number,
    target: number,
    targetStride: number,
    down: number,
    along: number,
    total: number,
    sums: number,
    sourceColumns: number,
  ): void;
  plane_pick(
    source: number,
    itemBytes: number,
    stride: number,
    target: number,
    targetStride: number,
    rows: number,
    rowCount: number,
    columns: number,
    columnCount: number,
  ): void;
};

/** Types of values that planes can have in the kernel, by the numbers that it gives them (wasm/plane.c). */
export const PLANE_TYPES = ["uint8", "int8", "uint16", "int16", "uint32", "int32", "float32", "float64"] as const;

/** Results below zero (wasm/kernel.h). */
export const KERNEL_RESULT = {
  corrupt: -1,
  noSpace: -2,
  noMemory: -3,
  unsupported: -4,
  unknown: -5,
} as const;

/** The `wrapping` of deflate streams (wasm/deflate.c). */
export const DEFLATE_WRAPPING = { raw: 0, zlib: 1, gzip: 2 } as const;

/** Where a call of `inflate_symbols` stands: 32-bit words of its place (wasm/inflate_symbols.c). */
export const INFLATE_PLACE = { bit: 0, at: 1, length: 2 } as const;

/** What `inflate_symbols` says at the end of a block. */
export const SYMBOLS_END = 1;
