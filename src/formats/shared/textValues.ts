import { allocatePixels, bytesOfPixels, type DataType, itemSize, type PixelArray } from "../../model/dtype.ts";
import { ZarrdropError } from "../../model/errors.ts";

const COMMA = 44;
const PLUS = 43;
const MINUS = 45;
const POINT = 46;
const BLANK = 32;
const NO_BREAK_SPACE = 0xa0;
/** Digits of numbers that are exact whatever they are. */
const MOST_DIGITS = 15;
/** Powers of ten that are exact: a quotient of two exact numbers is the nearest number there is (Clinger 1990). */
const POWERS_OF_TEN = Array.from({ length: MOST_DIGITS + 1 }, (_, power) => 10 ** power);

/**
 * Numbers with blanks or commas between them as values in memory; as many as `bytes` hold, what follows is not looked at.
 * @throws `corrupt` for too few, and for what is no number or none that the type has
 */
export function textValues(
  text: Uint8Array,
  { bytes, dtype }: { bytes: number; dtype: DataType },
): Uint8Array<ArrayBuffer> {
  const count = bytes / itemSize(dtype);
  const values = allocatePixels(dtype, count);
  let found = 0;
  for (let at = 0; at < text.length && found < count;) {
    if (isBetween(text[at]!)) {
      at++;
      continue;
    }
    const start = at;
    while (at < text.length && !isBetween(text[at]!)) at++;
    if (!putNumber(values, found, text, start, at)) throw damagedText(wordOf(text, start, at));
    found++;
  }
  if (found < count) throw damagedText(`${found} of ${count} values`);
  return bytesOfPixels(values);
}

function isBetween(code: number): boolean {
  return code === BLANK || (code >= 9 && code <= 13) || code === COMMA || code === NO_BREAK_SPACE;
}

/** Whether the characters from a place to another are a number of the type. Most are whole numbers, or decimals of few digits. */
function putNumber(values: PixelArray, at: number, text: Uint8Array, start: number, end: number): boolean {
  const isBig = values instanceof BigInt64Array || values instanceof BigUint64Array;
  const number = shortDecimal(text, start, end);
  if (isBig) {
    const isWhole = number !== null && Number.isInteger(number) && !text.subarray(start, end).includes(POINT);
    return isWhole ? putBig(values, at, BigInt(number)) : putLongBig(values, at, wordOf(text, start, end));
  }
  if (number === null) return putLong(values, at, wordOf(text, start, end));
  values[at] = number;
  return values[at] === number || values instanceof Float32Array;
}

/** A number of few digits, with or without a point; null for all else, numbers or not. */
function shortDecimal(text: Uint8Array, start: number, end: number): number | null {
  const sign = text[start];
  const first = sign === MINUS || sign === PLUS ? start + 1 : start;
  if (end - first > MOST_DIGITS || end === first) return null;
  let number = 0;
  let decimals = -1;
  for (let at = first; at < end; at++) {
    const digit = text[at]! - 48;
    if (digit >= 0 && digit <= 9) {
      number = number * 10 + digit;
      if (decimals >= 0) decimals++;
    } else if (text[at] === POINT && decimals < 0 && end - first > 1) decimals = 0;
    else return null;
  }
  if (decimals > 0) number /= POWERS_OF_TEN[decimals]!;
  return sign === MINUS ? -number : number;
}

function putLong(values: { [index: number]: number }, at: number, word: string): boolean {
  const number = Number(word);
  values[at] = number;
  const isFloat = values instanceof Float32Array || values instanceof Float64Array;
  return isFloat ? !Number.isNaN(number) || /^[+-]?nan$/i.test(word) : values[at] === number;
}

function putLongBig(values: BigInt64Array | BigUint64Array, at: number, word: string): boolean {
  return /^[+-]?\d{1,20}$/.test(word) && putBig(values, at, BigInt(word.replace("+", "")));
}

function putBig(values: BigInt64Array | BigUint64Array, at: number, number: bigint): boolean {
  values[at] = number;
  return values[at] === number;
}

function wordOf(text: Uint8Array, start: number, end: number): string {
  return new TextDecoder("latin1").decode(text.subarray(start, end));
}

function damagedText(technical: string): ZarrdropError {
  return new ZarrdropError("corrupt", "The file should hold numbers as text, and something else is there.", {
    technical: technical.slice(0, 100),
  });
}
