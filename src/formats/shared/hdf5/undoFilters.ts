import { loadBzip2Decompressor } from "../../../codecs/bzip2.ts";
import type { ByteFilter } from "../../../codecs/byteFilters.ts";
import { type DecompressorConfiguration, type KernelCoding, loadDecompressor } from "../../../codecs/decompressors.ts";
import { CHECKSUM_BYTES, CHECKSUMS } from "../../../zarr/checksums.ts";
import { damagedHdf5, unsupportedHdf5 } from "./errors.ts";
import type { Hdf5Filter, UndoFilters } from "./filters.ts";
import { loadBitshuffle } from "./bitshuffle.ts";
import { loadLz4Blocks } from "./lz4Blocks.ts";
import { decodeLzf } from "./lzf.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** Numbers of filters, as registered with The HDF Group. */
const FILTER = {
  deflate: 1,
  shuffle: 2,
  fletcher32: 3,
  bzip2: 307,
  lzf: 32000,
  blosc: 32001,
  lz4: 32004,
  bitshuffle: 32008,
  zstd: 32015,
} as const;

const COMPRESSIONS: Readonly<Record<number, DecompressorConfiguration>> = {
  [FILTER.deflate]: { id: "zlib" },
  [FILTER.blosc]: { id: "blosc" },
  [FILTER.zstd]: { id: "zstd" },
};

/** What people know filters by that are not undone here. */
const KNOWN_NAMES: Readonly<Record<number, string>> = {
  4: "SZIP",
  5: "N-bit",
  6: "scale and offset",
  32013: "ZFP",
  32017: "SZ",
  32019: "FCIDECOMP",
  32026: "Blosc2",
};

function isKnown({ id }: Hdf5Filter): boolean {
  return Object.values<number>(FILTER).includes(id);
}

/**
 * Refuses filters that are not undone here, by name.
 * @throws `unsupported-feature`
 */
export function refuseUnknownFilters(filters: readonly Hdf5Filter[], file: string): void {
  const unknown = filters.find((filter) => !isKnown(filter));
  if (unknown === undefined) return;
  const { id, name } = unknown;
  const what = KNOWN_NAMES[id] ?? (name === "" ? `number ${id}` : name);
  throw unsupportedHdf5(file, `the filter ${what}`, `filter ${id} ${name}`);
}

/** Filters that one chunk went through, in the order in which they were applied. */
export function filtersOf(filters: readonly Hdf5Filter[], skipped: number): Hdf5Filter[] {
  return filters.filter((_, at) => at >= 32 || ((skipped >>> at) & 1) === 0);
}

/**
 * How the kernel alone undoes the filters of a chunk of `bytes` bytes; null where more is needed.
 */
export function kernelCodingOf(filters: readonly Hdf5Filter[], bytes: number): KernelCoding | null {
  const [first, second, ...more] = filters;
  if (first === undefined) return { configuration: { id: "none" }, filters: [], decodedBytes: bytes };
  const shuffle = first.id === FILTER.shuffle ? shuffleOf(first) : null;
  const compression = COMPRESSIONS[(shuffle === null ? first : second)?.id ?? 0];
  if (more.length > 0 || (shuffle === null && second !== undefined) || compression === undefined) return null;
  return { configuration: compression, filters: shuffle === null ? [] : [shuffle], decodedBytes: bytes };
}

function shuffleOf({ values }: Hdf5Filter): ByteFilter {
  return { id: "unshuffle", itemBytes: values[0] ?? 1 };
}

/**
 * Loads what undoes the filters of a chunk of `bytes` bytes.
 * @throws `unsupported-feature`; what is made throws `corrupt`
 */
export async function loadUndoFilters(
  filters: readonly Hdf5Filter[],
  bytes: number,
  file: string,
): Promise<UndoFilters> {
  refuseUnknownFilters(filters, file);
  const coding = kernelCodingOf(filters, bytes);
  if (filters.length > 0 && coding !== null) {
    const { decode } = await loadDecompressor(coding.configuration, coding.filters);
    return (stored, room) => decode(stored, bytes, room);
  }
  // Sizes are known up to the first compression, that is, after the last one that is undone.
  const steps: UndoFilters[] = [];
  let size: number | undefined = bytes;
  for (const filter of filters) {
    steps.push(await loadStep(filter, size, file));
    if (filter.id === FILTER.fletcher32) size = size === undefined ? undefined : size + CHECKSUM_BYTES;
    else if (filter.id !== FILTER.shuffle) size = undefined;
  }
  return (stored, room) => steps.reduceRight((data, undo) => undo(data, room), stored);
}

async function loadStep(filter: Hdf5Filter, size: number | undefined, file: string): Promise<UndoFilters> {
  switch (filter.id) {
    case FILTER.shuffle: {
      const { decode } = await loadDecompressor({ id: "none" }, [shuffleOf(filter)]);
      return (data) => decode(data, data.length);
    }
    case FILTER.fletcher32:
      return (data) => withoutFletcher(data, file);
    case FILTER.bzip2: {
      const { decode } = await loadBzip2Decompressor();
      return (data) => decode(data, size);
    }
    case FILTER.lzf:
      return (data) => decodeLzf(data, size ?? filter.values[2] ?? 0, file);
    case FILTER.lz4:
      return loadLz4Blocks(file);
    case FILTER.bitshuffle:
      return loadBitshuffle(filter.values, file);
    default: {
      const { decode } = await loadDecompressor(COMPRESSIONS[filter.id]!);
      return (data) => decode(data, size);
    }
  }
}

/** HDF5 before 1.6.3 wrote the two bytes of each half the other way on some machines: both are right. */
function withoutFletcher(data: Bytes, file: string): Bytes {
  const end = data.length - CHECKSUM_BYTES;
  if (end < 0) throw damagedHdf5(file, "a chunk without its checksum");
  const stored = new DataView(data.buffer, data.byteOffset + end, CHECKSUM_BYTES).getUint32(0, true);
  const content = data.subarray(0, end);
  const sum = CHECKSUMS.fletcher32(content);
  const turned = (((sum & 0x00ff00ff) << 8) | ((sum >>> 8) & 0x00ff00ff)) >>> 0;
  if (stored !== sum && stored !== turned) throw damagedHdf5(file, "a chunk with a wrong checksum (Fletcher-32)");
  return content;
}
