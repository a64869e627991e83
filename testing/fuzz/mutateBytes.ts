import type { SeededRandom } from "../contract/random.ts";

const EXTREMES = [
  0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff, 0x10000, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff,
];
/** Lengths of records in the structures of files: entries of directories, blocks, segments, tags. */
const RECORDS = [4, 8, 12, 16, 20, 24, 32, 46, 64, 128, 256];
/** Texts that are looked for in a file. */
const MOST_TEXTS = 5000;

/**
 * Mutants of a file. Half of the changes know nothing of its structure (flipped bits, extreme numbers in both byte orders, cuts,
 * insertions, copies, zeros); the others know what most files have in common: numbers at even places become other numbers of the file or
 * near ones, two records change places, and values in quotes and numbers in texts (XML, JSON, headers of words) become others of the same file.
 */
export class ByteMutator {
  readonly #original: Uint8Array;
  /** Places of texts that are values: in quotes, between tags, runs of digits. */
  readonly #texts: readonly (readonly [from: number, to: number])[];

  constructor(original: Uint8Array) {
    this.#original = original;
    this.#texts = textsIn(original);
  }

  /** One to six changes, more often near the beginning and the end, where headers and directories are. */
  mutant(random: SeededRandom): Uint8Array<ArrayBuffer> {
    let bytes: Uint8Array<ArrayBuffer> = this.#original.slice();
    const changes = 1 + random.below(6);
    for (let change = 0; change < changes && bytes.length > 0; change++) bytes = this.#changed(bytes, random);
    return bytes;
  }

  #changed(bytes: Uint8Array<ArrayBuffer>, random: SeededRandom): Uint8Array<ArrayBuffer> {
    const at = placeIn(bytes, random);
    const span = Math.min(bytes.length - at, 1 + random.below(random.pick([4, 64, 1024])));
    switch (random.below(16)) {
      case 0:
        bytes[at] = bytes[at]! ^ (1 << random.below(8));
        return bytes;
      case 1:
        bytes[at] = random.below(256);
        return bytes;
      case 2:
      case 3:
        putNumber(bytes, at, {
          width: random.pick([1, 2, 4, 8]),
          value: random.pick([...EXTREMES, bytes.length, at]),
          littleEndian: random.next() < 0.5,
        });
        return bytes;
      case 4:
        return joined(bytes.subarray(0, at), bytes.subarray(at + span));
      case 5:
        return joined(bytes.subarray(0, at + span), bytes.subarray(at));
      case 6:
        bytes.fill(random.pick([0, 0xff]), at, at + span);
        return bytes;
      case 7:
        bytes.copyWithin(random.below(bytes.length), at, at + span);
        return bytes;
      case 8:
      case 9:
      case 10: {
        // A number of the file in the place of another one.
        const width = random.pick([2, 4, 8]);
        const from = aligned(placeIn(bytes, random), random);
        bytes.copyWithin(aligned(at, random), from, Math.min(bytes.length, from + width));
        return bytes;
      }
      case 11:
      case 12:
        nudge(bytes, aligned(at, random), random);
        return bytes;
      case 13:
        swapRecords(bytes, at, random);
        return bytes;
      default:
        return this.#withText(bytes, random);
    }
  }

  /** A value in a text replaced by another one of the file; of the same length, so that what follows stays where it is, or not. */
  #withText(bytes: Uint8Array<ArrayBuffer>, random: SeededRandom): Uint8Array<ArrayBuffer> {
    if (this.#texts.length === 0) return bytes;
    const [from, to] = random.pick(this.#texts);
    const [otherFrom, otherTo] = random.pick(this.#texts);
    const other = this.#original.subarray(otherFrom, otherTo);
    if (random.below(3) > 0) {
      for (let at = from; at < to && at < bytes.length; at++)
        bytes[at] = other[at - from] ?? random.pick([0x20, 0x30, 0x39]);
      return bytes;
    }
    return joined(joined(bytes.subarray(0, from), other), bytes.subarray(to));
  }
}

function placeIn(bytes: Uint8Array, random: SeededRandom): number {
  const where = random.below(10);
  if (where < 5) return random.below(Math.min(bytes.length, 512));
  if (where < 7) return bytes.length - 1 - random.below(Math.min(bytes.length, 1024));
  return random.below(bytes.length);
}

/** Numbers lie at multiples of two or four, mostly. */
function aligned(at: number, random: SeededRandom): number {
  const step = random.pick([1, 2, 4, 4]);
  return at - (at % step);
}

/** A number of four or two bytes that becomes a near one, its double or its half. */
function nudge(bytes: Uint8Array, at: number, random: SeededRandom): void {
  const width = random.pick([1, 2, 4]);
  if (at + width > bytes.length) return;
  const littleEndian = random.next() < 0.7;
  let value = 0;
  for (let index = 0; index < width; index++)
    value = value * 256 + bytes[at + (littleEndian ? width - 1 - index : index)]!;
  const near = random.pick([value + 1, value - 1, value * 2, Math.floor(value / 2), value + 4, -value]);
  putNumber(bytes, at, { width, value: near >>> 0, littleEndian });
}

function swapRecords(bytes: Uint8Array, at: number, random: SeededRandom): void {
  const length = random.pick(RECORDS);
  const other = at + length * (1 + random.below(8));
  if (other + length > bytes.length) return;
  const first = bytes.slice(at, at + length);
  bytes.copyWithin(at, other, other + length);
  bytes.set(first, other);
}

function putNumber(
  bytes: Uint8Array,
  at: number,
  { width, value, littleEndian }: { width: number; value: number; littleEndian: boolean },
): void {
  for (let index = 0; index < width && at + index < bytes.length; index++) {
    const byte = littleEndian ? index : width - 1 - index;
    bytes[at + index] = byte < 4 ? (value >>> (8 * byte)) & 0xff : value === 0xffffffff ? 0xff : 0;
  }
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(first.length + second.length);
  whole.set(first);
  whole.set(second, first.length);
  return whole;
}

function textsIn(bytes: Uint8Array): [from: number, to: number][] {
  const text = new TextDecoder("latin1").decode(bytes);
  const texts: [number, number][] = [];
  // A value in quotes or between tags, or a number of at least two digits; single ones stand in any data.
  for (const match of text.matchAll(
    /(?<=[="'])[\x20-\x21\x23-\x7e]{1,64}(?=["'])|(?<=>)[\x20-\x3b\x3d-\x7e]{1,64}(?=<)|\d[\d.]{1,15}/g,
  )) {
    texts.push([match.index, match.index + match[0].length]);
    if (texts.length >= MOST_TEXTS) break;
  }
  return texts;
}
