import { ZarrdropError } from "../model/errors.ts";

/**
 * Checked reading of binary structures from bytes in memory: every step that would leave the bytes fails with `corrupt`, so that a
 * parser needs no checks of its own. Positions are relative to the given bytes.
 */
export class Cursor {
  /** Byte order of the next reads; a file may mix them. */
  littleEndian: boolean;
  readonly #view: DataView;
  readonly #bytes: Uint8Array;
  readonly #file: string;
  #position = 0;

  /** `file` names the file in errors. */
  constructor(bytes: Uint8Array, file: string, littleEndian = true) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#file = file;
    this.littleEndian = littleEndian;
  }

  get position(): number {
    return this.#position;
  }

  get length(): number {
    return this.#bytes.byteLength;
  }

  get remaining(): number {
    return this.#bytes.byteLength - this.#position;
  }

  /** Goes to a position in `[0, length]`. */
  seek(position: number): this {
    if (!Number.isSafeInteger(position) || position < 0 || position > this.length) this.#fail(position, 0);
    this.#position = position;
    return this;
  }

  skip(bytes: number): this {
    return this.seek(this.#position + bytes);
  }

  u8(): number {
    return this.#view.getUint8(this.#take(1));
  }

  i8(): number {
    return this.#view.getInt8(this.#take(1));
  }

  u16(): number {
    return this.#view.getUint16(this.#take(2), this.littleEndian);
  }

  i16(): number {
    return this.#view.getInt16(this.#take(2), this.littleEndian);
  }

  u32(): number {
    return this.#view.getUint32(this.#take(4), this.littleEndian);
  }

  i32(): number {
    return this.#view.getInt32(this.#take(4), this.littleEndian);
  }

  /** An unsigned 64-bit integer; `corrupt` above 2^53 - 1 (no offset, size or count is that large). */
  u64(): number {
    return this.#safe(this.bigU64());
  }

  /** A signed 64-bit integer; `corrupt` outside ±(2^53 - 1). */
  i64(): number {
    return this.#safe(this.#view.getBigInt64(this.#take(8), this.littleEndian));
  }

  /** All 64 bits. */
  bigU64(): bigint {
    return this.#view.getBigUint64(this.#take(8), this.littleEndian);
  }

  f32(): number {
    return this.#view.getFloat32(this.#take(4), this.littleEndian);
  }

  f64(): number {
    return this.#view.getFloat64(this.#take(8), this.littleEndian);
  }

  /** A view of the next bytes. */
  bytes(length: number): Uint8Array {
    const start = this.#take(length);
    return this.#bytes.subarray(start, start + length);
  }

  /** Text in a field of fixed width: up to the first NUL, one character a byte (ISO 8859-1). */
  ascii(length: number): string {
    const field = this.bytes(length);
    let text = "";
    for (const byte of field) {
      if (byte === 0) break;
      text += String.fromCharCode(byte);
    }
    return text;
  }

  /** UTF-8 text in a field of fixed width, up to the first NUL; bad sequences become U+FFFD. */
  utf8(length: number): string {
    const field = this.bytes(length);
    const end = field.indexOf(0);
    return new TextDecoder().decode(end < 0 ? field : field.subarray(0, end));
  }

  /** UTF-16 text of `length` bytes (both orders), up to the first NUL character. */
  utf16(length: number): string {
    const field = this.bytes(length);
    const text = new TextDecoder(this.littleEndian ? "utf-16le" : "utf-16be").decode(field);
    const end = text.indexOf("\0");
    return end < 0 ? text : text.slice(0, end);
  }

  #take(bytes: number): number {
    const start = this.#position;
    if (!Number.isSafeInteger(bytes) || bytes < 0 || start + bytes > this.length) this.#fail(start, bytes);
    this.#position = start + bytes;
    return start;
  }

  #safe(value: bigint): number {
    const number = Number(value);
    if (!Number.isSafeInteger(number)) {
      throw new ZarrdropError("corrupt", `${this.#file} is damaged: it holds an impossibly large number.`, {
        file: this.#file,
        technical: `${value} at ${this.#position - 8}`,
      });
    }
    return number;
  }

  #fail(position: number, bytes: number): never {
    throw new ZarrdropError("corrupt", `${this.#file} is damaged or cut off: a structure in it ends too early.`, {
      file: this.#file,
      technical: `${bytes} bytes at ${position} of ${this.length}`,
    });
  }
}
