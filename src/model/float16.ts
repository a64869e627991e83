/**
 * IEEE 754 binary16 as bit patterns: engines that this project supports have no `Float16Array` yet.
 */

let table: Uint32Array | null = null;

/**
 * All 65536 half-precision values as the bits of float32, by bit pattern; made at the first call. Bits, because NaN keeps its sign and
 * payload only in them.
 */
function halfTable(): Uint32Array {
  if (table !== null) return table;
  const values = new Float32Array(65536);
  table = new Uint32Array(values.buffer);
  for (let bits = 0; bits < 65536; bits++) {
    const sign = bits & 0x8000 ? -1 : 1;
    const exponent = (bits >> 10) & 0x1f;
    const fraction = bits & 0x3ff;
    if (exponent === 0x1f) table[bits] = ((bits & 0x8000) << 16) | 0x7f800000 | (fraction << 13);
    else if (exponent === 0) values[bits] = sign * fraction * 2 ** -24;
    else values[bits] = sign * (1024 + fraction) * 2 ** (exponent - 25);
  }
  return table;
}

/** Half-precision bits to numbers; exact. */
export function decodeHalfs(bits: Uint16Array): Float32Array {
  const values = halfTable();
  const decoded = new Uint32Array(bits.length);
  for (let i = 0; i < bits.length; i++) decoded[i] = values[bits[i]!]!;
  return new Float32Array(decoded.buffer);
}

const scratch = new Float64Array(1);
const scratchWords = new Uint32Array(scratch.buffer);

/** The half-precision bits nearest to a number, ties to even, as hardware converts; NaN becomes quiet and keeps the rest it has room for. */
export function encodeHalf(value: number): number {
  scratch[0] = value;
  const sign = (scratchWords[1]! >>> 16) & 0x8000;
  const magnitude = Math.abs(value);
  if (magnitude !== magnitude) return sign | 0x7e00 | ((scratchWords[1]! >>> 10) & 0x1ff);
  // 65520 lies half way between the largest half, 65504, and the next power of two: from there on it is infinity.
  if (magnitude >= 65520) return sign | 0x7c00;
  const exponent = Math.max(((scratchWords[1]! >>> 20) & 0x7ff) - 1023, -14);
  // Units in the last place: dividing by a power of two is exact, so that only `roundHalfEven` rounds.
  const units = roundHalfEven(magnitude * 2 ** (10 - exponent));
  // 1024 units and more carry the implicit bit into the exponent, fewer are a subnormal: one sum serves both.
  return sign | (((exponent + 14) << 10) + units);
}

function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest !== 0.5) return rest < 0.5 ? floor : floor + 1;
  return floor % 2 === 0 ? floor : floor + 1;
}

/** Numbers to half-precision bits. */
export function encodeHalfs(values: Float32Array | Float64Array, target: Uint16Array): void {
  for (let i = 0; i < values.length; i++) target[i] = encodeHalf(values[i]!);
}
