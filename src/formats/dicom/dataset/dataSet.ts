import { Cursor } from "../../../bytes/cursor.ts";
import { numberForm, type Representation } from "./representations.ts";
import type { Tag } from "./tags.ts";

/** Where a value is in the source of its data set. */
export type ValuePlace = { offset: number; length: number };

/** The value of an element as it is stored, or where it is, or the items of a sequence. */
export type ElementValue =
  | ({ kind: "place" } & ValuePlace)
  | { kind: "bytes"; vr: Representation; bytes: Uint8Array; littleEndian: boolean }
  | { kind: "items"; items: DataSet[] };

/** How characters are coded (PS3.3, C.12.1.1.2); of several sets, the first one. ISO 8859-1 holds ASCII, which is usual. */
const ENCODINGS: Readonly<Record<string, string>> = {
  "ISO_IR 192": "utf-8",
  "ISO_IR 101": "iso-8859-2",
  "ISO_IR 109": "iso-8859-3",
  "ISO_IR 110": "iso-8859-4",
  "ISO_IR 144": "iso-8859-5",
  "ISO_IR 127": "iso-8859-6",
  "ISO_IR 126": "iso-8859-7",
  "ISO_IR 138": "iso-8859-8",
  "ISO_IR 148": "iso-8859-9",
  "ISO_IR 13": "shift_jis",
  GB18030: "gb18030",
  GBK: "gbk",
};
const USUAL_ENCODING = "iso-8859-1";

/** Short values of ASCII alone, which all encodings decode alike, are most that are read, and a decoder takes its time. */
const MOST_PLAIN_BYTES = 64;

function isPlain(bytes: Uint8Array): boolean {
  return bytes.length <= MOST_PLAIN_BYTES && bytes.every((byte) => byte < 0x80);
}

const decoders = new Map<string, TextDecoder>();

function decoderOf(encoding: string): TextDecoder {
  const decoder = decoders.get(encoding) ?? new TextDecoder(encoding);
  decoders.set(encoding, decoder);
  return decoder;
}

/** Elements of a data set that were read, by their tags. What is not there, or cannot be what it should be, is null or empty: files are not strict. */
export class DataSet {
  /** Side by side, as there are hundreds of thousands of items with two or three elements, and a map takes more than they do. */
  readonly #tags: number[] = [];
  readonly #values: ElementValue[] = [];

  /** Of elements that are there twice, the last one counts. */
  set(tag: number, value: ElementValue): void {
    const known = this.#tags.indexOf(tag);
    const at = known < 0 ? this.#tags.push(tag) - 1 : known;
    this.#values[at] = value;
  }

  has({ tag }: Tag): boolean {
    return this.#tags.includes(tag);
  }

  #get(tag: number): ElementValue | undefined {
    const at = this.#tags.indexOf(tag);
    return at < 0 ? undefined : this.#values[at];
  }

  /** Where a value is that was left in the file. */
  place({ tag }: Tag): ValuePlace | null {
    const value = this.#get(tag);
    return value?.kind === "place" ? value : null;
  }

  /** The bytes of a value. */
  bytes({ tag }: Tag): Uint8Array | null {
    const value = this.#get(tag);
    return value?.kind === "bytes" ? value.bytes : null;
  }

  /** Items of a sequence. */
  items({ tag }: Tag): readonly DataSet[] {
    const value = this.#get(tag);
    return value?.kind === "items" ? value.items : [];
  }

  /** The first item of a sequence, or a data set without any element. */
  item(tag: Tag): DataSet {
    return this.items(tag)[0] ?? NOTHING;
  }

  /** The values of a text, without the blanks that fill them up. `encoding`: as `encodingOf`. */
  texts({ tag }: Tag, encoding = USUAL_ENCODING): string[] {
    const value = this.#get(tag);
    if (value?.kind !== "bytes") return [];
    const text = isPlain(value.bytes) ? String.fromCharCode(...value.bytes) : decoderOf(encoding).decode(value.bytes);
    return text.split("\\").map((part) => part.replace(/^[\s\0]+|[\s\0]+$/g, ""));
  }

  /** The first value of a text; "" where there is none. */
  text(tag: Tag, encoding = USUAL_ENCODING): string {
    return this.texts(tag, encoding)[0] ?? "";
  }

  /** All numbers of an element, written as text or as bytes; none where one of them is no number. */
  numbers(tag: Tag): number[] {
    const value = this.#get(tag.tag);
    if (value?.kind !== "bytes") return [];
    const { vr, bytes, littleEndian } = value;
    const form = numberForm(vr);
    if (form === undefined) {
      const texts = this.texts(tag);
      const numbers = texts.map((text) => (text === "" ? Number.NaN : Number(text)));
      return numbers.every((number) => Number.isFinite(number)) ? numbers : [];
    }
    const cursor = new Cursor(bytes, "", littleEndian);
    return Array.from({ length: Math.floor(bytes.length / form.bytes) }, () => form.read(cursor));
  }

  /** The numbers of an element that must have so many; null where it has others. */
  vector(tag: Tag, length: number): readonly number[] | null {
    const numbers = this.numbers(tag);
    return numbers.length === length ? numbers : null;
  }

  /** The first number, or null. */
  number(tag: Tag): number | null {
    return this.numbers(tag)[0] ?? null;
  }

  /** The encoding of the data set's texts. */
  encoding(characterSet: Tag): string {
    const name = this.text(characterSet).replace(/^ISO 2022 IR /, "ISO_IR ");
    return ENCODINGS[name] ?? USUAL_ENCODING;
  }
}

const NOTHING = new DataSet();
