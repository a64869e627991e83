import { SliceSource } from "../../../bytes/sliceSource.ts";
import { MemorySource } from "../../../bytes/memorySource.ts";
import type { ByteSource } from "../../../bytes/source.ts";
import { swapByteOrder } from "../../../model/byteOrder.ts";
import { bytesOfPixels, itemSize, lanes, type PixelArray } from "../../../model/dtype.ts";
import { ZarrdropError } from "../../../model/errors.ts";
import { LIMITS } from "../../../model/limits.ts";
import { type Region, sizeOfShape, wholeRegion } from "../../../model/region.ts";
import { checkRawArray, type RawArray, readRawArray } from "../rawArray.ts";
import type { StoredBlock } from "../storedBlock.ts";
import type { Hdf5Access } from "./access.ts";
import { ChunkReader } from "./chunkReader.ts";
import { parseDataspace } from "./dataspace.ts";
import { type Hdf5Type, parseDatatype, type PixelType, pixelTypeOf } from "./datatype.ts";
import { damagedHdf5, unsupportedHdf5 } from "./errors.ts";
import { parseFill } from "./fill.ts";
import { parseFilters } from "./filters.ts";
import { parseLayout } from "./layout.ts";
import { MESSAGE, messageOf, type ObjectHeader } from "./objectHeader.ts";
import { refuseUnknownFilters } from "./undoFilters.ts";
import { decodeValues, type Hdf5Values } from "./values.ts";

/** A dataset of an HDF5 file, whose values are read box by box. */
export class Hdf5Dataset {
  readonly shape: readonly number[];
  readonly type: Hdf5Type;
  /** The type of its values as pixels; null for what no pixel can be. */
  readonly pixelType: PixelType | null;
  /** Null where values are not stored in chunks. */
  readonly chunkShape: readonly number[] | null;
  readonly #access: Hdf5Access;
  readonly #values: ChunkReader | RawArray;

  private constructor(access: Hdf5Access, { shape, type, values }: Opened) {
    this.#access = access;
    this.shape = shape;
    this.type = type;
    this.pixelType = pixelTypeOf(type);
    this.chunkShape = values instanceof ChunkReader ? values.chunkShape : null;
    this.#values = values;
  }

  /**
   * The dataset that a header describes; null for what is none.
   * @throws `corrupt`, `unsupported-feature`, `limit`
   */
  static from(access: Hdf5Access, header: ObjectHeader): Hdf5Dataset | null {
    const opened = openValues(access, header);
    return opened === null ? null : new Hdf5Dataset(access, opened);
  }

  /** Fills `target` with a box, little-endian; what was never written has the fill value. */
  async readRegion(region: Region, target: PixelArray, signal: AbortSignal): Promise<void> {
    if (this.pixelType === null) throw new ZarrdropError("internal", "A dataset without pixels was asked for pixels.");
    const bytes = bytesOfPixels(target);
    await this.#readBytes(region, bytes, signal);
    const { dtype, isBigEndian } = this.pixelType;
    if (isBigEndian) swapByteOrder(bytes, itemSize(dtype) / lanes(dtype));
  }

  /** The chunks of a box of one plane (the two last axes); null where they cannot be had. See `ImageReader.storedBlocks`. */
  async storedBlocks(region: Region, signal: AbortSignal): Promise<StoredBlock[] | null> {
    return this.#values instanceof ChunkReader && this.pixelType !== null
      ? this.#values.storedBlocks(region, this.pixelType, signal)
      : null;
  }

