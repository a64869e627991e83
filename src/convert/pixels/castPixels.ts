import {
  allocatePixels,
  type DataType,
  integerLimits,
  isComplex,
  isFloat,
  isInteger,
  lanes,
  type PixelArray,
} from "../../model/dtype.ts";
import { decodeHalfs, encodeHalf } from "../../model/float16.ts";
import { bigIntToFloat32, floatToNarrow, floatToWide } from "./wrapFloat.ts";

/** Changes the data type of pixels; counts the values that the new type could not hold. */
export interface PixelCaster {
  /** Writes `pixels` in the new type to `target`, which has as many values; to a new array if there is none. */
  cast(pixels: PixelArray, target?: PixelArray): PixelArray;
  /** Values changed by saturation (or wrapped) so far. Rounding alone does not count. */
  readonly clippedValues: number;
}

/**
 * `saturate`: round half to even, clamp to the type's range, NaN becomes 0 (R5.2). `wrap`: as NumPy's unsafe cast on x86-64, which the
 * reference does (R5.1): integers modulo 2^n, floats as `wrapFloat.ts` says. Of complex values that become real the
 * imaginary part is lost, which counts where it is not 0.
 */
export function createPixelCaster(from: DataType, to: DataType, mode: "saturate" | "wrap"): PixelCaster {
  const convert = valueConverter(from, to, mode);
  const caster = {
    clippedValues: 0,
    cast(pixels: PixelArray, target = allocatePixels(to, pixels.length / lanes(from))): PixelArray {
      caster.clippedValues += convert(pixels, target);
      return target;
    },
  };
  return caster;
}

type Convert = (pixels: PixelArray, target: PixelArray) => number;
type Loader = (pixels: PixelArray) => ArrayLike<number>;

// Only arrays of number elements come here: 64-bit integers go through `wideConverter`.
const plainLoader: Loader = (pixels) => pixels as Float64Array;
// `float16` pixels are a Uint16Array by the rule of model/dtype.ts.
const halfLoader: Loader = (pixels) => decodeHalfs(pixels as Uint16Array);

function valueConverter(from: DataType, to: DataType, mode: "saturate" | "wrap"): Convert {
  if (isComplex(from)) return fromComplex(from, to, mode);
  if (isComplex(to)) return toComplex(from, to, mode);
  if (isWide(from) || isWide(to)) return wideConverter(from, to, mode);
  const load = from === "float16" ? halfLoader : plainLoader;
  if (to === "bool")
    return eachNumber(
      load,
      (value) => (value !== 0 ? 1 : 0),
      () => false,
    );
  if (isFloat(to)) {
    const store = to === "float16" ? encodeHalf : (value: number): number => value;
    const limit = to === "float16" ? 65520 : to === "float32" ? 3.4028235677973366e38 : Number.POSITIVE_INFINITY;
    // NumPy's cast of a number beyond the largest finite value gives an infinity; that is a loss worth counting.
    return eachNumber(load, store, (value) => Math.abs(value) >= limit && Number.isFinite(value));
  }
  const limits = integerLimits(to);
  const minimum = Number(limits.min);
  const maximum = Number(limits.max);
  const isOut = (value: number): boolean => !(value >= minimum && value <= maximum);
  if (mode === "saturate") {
    return eachNumber(
      load,
      (value) => (value >= maximum ? maximum : value <= minimum ? minimum : value === value ? roundHalfEven(value) : 0),
      (value) => isOut(roundHalfEven(value)),
    );
  }
  // Typed arrays keep the low bits.
  return eachNumber(load, isFloat(from) ? floatToNarrow(from, to) : (value) => value, (value) =>
    isOut(Math.trunc(value)),
  );
}

/** The type of a complex value's real and imaginary part. */
function partOf(dtype: DataType): DataType {
  return dtype === "complex128" ? "float64" : "float32";
}

function toComplex(from: DataType, to: DataType, mode: "saturate" | "wrap"): Convert {
  const convert = valueConverter(from, partOf(to), mode);
  return (pixels, target) => {
    const reals = allocatePixels(partOf(to), pixels.length);
    const lost = convert(pixels, reals);
    for (let index = 0; index < reals.length; index++) {
      target[2 * index] = reals[index]!;
      // The target may be memory that was used before.
      target[2 * index + 1] = 0;
    }
    return lost;
  };
}

function fromComplex(from: DataType, to: DataType, mode: "saturate" | "wrap"): Convert {
  const convert = valueConverter(partOf(from), isComplex(to) ? partOf(to) : to, mode);
  if (isComplex(to)) return convert;
  return (pixels, target) => {
    // Complex pixels are a Float32Array or Float64Array of pairs.
    const reals = allocatePixels(partOf(from), target.length) as Float64Array;
    let lost = 0;
    for (let index = 0; index < reals.length; index++) {
      const imaginary = pixels[2 * index + 1]!;
      reals[index] = Number(pixels[2 * index]!);
      if (imaginary === 0) continue;
      // What is not 0 is true, whichever part says so.
      if (to === "bool") reals[index] = 1;
      else lost++;
    }
    return lost + convert(reals, target);
  };
}

function eachNumber(load: Loader, store: (value: number) => number, isLost: (value: number) => boolean): Convert {
  return (pixels, target) => {
    const source = load(pixels);
    // Converters into 64-bit integers are made by `wideConverter`.
    const result = target as Float64Array;
    let lost = 0;
    for (let index = 0; index < source.length; index++) {
      const value = source[index]!;
      result[index] = store(value);
      if (isLost(value)) lost++;
    }
    return lost;
  };
}

/** 64-bit integers do not fit a double: exact in BigInt where an integer meets an integer. */
function wideConverter(from: DataType, to: DataType, mode: "saturate" | "wrap"): Convert {
  return (pixels, target) => {
    const source = from === "float16" ? halfLoader(pixels) : pixels;
    let lost = 0;
    for (let index = 0; index < source.length; index++) {
      const raw = source[index]!;
      if (!isInteger(to)) {
        const value = to === "float32" && typeof raw === "bigint" ? bigIntToFloat32(raw) : Number(raw);
        target[index] = to === "bool" ? (value !== 0 ? 1 : 0) : to === "float16" ? encodeHalf(value) : value;
        continue;
      }
      const { min, max } = integerLimits(to);
      const value = typeof raw === "bigint" ? raw : integerOf(raw, mode, min, max);
      let kept = value;
      if (value < min || value > max) {
        lost++;
        const bits = to.includes("64") ? 64 : Number(to.replace(/\D/gu, ""));
        kept =
          mode === "saturate"
            ? value < min
              ? min
              : max
            : typeof raw === "number"
              ? floatToWide(raw, to === "uint64" ? to : "int64")
              : to.startsWith("u")
                ? BigInt.asUintN(bits, value)
                : BigInt.asIntN(bits, value);
      }
      target[index] = isWide(to) ? (kept as never) : (Number(kept) as never);
    }
    return lost;
  };
}

function integerOf(value: number, mode: "saturate" | "wrap", min: bigint, max: bigint): bigint {
  if (Number.isNaN(value)) return mode === "saturate" ? 0n : -(1n << 63n);
  if (!Number.isFinite(value)) return value > 0 ? max + 1n : min - 1n;
  return BigInt(mode === "saturate" ? roundHalfEven(value) : Math.trunc(value));
}

function isWide(dtype: DataType): boolean {
  return dtype === "int64" || dtype === "uint64";
}

function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest < 0.5) return floor;
  if (rest > 0.5) return floor + 1;
  return floor % 2 === 0 ? floor : floor + 1;
}
