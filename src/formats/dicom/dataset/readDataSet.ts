import type { Cursor } from "../../../bytes/cursor.ts";
import type { ByteSource } from "../../../bytes/source.ts";
import { ZarrdropError } from "../../../model/errors.ts";
import { LIMITS } from "../../../model/limits.ts";
import { StreamCursor } from "../../shared/streamCursor.ts";
import { DataSet } from "./dataSet.ts";
import { hasLongLength, type Representation } from "./representations.ts";
import { ITEM, knownTag, PIXEL_DATA, TAGS } from "./tags.ts";

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

const UNDEFINED_LENGTH = 0xffffffff;
/** Values that are read are shorter: tables of colours have 128 KiB. Tables of frames are left in the file. */
const MOST_VALUE_BYTES = 2 ** 20;
const IN_PLACE: ReadonlySet<number> = new Set([TAGS.ExtendedOffsetTable.tag, TAGS.ExtendedOffsetTableLengths.tag]);
const MOST_DEPTH = 32;
const IMPLICIT = { isExplicit: false, littleEndian: true };

/** Goes on at once while what it needs is in memory, and else gives what is to be waited for: there are millions of elements. */
type Steps<Result> = Generator<Promise<unknown>, Result, void>;
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
    const steps = this.#elementsUpTo(Infinity, form, 0, true);
    let step = steps.next();
    while (step.done !== true) {
      await step.value;
      step = steps.next();
    }
    return { data: step.value, frames: this.#frames, pixels: this.#pixels };
  }

  /** Elements up to a place, or a delimiter. `isWanted`: whether anything of them is kept. */
  *#elementsUpTo(end: number, form: Form, depth: number, isWanted: boolean): Steps<DataSet> {
    if (depth > MOST_DEPTH) throw this.#damaged("its sequences lie too deep in each other");
    const data = new DataSet();
    while (this.#stream.position < end && !(depth === 0 && this.#isAtEnd())) {
      const element = yield* this.#header(form);
      if (element.tag === ITEM.end || element.tag === ITEM.sequenceEnd) return data;
      if (depth === 0 && isPixelData(element.tag)) {
        const { tag, vr, length } = element;
        const offset = this.#stream.position;
        this.#pixels = { tag, vr, offset, length: length === UNDEFINED_LENGTH ? null : length };
        return data;
      }
      yield* this.#value(data, element, form, depth, isWanted);
    }
    return data;
  }

  /** The end of a file is that of its data set; of a compressed one nobody knows it, and its pixels come last. */
  #isAtEnd(): boolean {
    return this.#stream.position + 8 > this.#source.size;
  }

  *#header({ isExplicit, littleEndian }: Form): Steps<Element> {
    if (++this.#elements > LIMITS.linkedEntries) throw new ZarrdropError("limit", "The file has too many elements.");
    const cursor = yield* this.#need(8);
    cursor.littleEndian = littleEndian;
    const tag = cursor.u16() * 0x10000 + cursor.u16();
    const isItem = tag >>> 16 === ITEM.begin >>> 16;
    const start = cursor.position;
    const vr = isItem || !isExplicit ? "" : cursor.ascii(2);
    // Some writers leave the representation out in between.
    if (!/^[A-Z]{2}$/.test(vr)) return { tag, vr: "", length: cursor.seek(start).u32() };
    const length = cursor.u16();
    if (!hasLongLength(vr)) return { tag, vr, length };
    const long = yield* this.#need(4);
    long.littleEndian = littleEndian;
    return { tag, vr, length: long.u32() };
  }

  *#need(bytes: number): Steps<Cursor> {
    if (!this.#stream.has(bytes)) yield this.#stream.need(bytes);
    return this.#stream.cursor;
  }

  *#skip(bytes: number): Steps<void> {
    if (this.#stream.has(bytes)) this.#stream.cursor.skip(bytes);
    else yield this.#stream.skip(bytes);
  }

  *#value(data: DataSet, element: Element, form: Form, depth: number, isWanted: boolean): Steps<void> {
    const { tag, length } = element;
    const known = isWanted ? knownTag(tag) : undefined;
    const vr = element.vr === "" || element.vr === "UN" ? (known?.vr ?? element.vr) : element.vr;
    const isEncoded = vr === "OB" || vr === "OW";
    if (length === UNDEFINED_LENGTH && isEncoded) return yield* this.#skipFragments(form);
    if (length === UNDEFINED_LENGTH || (vr === "SQ" && known !== undefined)) {
      // Sequences of unknown representation are written without representations (PS3.5, 6.2.2).
      const items = yield* this.#items(element, element.vr === "UN" ? IMPLICIT : form, depth, known !== undefined);
      if (known !== undefined) data.set(tag, { kind: "items", items });
      return;
    }
    const end = this.#stream.position + length;
    if (end > this.#source.size) throw this.#damaged("an element leaves the file", `${tag.toString(16)} of ${length}`);
    if (known !== undefined && IN_PLACE.has(tag)) {
      data.set(tag, { kind: "place", offset: this.#stream.position, length });
      return yield* this.#skip(length);
    }
    if (known === undefined || length > MOST_VALUE_BYTES) return yield* this.#skip(length);
    const bytes = (yield* this.#need(length)).bytes(length).slice();
    data.set(tag, { kind: "bytes", vr, bytes, littleEndian: form.littleEndian });
  }

  *#items({ tag, length }: Element, form: Form, depth: number, isWanted: boolean): Steps<DataSet[]> {
    const items: DataSet[] = [];
    const end = length === UNDEFINED_LENGTH ? Infinity : this.#stream.position + length;
    const isFrames = tag === TAGS.PerFrameFunctionalGroupsSequence.tag;
    while (this.#stream.position < end) {
      const item = yield* this.#header(form);
      if (item.tag === ITEM.sequenceEnd) break;
      if (item.tag !== ITEM.begin) throw this.#damaged("a sequence holds something else than items");
      const itemEnd = item.length === UNDEFINED_LENGTH ? Infinity : this.#stream.position + item.length;
      if (!isWanted && itemEnd !== Infinity) {
        yield* this.#skip(item.length);
        continue;
      }
      const data = yield* this.#elementsUpTo(itemEnd, form, depth + 1, isWanted);
      if (isFrames && isWanted) this.#frames.push(this.#reduceFrame(data));
      else if (isWanted) items.push(data);
    }
    return items;
  }

  /** Encoded pixels of a small picture within another element. */
  *#skipFragments(form: Form): Steps<void> {
    for (;;) {
      const { tag, length } = yield* this.#header(form);
      if (tag === ITEM.sequenceEnd) return;
      if (tag !== ITEM.begin || length === UNDEFINED_LENGTH)
        throw this.#damaged("encoded pixels lie between other data");
      yield* this.#skip(length);
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
