import type { JpegLsBits } from "./jpegLsBits.ts";
import type { JpegLsScan } from "./jpegLsHeader.ts";
import { corruptPicture } from "./pictures.ts";

/** Lengths of run segments, as powers of 2 (ITU-T T.87, A.7.1.1). */
const RUN_ORDERS = [
  0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 9, 10, 11, 12, 13, 14, 15,
] as const;

const CONTEXTS = 365;
const SMALLEST_BIAS = -128;
const LARGEST_BIAS = 127;
const LARGEST_ORDER = 24;

/**
 * The adaptive model of one scan: the contexts, which all its components share, and the decoding of single values
 * (ITU-T T.87, annex A; names of the variables there: A, B, C, N, Nn).
 */
export class JpegLsModel {
  readonly near: number;
  readonly #bits: JpegLsBits;
  readonly #maximum: number;
  readonly #reset: number;
  readonly #range: number;
  readonly #step: number;
  readonly #valueBits: number;
  readonly #limit: number;
  /** −4 … 4 for each difference of two samples, offset by the maximum. */
  readonly #gradients: Int8Array;
  readonly #a = new Int32Array(CONTEXTS + 2);
  readonly #b = new Int32Array(CONTEXTS);
  readonly #c = new Int32Array(CONTEXTS);
  readonly #n = new Int32Array(CONTEXTS + 2).fill(1);
  readonly #negative = new Int32Array(2);

  constructor(bits: JpegLsBits, scan: JpegLsScan, precision: number) {
    const { presets, near } = scan;
    const maximum = presets.maximum === 0 ? 2 ** precision - 1 : presets.maximum;
    if (maximum >= 2 ** precision || near > Math.min(255, maximum >> 1)) {
      throw corruptPicture("JPEG-LS", "its parameters are impossible");
    }
    this.#bits = bits;
    this.near = near;
    this.#maximum = maximum;
    this.#reset = presets.reset === 0 ? 64 : presets.reset;
    this.#step = 2 * near + 1;
    this.#range = Math.floor((maximum + 2 * near) / this.#step) + 1;
    this.#valueBits = bitsFor(this.#range);
    const sampleBits = Math.max(2, bitsFor(maximum + 1));
    this.#limit = 2 * (sampleBits + Math.max(8, sampleBits));
    this.#a.fill(Math.max(2, (this.#range + 32) >> 6));
    this.#gradients = gradientTable(maximum, near, thresholds(scan, maximum));
  }

  /** The context of a sample from its neighbours: left, above, above left, above right; 0 where they are all alike. */
  context(left: number, above: number, corner: number, right: number): number {
    const table = this.#gradients;
    const zero = this.#maximum;
    return 81 * table[right - above + zero]! + 9 * table[above - corner + zero]! + table[corner - left + zero]!;
  }

