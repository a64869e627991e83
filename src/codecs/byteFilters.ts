import { assertNever, ZarrdropError } from "../model/errors.ts";
import { LIMITS } from "../model/limits.ts";
import type { KernelSession } from "./kernelSession.ts";

/** What a format did to the bytes before it compressed them, to be undone after decompressing; items end up little-endian. */
export type ByteFilter =
  /**
   * TIFF predictor 2: rows of `rowItems` items (columns × samples) as differences to the item `samples` before. A last row may
   * be short.
   */
  | { id: "horizontal-predictor"; itemBytes: 1 | 2 | 4 | 8; rowItems: number; samples: number; littleEndian: boolean }
  /** TIFF predictor 3, floating point; its byte order does not depend on the file's. Whole rows only. */
  | { id: "floating-predictor"; itemBytes: 2 | 3 | 4 | 8; rowItems: number; samples: number }
  /** Big-endian items. */
  | { id: "swap-bytes"; itemBytes: 2 | 4 | 8 }
  /** All first bytes of the items, then all second ones, …: HDF5's shuffle; with 2 bytes, CZI's "hi-lo" packing. */
  | { id: "unshuffle"; itemBytes: number }
  /** All first bits of the items, eight of them in a byte, then all second ones, …: a block of bitshuffle. A multiple of 8 whole items. */
  | { id: "bit-unshuffle"; itemBytes: number }
  /**
   * Unsigned integers of `bits` (1–32) bits, highest bit first, rows of `rowItems` beginning on a byte. They become 8-, 16- or
   * 32-bit integers: the output's length is not the decoded size. A last row that is not whole is dropped.
   */
  | { id: "unpack-bits"; bits: number; rowItems: number }
  /**
   * PNG's filters (specification, section 9). `passes`: pictures that follow one another, rows of a filter byte and `rowBytes` bytes, which
   * together have the decoded size; `pixelBytes` from a pixel to the next, at least 1. The filter bytes go.
   */
  | { id: "png-rows"; passes: readonly { rows: number; rowBytes: number }[]; pixelBytes: number };

/** Where bytes lie in the kernel's memory. */
export type Bytes = { address: number; length: number };

/**
 * Undoes the filters in order, in place where lengths stay.
 * @throws `corrupt` (rows longer than any block), `memory`
 */
export function undoFilters(session: KernelSession, filters: readonly ByteFilter[], bytes: Bytes): Bytes {
  return filters.reduce((before, filter) => undo(session, filter, before), bytes);
}

function undo({ exports, check, allocate }: KernelSession, filter: ByteFilter, bytes: Bytes): Bytes {
  const { address, length } = bytes;
  switch (filter.id) {
    case "horizontal-predictor":
      refuseLongRows(filter.rowItems, filter.itemBytes);
      if (!filter.littleEndian && filter.itemBytes > 1) exports.filter_swap(address, length, filter.itemBytes);
      exports.filter_horizontal(address, length, filter.itemBytes, filter.rowItems, filter.samples);
      return bytes;
    case "floating-predictor":
      refuseLongRows(filter.rowItems, filter.itemBytes);
      check(exports.filter_floating(address, length, filter.itemBytes, filter.rowItems, filter.samples));
      return bytes;
    case "swap-bytes":
      exports.filter_swap(address, length, filter.itemBytes);
      return bytes;
    case "unshuffle":
      check(exports.filter_unshuffle(address, length, filter.itemBytes));
      return bytes;
    case "bit-unshuffle":
      if (length % (8 * filter.itemBytes) !== 0) {
        throw new ZarrdropError("corrupt", "The bits of the image data are of no whole number of values.");
      }
      check(exports.filter_bit_unshuffle(address, length, filter.itemBytes));
      return bytes;
    case "unpack-bits": {
      const { bits, rowItems } = filter;
      if (bits < 1 || bits > 32) throw new ZarrdropError("corrupt", `Image values of ${bits} bits are impossible.`);
      const itemBytes = bits <= 8 ? 1 : bits <= 16 ? 2 : 4;
      refuseLongRows(rowItems, itemBytes);
      const rows = Math.floor(length / Math.ceil((rowItems * bits) / 8));
      const unpacked = rows * rowItems * itemBytes;
      if (unpacked > LIMITS.decodedBlockBytes) throw tooLarge();
      const target = allocate(unpacked);
      exports.filter_unpack(address, target, rows, rowItems, bits, itemBytes);
      return { address: target, length: unpacked };
    }
    case "png-rows": {
      const stored = filter.passes.reduce((sum, { rows, rowBytes }) => sum + rows * (rowBytes + 1), 0);
      if (stored !== length) throw new ZarrdropError("corrupt", "The rows of the image data have another length.");
      let source = address;
      let target = address;
      for (const { rows, rowBytes } of filter.passes) {
        check(exports.filter_png(source, target, rows, rowBytes, filter.pixelBytes));
        source += rows * (rowBytes + 1);
        target += rows * rowBytes;
      }
      return { address, length: target - address };
    }
    default:
      return assertNever(filter);
  }
}

function refuseLongRows(rowItems: number, itemBytes: number): void {
  if (rowItems < 1) throw new ZarrdropError("corrupt", "The rows of the image data have no length.");
  if (rowItems * itemBytes > LIMITS.decodedBlockBytes) throw tooLarge();
}

function tooLarge(): ZarrdropError {
  return new ZarrdropError("limit", `A block of image data is larger than ${LIMITS.decodedBlockBytes / 2 ** 20} MiB.`);
}
