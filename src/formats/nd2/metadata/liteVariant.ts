import { ZarrdropError } from "../../../model/errors.ts";
import { damaged } from "../errors.ts";
import { inflateMetadata } from "../container/inflateMetadata.ts";
import { type Variant, VARIANT_DEPTH, type VariantItem, type VariantNode } from "./variant.ts";

/** Types of values; each begins with this byte, the number of UTF-16 units of the name (its NUL included) and the name. */
const TYPE = {
  boolean: 1,
  int32: 2,
  uint32: 3,
  int64: 4,
  uint64: 5,
  double: 6,
  pointer: 7,
  text: 8,
  bytes: 9,
  level: 11,
  compressed: 76,
} as const;

/** Type and name length (2 bytes), then bytes whose meaning is not known, then a zlib stream up to the end. */
const COMPRESSED_HEADER_BYTES = 12;
/** Number of items (u32) and bytes of the whole level from its first byte on (u64). */
const LEVEL_HEADER_BYTES = 12;
/** A level ends with an offset per item. */
const OFFSET_BYTES = 8;
/** Most items of one document: an experiment with ten thousand positions has less than a hundred thousand. */
const MOST_ITEMS = 300_000;

const utf16 = new TextDecoder("utf-16le");

/** Compressed items, and the list that they are the end of. */
type Compressed = { into: VariantItem[]; bytes: Uint8Array<ArrayBuffer> };

/**
 * Decodes metadata in NIS-Elements' binary form ("lite variant", chunks `…LV!`): one item, mostly a level of others.
 * @throws `corrupt`, `limit`
 */
export async function decodeLiteVariant(bytes: Uint8Array<ArrayBuffer>, file: string): Promise<VariantNode> {
  const budget = { items: MOST_ITEMS };
  const outer = new LiteVariantReader(bytes, file, budget);
  const { items } = outer.items(0, bytes.length, 1, 0);
  for (const { into, bytes: encoded } of outer.compressed) {
    const decoded = await inflateMetadata(encoded, file);
    const inner = new LiteVariantReader(decoded, file, budget);
    for (const item of inner.items(0, decoded.length, 1, 0).items) into.push(item);
    // Compressed data inside compressed data would be a bomb; no program writes them.
    if (inner.compressed.length > 0) throw damaged(file, "its metadata are compressed twice");
  }
  return { items };
}

class LiteVariantReader {
  readonly compressed: Compressed[] = [];
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #file: string;
  /** How many items may still be read. */
  readonly #budget: { items: number };

  constructor(bytes: Uint8Array, file: string, budget: { items: number }) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#file = file;
    this.#budget = budget;
  }

  /** At most `count` items in `[start, end)`, and where the last one ended. */
  items(start: number, end: number, count: number, depth: number): { items: VariantItem[]; end: number } {
    if (depth > VARIANT_DEPTH) throw damaged(this.#file, "its metadata are nested too deeply");
    const items: VariantItem[] = [];
    let at = start;
    while (items.length < count && at + 2 <= end) {
      const type = this.#view.getUint8(at);
      if (this.#budget.items-- <= 0) {
        throw new ZarrdropError("limit", `The metadata of ${this.#file} are too long to be read.`, {
          file: this.#file,
        });
      }
      if (type === TYPE.compressed) {
        // A copy: what is handed to a stream must not be a view of something larger.
        this.compressed.push({ into: items, bytes: this.#bytes.slice(at + COMPRESSED_HEADER_BYTES, end) });
        return { items, end };
      }
      const value = at + 2 + this.#view.getUint8(at + 1) * 2;
      this.#check(value, 0, end);
      const name = withoutNul(utf16.decode(this.#bytes.subarray(at + 2, value)));
      const item = this.#value(type, at, value, end, depth);
      items.push([name, item.value]);
      at = item.end;
    }
    return { items, end: at };
  }

  #value(type: number, start: number, at: number, end: number, depth: number): { value: Variant; end: number } {
    const view = this.#view;
    const fixed = (bytes: number, read: () => Variant): { value: Variant; end: number } => {
      this.#check(at, bytes, end);
      return { value: read(), end: at + bytes };
    };
    switch (type) {
      case TYPE.boolean:
        return fixed(1, () => view.getUint8(at) !== 0);
      case TYPE.int32:
        return fixed(4, () => view.getInt32(at, true));
      case TYPE.uint32:
        return fixed(4, () => view.getUint32(at, true));
      case TYPE.int64:
        return fixed(8, () => Number(view.getBigInt64(at, true)));
      case TYPE.uint64:
        return fixed(8, () => Number(view.getBigUint64(at, true)));
      case TYPE.double:
        return fixed(8, () => view.getFloat64(at, true));
      case TYPE.pointer:
      case TYPE.bytes: {
        this.#check(at, 8, end);
        const length = Number(view.getBigUint64(at, true));
        this.#check(at + 8, length, end);
        return { value: this.#bytes.subarray(at + 8, at + 8 + length), end: at + 8 + length };
      }
      case TYPE.text:
        return this.#text(at, end);
      case TYPE.level:
        return this.#level(start, at, end, depth);
      default:
        throw damaged(this.#file, "its metadata cannot be read", `value of type ${type}`);
    }
  }

  /** UTF-16 up to a NUL; the last text of damaged metadata may lack it. */
  #text(at: number, end: number): { value: Variant; end: number } {
    let stop = at;
    while (stop + 2 <= end && this.#view.getUint16(stop, true) !== 0) stop += 2;
    return { value: utf16.decode(this.#bytes.subarray(at, stop)), end: Math.min(end, stop + 2) };
  }

  #level(start: number, at: number, end: number, depth: number): { value: Variant; end: number } {
    this.#check(at, LEVEL_HEADER_BYTES, end);
    const count = this.#view.getUint32(at, true);
    const length = Number(this.#view.getBigUint64(at + 4, true));
    this.#check(start, length, end);
    const content = at + LEVEL_HEADER_BYTES;
    const stop = Math.max(content, start + length);
    const { items } = this.items(content, stop, count, depth + 1);
    return { value: { items }, end: Math.min(end, stop + count * OFFSET_BYTES) };
  }

  #check(at: number, length: number, end: number): void {
    if (!(length >= 0 && at + length <= end)) {
      throw damaged(this.#file, "its metadata end too early", `${length} bytes at ${at} of ${end}`);
    }
  }
}

function withoutNul(text: string): string {
  const end = text.indexOf("\0");
  return end < 0 ? text : text.slice(0, end);
}