  /**
   * All values of a small dataset.
   * @throws `limit` for a large one
   */
  async readValues(signal: AbortSignal): Promise<Hdf5Values> {
    const size = sizeOfShape(this.shape) * this.type.bytes;
    if (size > LIMITS.metadataBytes) {
      throw new ZarrdropError("limit", `A table in ${this.#access.file} is too large to be metadata.`, {
        file: this.#access.file,
        technical: `${this.shape} of ${this.type.bytes} bytes`,
      });
    }
    const bytes = await this.readStored(wholeRegion(this.shape), signal);
    return decodeValues(this.#access, { type: this.type, shape: this.shape, bytes }, signal);
  }

  /** The bytes of the values of a small box, as they are stored. */
  async readStored(region: Region, signal: AbortSignal): Promise<Uint8Array<ArrayBuffer>> {
    const bytes = new Uint8Array(sizeOfShape(region.shape) * this.type.bytes);
    await this.#readBytes(region, bytes, signal);
    return bytes;
  }

  #readBytes(region: Region, bytes: Uint8Array<ArrayBuffer>, signal: AbortSignal): Promise<void> {
    if (this.#values instanceof ChunkReader) return this.#values.readRegion(region, bytes, signal);
    // A value's bytes are one more axis.
    const box = { start: [...region.start, 0], shape: [...region.shape, this.type.bytes] };
    return readRawArray(this.#values, box, bytes, signal);
  }
}

type Opened = { shape: number[]; type: Hdf5Type; values: ChunkReader | RawArray };

function openValues(access: Hdf5Access, header: ObjectHeader): Opened | null {
  const [spaceData, typeData, layoutData] = [MESSAGE.dataspace, MESSAGE.datatype, MESSAGE.layout].map((type) =>
    messageOf(header, type),
  );
  if (spaceData == null || typeData == null || layoutData == null) return null;
  const type = parseDatatype(access, typeData);
  const space = parseDataspace(access, spaceData);
  const shape = space.shape ?? [0];
  if (type.bytes === 0 || !Number.isSafeInteger(sizeOfShape(shape) * type.bytes)) {
    throw damagedHdf5(access.file, `${shape} values of ${type.bytes} bytes`);
  }
  if (messageOf(header, MESSAGE.externalFiles) !== null)
    throw unsupportedHdf5(access.file, "values in files of their own");
  const layout = parseLayout(access, layoutData);
  const fill = parseFill(access, header, type.bytes);
  if (layout.kind !== "chunked") {
    const source = rawSource(
      access,
      layout.kind === "compact" ? layout.data : layout.address,
      sizeOfShape(shape) * type.bytes,
      fill,
    );
    const values: RawArray = { source, offset: 0, shape: [...shape, type.bytes], dtype: "uint8", littleEndian: true };
    checkRawArray(values);
    return { shape, type, values };
  }
  const filterData = messageOf(header, MESSAGE.filters);
  const filters = filterData === null ? [] : parseFilters(access, filterData);
  refuseUnknownFilters(filters, access.file);
  const values = new ChunkReader(access, header.address, {
    layout,
    space: { ...space, shape },
    itemBytes: type.bytes,
    filters,
    fill,
  });
  return { shape, type, values };
}

/** Values that lie one after the other; those that were never written are the fill value over and over. */
function rawSource(access: Hdf5Access, place: Uint8Array | number | null, bytes: number, fill: Uint8Array): ByteSource {
  if (place === null) return new FilledSource(access.file, bytes, fill);
  if (typeof place !== "number") return new MemorySource(access.file, Uint8Array.from(place));
  return new SliceSource(access.source, access.base + place, bytes, access.file);
}

/** A file of one value over and over. */
class FilledSource implements ByteSource {
  readonly name: string;
  readonly size: number;
  readonly #fill: Uint8Array;

  constructor(name: string, size: number, fill: Uint8Array) {
    this.name = name;
    this.size = size;
    this.#fill = fill;
  }

  async read(offset: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
    const { length: period } = this.#fill;
    const bytes = new Uint8Array(length);
    if (this.#fill.every((byte) => byte === 0)) return bytes;
    for (let at = 0; at < length; at++) bytes[at] = this.#fill[(offset + at) % period]!;
    return bytes;
  }
}
