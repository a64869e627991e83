import type { Cursor } from "../../bytes/cursor.ts";
import type { ByteSource } from "../../bytes/source.ts";
import { ZarrdropError } from "../../model/errors.ts";
import { LIMITS } from "../../model/limits.ts";
import { StreamCursor } from "../shared/streamCursor.ts";

/** Values of a tag that stay in the file. */
export type StoredValues = { offset: number; bytes: number };

/** What a tag holds. Structures are lists of numbers. */
export type TagValue = number | string | readonly number[] | StoredValues;

/** Tags by name, those without a name by their number. */
export type TagGroup = Map<string, TagGroup | TagValue>;

/** The tags of a file, and the byte order of their values. */
export type DmTags = { root: TagGroup; littleEndian: boolean };

const MOST_DEPTH = 64;
/** Real files have some thousand; so many are read within a second. */
const MOST_TAGS = LIMITS.linkedEntries / 16;
const GROUP = 20;
const DATA = 21;
const KINDS = { struct: 15, string: 18, array: 20 };
/** Arrays up to this size are read: texts, lengths. */
const SMALL_BYTES = 4096;
/** Bytes of a number, by its kind: short, long, unsigned of both, float, double, boolean, characters of both kinds, 64-bit integers. */
const NUMBER_BYTES: Record<number, number> = { 2: 2, 3: 4, 4: 2, 5: 4, 6: 4, 7: 8, 8: 1, 9: 1, 10: 1, 11: 8, 12: 8 };
const CHARACTER = 4;
/** The name of what is never a text. */
const PIXELS = "Data";

/**
 * Reads all tags of a DM3 or DM4 file; large arrays are left where they are. Names and lengths are big-endian, values as the file says (as described by G.
 * Jefferis and P. Cueva).
 * @throws `corrupt`, `limit`
 */
export async function readDmTags(source: ByteSource, signal: AbortSignal): Promise<DmTags> {
  const stream = new StreamCursor(source, signal);
  const version = (await stream.need(4)).u32();
  const isLong = version === 4;
  await stream.skip(isLong ? 8 : 4);
  const littleEndian = (await stream.need(4)).u32() === 1;
  const parser = new TagParser(stream, { isLong, littleEndian, file: source.name });
  return { root: await parser.group(0), littleEndian };
}

class TagParser {
  readonly #stream: StreamCursor;
  readonly #isLong: boolean;
  readonly #littleEndian: boolean;
  readonly #file: string;
  #count = 0;

  constructor(stream: StreamCursor, form: { isLong: boolean; littleEndian: boolean; file: string }) {
    this.#stream = stream;
    this.#isLong = form.isLong;
    this.#littleEndian = form.littleEndian;
    this.#file = form.file;
  }