  /** The next sample in a context, which may be negative: the mirror image of the positive one. */
  regular(context: number, left: number, above: number, corner: number): number {
    const sign = context < 0 ? -1 : 1;
    const q = context * sign;
    const a = this.#a[q]!;
    const n = this.#n[q]!;
    const k = golombOrder(n, a);
    const predicted = clamp(predict(left, above, corner) + sign * this.#c[q]!, this.#maximum);
    const mapped = this.#golomb(k, this.#limit);
    let error = (mapped >> 1) ^ -(mapped & 1);
    // Where the bias says that errors are mostly negative, their signs are exchanged.
    if (k === 0 && this.near === 0 && 2 * this.#b[q]! <= -n) error = ~error;
    this.#learn(q, error);
    return this.#reconstruct(predicted, sign * error);
  }

  /**
   * The sample that ended a run of samples like `left`. `type` 1: the sample above is like it too; components that alternate
   * by sample always use 0.
   */
  interruption(type: 0 | 1, left: number, above: number, runIndex: number): number {
    const q = CONTEXTS + type;
    const n = this.#n[q]!;
    const a = type === 0 ? this.#a[q]! : this.#a[q]! + (n >> 1);
    const k = golombOrder(n, a);
    const mapped = this.#golomb(k, this.#limit - RUN_ORDERS[runIndex]! - 1);
    const sum = mapped + type;
    const magnitude = (sum + 1) >> 1;
    const mostlyNegative = k !== 0 || 2 * this.#negative[type]! >= n;
    const error = mostlyNegative === ((sum & 1) === 1) ? -magnitude : magnitude;
    if (error < 0) this.#negative[type]! += 1;
    this.#a[q]! += (mapped + 1 - type) >> 1;
    if (n === this.#reset) {
      this.#a[q]! >>= 1;
      this.#n[q]! >>= 1;
      this.#negative[type]! >>= 1;
    }
    this.#n[q]! += 1;
    const sign = type === 0 && left > above ? -1 : 1;
    return this.#reconstruct(type === 1 ? left : above, sign * error);
  }

  /**
   * The length of a run, at most `longest` (to the end of the line). `ended`: a sample that interrupts it comes next.
   * `index` is the run index afterwards.
   */
  run(longest: number, runIndex: number): { length: number; index: number; ended: boolean } {
    let index = runIndex;
    let length = 0;
    while (this.#bits.read(1) === 1) {
      const segment = 1 << RUN_ORDERS[index]!;
      if (longest - length < segment) return { length: longest, index, ended: false };
      length += segment;
      if (index < 31) index += 1;
      if (length === longest) return { length, index, ended: false };
    }
    length += this.#bits.read(RUN_ORDERS[index]!);
    if (length >= longest) throw corruptPicture("JPEG-LS", "a run leaves its line");
    return { length, index, ended: true };
  }

  /** A Golomb code whose unary part is limited: beyond it, the value stands as it is (A.5.3). */
  #golomb(k: number, limit: number): number {
    const longest = limit - this.#valueBits - 1;
    const zeros = this.#bits.zeros(longest);
    return zeros < longest ? (zeros << k) + this.#bits.read(k) : this.#bits.read(this.#valueBits) + 1;
  }

  #learn(q: number, error: number): void {
    let b = this.#b[q]! + error * this.#step;
    let n = this.#n[q]!;
    this.#a[q]! += Math.abs(error);
    if (n === this.#reset) {
      this.#a[q]! >>= 1;
      b >>= 1;
      n >>= 1;
    }
    n += 1;
    if (b <= -n) {
      b = Math.max(b + n, 1 - n);
      if (this.#c[q]! > SMALLEST_BIAS) this.#c[q]! -= 1;
    } else if (b > 0) {
      b = Math.min(b - n, 0);
      if (this.#c[q]! < LARGEST_BIAS) this.#c[q]! += 1;
    }
    this.#b[q] = b;
    this.#n[q] = n;
  }

  #reconstruct(predicted: number, error: number): number {
    let value = predicted + error * this.#step;
    if (value < -this.near) value += this.#range * this.#step;
    else if (value > this.#maximum + this.near) value -= this.#range * this.#step;
    return clamp(value, this.#maximum);
  }
}

/** The k of a Golomb code: the mean error needs about that many bits (A.5.1). Only damaged data reach the cap. */
function golombOrder(n: number, a: number): number {
  let k = 0;
  while (n << k < a && k < LARGEST_ORDER) k += 1;
  return k;
}

/** The median of the neighbours and their plane (A.4.1). */
function predict(left: number, above: number, corner: number): number {
  if (corner >= Math.max(left, above)) return Math.min(left, above);
  if (corner <= Math.min(left, above)) return Math.max(left, above);
  return left + above - corner;
}

function clamp(value: number, maximum: number): number {
  return value < 0 ? 0 : value > maximum ? maximum : value;
}

/** ⌈log₂ count⌉ */
function bitsFor(count: number): number {
  return 32 - Math.clz32(count - 1);
}

/** The thresholds between classes of differences: preset, or the defaults of C.2.4.1.1.1. */
function thresholds({ presets, near }: JpegLsScan, maximum: number): [number, number, number] {
  const keep = (value: number, least: number): number => (value > maximum || value < least ? least : value);
  const wide = Math.floor((Math.min(maximum, 4095) + 128) / 256);
  const narrow = Math.floor(256 / (maximum + 1));
  const basic = (value: number, least: number): number =>
    maximum >= 128 ? wide * (value - least) + least : Math.max(least, Math.floor(value / narrow));
  const t1 = presets.t1 || keep(basic(3, 2) + 3 * near, near + 1);
  const t2 = presets.t2 || keep(basic(7, 3) + 5 * near, t1);
  const t3 = presets.t3 || keep(basic(21, 4) + 7 * near, t2);
  if (t1 < near + 1 || t2 < t1 || t3 < t2 || t3 > maximum)
    throw corruptPicture("JPEG-LS", "its parameters are impossible");
  return [t1, t2, t3];
}

function gradientTable(maximum: number, near: number, [t1, t2, t3]: [number, number, number]): Int8Array {
  const table = new Int8Array(2 * maximum + 1);
  for (let difference = 1; difference <= maximum; difference++) {
    const size = difference >= t3 ? 4 : difference >= t2 ? 3 : difference >= t1 ? 2 : difference > near ? 1 : 0;
    table[maximum + difference] = size;
    table[maximum - difference] = -size;
  }
  return table;
}
