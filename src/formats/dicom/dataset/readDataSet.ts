import type { ByteSource } from "../../../bytes/source.ts";
import { ZarrdropError } from "../../../model/errors.ts";
import { LIMITS } from "../../../model/limits.ts";
import { StreamCursor } from "../../shared/streamCursor.ts";
import { DataSet } from "./dataSet.ts";
import { ITEM, knownTag, PIXEL_DATA, type Representation, TAGS } from "./tags.ts";

/** Where a data set begins in its source, and how its elements are written. */
export type DataSetForm = { start: number; isExplicit: boolean; littleEndian: boolean };

/** Where the pixels are: `length` is null where they are encoded, in items up to a delimiter. */
export type PixelDataPlace = {
  tag: number;
  vr: Representation;
  offset: number;
  length: number | null;
};

/** What was read of a data set up to its pixels. `frames`: its items of functional groups for each frame, each as `reduceFrame` made it. */
export type ReadDataSet<Frame> = { data: DataSet; frames: Frame[]; pixels: PixelDataPlace | null };

/** How data sets are read. `windowBytes`: as for a `StreamCursor`. `reduceFrame`: what is kept of each frame's item. */
export type DataSetOptions<Frame> = { windowBytes?: number; reduceFrame(item: DataSet): Frame };

/** Representations with a length of 32 bits (PS3.5, 7.1.2). */
const LONG = new Set(["OB", "OD", "OF", "OL", "OV", "OW", "SQ", "SV", "UC", "UN", "UR", "UT", "UV"]);
const UNDEFINED_LENGTH = 0xffffffff;
/** Values that are read are shorter: tables of colours have 128 KiB. Tables of frames are left in the file. */
const MOST_VALUE_BYTES = 2 ** 20;
const IN_PLACE: ReadonlySet<number> = new Set([TAGS.ExtendedOffsetTable.tag, TAGS.ExtendedOffsetTableLengths.tag]);
const MOST_DEPTH = 32;
const IMPLICIT = { isExplicit: false, littleEndian: true };

type Form = Pick<DataSetForm, "isExplicit" | "littleEndian">;
type Element = { tag: number; vr: Representation; length: number };

/**
 * Reads a data set up to its pixels (PS3.5, chapter 7): the elements of `tags.ts`, and nothing of the others.
 * @throws `corrupt`, `limit`; those of the source
 */
export async function readDataSet<Frame>(
  source: ByteSource,
  form: DataSetForm,
  options: DataSetOptions<Frame>,
  signal: AbortSignal,
): Promise<ReadDataSet<Frame>> {
  return new DataSetReader(source, options, signal).read(form);
}

class DataSetReader<Frame> {
  readonly #source: ByteSource;
  readonly #stream: StreamCursor;
  readonly #reduceFrame: (item: DataSet) => Frame;
  readonly #frames: Frame[] = [];
  #pixels: PixelDataPlace | null = null;
  #elements = 0;

  constructor(source: ByteSource, { windowBytes, reduceFrame }: DataSetOptions<Frame>, signal: AbortSignal) {
    this.#source = source;
    this.#stream = new StreamCursor(source, signal, windowBytes);
    this.#reduceFrame = reduceFrame;
  }

  async read({ start, ...form }: DataSetForm): Promise<ReadDataSet<Frame>> {
    await this.#stream.skip(start);
    const data = await this.#elementsUpTo(Infinity, form, 0, true);
    return { data, frames: this.#frames, pixels: this.#pixels };
  }

  /** Elements up to a place, or a delimiter. `isWanted`: whether anything of them is kept. */
  async #elementsUpTo(end: number, form: Form, depth: number, isWanted: boolean): Promise<DataSet> {
    if (depth > MOST_DEPTH) throw this.#damaged("its sequences lie too deep in each other");
    const data = new DataSet();
    while (this.#stream.position < end && !(depth === 0 && this.#isAtEnd())) {
      const element = await this.#header(form);
      if (element.tag === ITEM.end || element.tag === ITEM.sequenceEnd) return data;
      if (depth === 0 && isPixelData(element.tag)) {
        const { tag, vr, length } = element;
        const offset = this.#stream.position;
        this.#pixels = { tag, vr, offset, length: length === UNDEFINED_LENGTH ? null : length };
        return data;
      }
      await this.#value(data, element, form, depth, isWanted);
    }
    return data;
  }