  async group(depth: number): Promise<TagGroup> {
    if (depth > MOST_DEPTH) throw new ZarrdropError("limit", `${this.#file} has tags in tags without end.`);
    // Sorted or not, open or not.
    await this.#stream.skip(2);
    const count = await this.#length();
    const group: TagGroup = new Map();
    for (let index = 0; index < count; index++) {
      if (++this.#count > MOST_TAGS) throw new ZarrdropError("limit", `${this.#file} has too many tags.`);
      const cursor = await this.#stream.need(3);
      const kind = cursor.u8();
      const nameBytes = cursor.u16();
      // Files end early where a program wrote a wrong number.
      if (kind === 0) break;
      const name = (await this.#stream.need(nameBytes)).ascii(nameBytes);
      // How long the tag is, which its own structure says as well.
      if (this.#isLong) await this.#stream.skip(8);
      const key = name === "" || group.has(name) ? String(index) : name;
      if (kind === GROUP) group.set(key, await this.group(depth + 1));
      else if (kind === DATA) group.set(key, await this.#data(name === PIXELS));
      else throw this.#damaged(`tag of kind ${kind}`);
    }
    return group;
  }

  async #data(isPixels: boolean): Promise<TagValue> {
    const mark = (await this.#stream.need(4)).ascii(4);
    if (mark !== "%%%%") throw this.#damaged("no mark before a value");
    const info = await this.#info();
    const [kind] = info;
    if (kind === KINDS.struct) return this.#numbers(structKinds(info, 1).kinds);
    if (kind === KINDS.string) return this.#text(info[1] ?? 0, 1);
    if (kind === KINDS.array) return this.#array(info, isPixels);
    const [value] = await this.#numbers([kind ?? 0]);
    return value!;
  }

  async #info(): Promise<number[]> {
    const count = await this.#length();
    if (count === 0 || count > 1000) throw this.#damaged(`${count} numbers about a value`);
    const cursor = await this.#stream.need(count * (this.#isLong ? 8 : 4));
    return Array.from({ length: count }, () => (this.#isLong ? cursor.u64() : cursor.u32()));
  }

  async #array(info: readonly number[], isPixels: boolean): Promise<TagValue> {
    const length = info.at(-1) ?? 0;
    const [, kind] = info;
    const kinds = kind === KINDS.struct ? structKinds(info, 2).kinds : [kind ?? 0];
    const bytes = length * kinds.reduce((sum, each) => sum + this.#bytesOf(each), 0);
    if (kind === CHARACTER && !isPixels && bytes <= SMALL_BYTES) return this.#text(length, 2);
    const offset = this.#stream.position;
    if (!Number.isSafeInteger(offset + bytes)) throw this.#damaged(`array of ${bytes} bytes`);
    await this.#stream.skip(bytes);
    return { offset, bytes };
  }

  async #numbers(kinds: readonly number[]): Promise<number[]> {
    const cursor = await this.#stream.need(kinds.reduce((sum, kind) => sum + this.#bytesOf(kind), 0));
    cursor.littleEndian = this.#littleEndian;
    const numbers = kinds.map((kind) => numberOf(cursor, kind));
    cursor.littleEndian = false;
    return numbers;
  }

  async #text(length: number, bytesEach: 1 | 2): Promise<string> {
    const bytes = length * bytesEach;
    if (bytes > SMALL_BYTES) {
      await this.#stream.skip(bytes);
      return "";
    }
    const cursor = await this.#stream.need(bytes);
    cursor.littleEndian = this.#littleEndian;
    const text = bytesEach === 1 ? cursor.ascii(bytes) : cursor.utf16(bytes);
    cursor.littleEndian = false;
    return text;
  }

  #bytesOf(kind: number): number {
    const bytes = NUMBER_BYTES[kind];
    if (bytes === undefined) throw this.#damaged(`value of kind ${kind}`);
    return bytes;
  }

  async #length(): Promise<number> {
    const cursor = await this.#stream.need(this.#isLong ? 8 : 4);
    return this.#isLong ? cursor.u64() : cursor.u32();
  }

  #damaged(technical: string): ZarrdropError {
    return new ZarrdropError("corrupt", `${this.#file} is damaged: its tags do not follow one another.`, {
      technical: `${technical} before byte ${this.#stream.position}`,
    });
  }
}

/** The kinds of a structure's fields; `at`: where its description begins behind "struct". */
function structKinds(info: readonly number[], at: number): { kinds: number[] } {
  const fields = info[at + 1] ?? 0;
  const kinds: number[] = [];
  for (let field = 0; field < fields && at + 3 + 2 * field < info.length; field++)
    kinds.push(info[at + 3 + 2 * field]!);
  return { kinds };
}

function numberOf(cursor: Cursor, kind: number): number {
  switch (kind) {
    case 2:
      return cursor.i16();
    case 3:
      return cursor.i32();
    case 4:
      return cursor.u16();
    case 5:
      return cursor.u32();
    case 6:
      return cursor.f32();
    case 7:
      return cursor.f64();
    case 9:
      return cursor.i8();
    case 11:
    case 12:
      return Number(cursor.bigU64());
    default:
      return cursor.u8();
  }
}

/** A group in a group, or in one of these one after the other; null where there is none. */
export function groupAt(group: TagGroup | null, ...names: readonly string[]): TagGroup | null {
  let found: TagGroup | null = group;
  for (const name of names) {
    const next = found?.get(name);
    found = next instanceof Map ? next : null;
  }
  return found;
}

/** Groups without a name, in their order. */
export function groupsIn(group: TagGroup | null): TagGroup[] {
  return [...(group?.values() ?? [])].filter((value) => value instanceof Map);
}

/** A number in a group, or null. */
export function numberIn(group: TagGroup | null, name: string): number | null {
  const value = group?.get(name);
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}

/** A text in a group; "" where there is none. */
export function textIn(group: TagGroup | null, name: string): string {
  const value = group?.get(name);
  return typeof value === "string" ? value.trim() : "";
}