  /** The end of a file is that of its data set; of a compressed one nobody knows it, and its pixels come last. */
  #isAtEnd(): boolean {
    return this.#stream.position + 8 > this.#source.size;
  }

  async #header({ isExplicit, littleEndian }: Form): Promise<Element> {
    if (++this.#elements > LIMITS.linkedEntries) throw new ZarrdropError("limit", "The file has too many elements.");
    const cursor = await this.#stream.need(8);
    cursor.littleEndian = littleEndian;
    const tag = cursor.u16() * 0x10000 + cursor.u16();
    const isItem = tag >>> 16 === ITEM.begin >>> 16;
    const start = cursor.position;
    const vr = isItem || !isExplicit ? "" : cursor.ascii(2);
    // Some writers leave the representation out in between.
    if (!/^[A-Z]{2}$/.test(vr)) return { tag, vr: "", length: cursor.seek(start).u32() };
    const length = cursor.u16();
    if (!LONG.has(vr)) return { tag, vr, length };
    const long = await this.#stream.need(4);
    long.littleEndian = littleEndian;
    return { tag, vr, length: long.u32() };
  }

  async #value(data: DataSet, element: Element, form: Form, depth: number, isWanted: boolean): Promise<void> {
    const { tag, length } = element;
    const known = isWanted ? knownTag(tag) : undefined;
    const vr = element.vr === "" || element.vr === "UN" ? (known?.vr ?? element.vr) : element.vr;
    const isEncoded = vr === "OB" || vr === "OW";
    if (length === UNDEFINED_LENGTH && isEncoded) return this.#skipFragments(form);
    if (vr === "SQ" || length === UNDEFINED_LENGTH) {
      // Sequences of unknown representation are written without representations (PS3.5, 6.2.2).
      const items = await this.#items(element, element.vr === "UN" ? IMPLICIT : form, depth, known !== undefined);
      if (known !== undefined) data.set(tag, { kind: "items", items });
      return;
    }
    const end = this.#stream.position + length;
    if (end > this.#source.size) throw this.#damaged("an element leaves the file", `${tag.toString(16)} of ${length}`);
    if (known !== undefined && IN_PLACE.has(tag)) {
      data.set(tag, { kind: "place", offset: this.#stream.position, length });
      return this.#stream.skip(length);
    }
    if (known === undefined || length > MOST_VALUE_BYTES) return this.#stream.skip(length);
    const bytes = (await this.#stream.need(length)).bytes(length).slice();
    data.set(tag, { kind: "bytes", vr, bytes, littleEndian: form.littleEndian });
  }

  async #items({ tag, length }: Element, form: Form, depth: number, isWanted: boolean): Promise<DataSet[]> {
    const items: DataSet[] = [];
    const end = length === UNDEFINED_LENGTH ? Infinity : this.#stream.position + length;
    const isFrames = tag === TAGS.PerFrameFunctionalGroupsSequence.tag;
    while (this.#stream.position < end) {
      const item = await this.#header(form);
      if (item.tag === ITEM.sequenceEnd) break;
      if (item.tag !== ITEM.begin) throw this.#damaged("a sequence holds something else than items");
      const itemEnd = item.length === UNDEFINED_LENGTH ? Infinity : this.#stream.position + item.length;
      if (!isWanted && itemEnd !== Infinity) {
        await this.#stream.skip(item.length);
        continue;
      }
      const data = await this.#elementsUpTo(itemEnd, form, depth + 1, isWanted);
      if (isFrames && isWanted) this.#frames.push(this.#reduceFrame(data));
      else if (isWanted) items.push(data);
    }
    return items;
  }

  /** Encoded pixels of a small picture within another element. */
  async #skipFragments(form: Form): Promise<void> {
    for (;;) {
      const { tag, length } = await this.#header(form);
      if (tag === ITEM.sequenceEnd) return;
      if (tag !== ITEM.begin || length === UNDEFINED_LENGTH)
        throw this.#damaged("encoded pixels lie between other data");
      await this.#stream.skip(length);
    }
  }

  #damaged(what: string, technical = ""): ZarrdropError {
    const place = `at ${this.#stream.position}`;
    return new ZarrdropError("corrupt", `${this.#source.name} is damaged: ${what}.`, {
      technical: `${technical} ${place}`,
    });
  }
}

function isPixelData(tag: number): boolean {
  return tag === PIXEL_DATA.usual || tag === PIXEL_DATA.float || tag === PIXEL_DATA.double;
}
