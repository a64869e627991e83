import { isComplex, type DataType } from "../model/dtype.ts";
import { decodeHalfs, encodeHalfs } from "../model/float16.ts";
import type { Resampler } from "./resampler.ts";

/**
 * float16 in terms of a resampler for float32: halfs become numbers (exactly), results become halfs by one rounding from
 * `precision`.
 */
function throughFloat32(inner: Resampler, precision: "float32" | "float64"): Resampler {
  return {
    inputRegion: (output) => inner.inputRegion(output),
    resample(input, inputRegion, target, output) {
      const results = precision === "float32" ? new Float32Array(target.length) : new Float64Array(target.length);
      // float16 pixels are a Uint16Array of bits.
      inner.resample(decodeHalfs(input as Uint16Array), inputRegion, results, output);
      encodeHalfs(results, target as Uint16Array);
    },
  };
}

/** Complex values in terms of a resampler for their parts: real and imaginary parts do not mix. */
function onComplexParts(inner: Resampler, Part: typeof Float32Array | typeof Float64Array): Resampler {
  return {
    inputRegion: (output) => inner.inputRegion(output),
    resample(input, inputRegion, target, output) {
      // Complex pixels are a Float32Array or Float64Array of pairs.
      const pairs = input as Float32Array | Float64Array;
      const results = target as Float32Array | Float64Array;
      for (const part of [0, 1]) {
        const values = new Part(pairs.length / 2);
        for (let i = 0; i < values.length; i++) values[i] = pairs[2 * i + part]!;
        const resampled = new Part(results.length / 2);
        inner.resample(values, inputRegion, resampled, output);
        for (let i = 0; i < resampled.length; i++) results[2 * i + part] = resampled[i]!;
      }
    },
  };
}

/**
 * A resampler for `dtype` made of one for a type that has numbers: float32 for float16, floats for the parts of complex values. The
 * results of narrow types are computed in `precision` before they are stored.
 */
export function onParts(
  dtype: DataType,
  precision: "float32" | "float64",
  make: (plain: DataType) => Resampler,
): Resampler {
  if (dtype === "float16") return throughFloat32(make("float32"), precision);
  if (!isComplex(dtype)) return make(dtype);
  const part = dtype === "complex128" ? "float64" : precision;
  return onComplexParts(make(part), part === "float64" ? Float64Array : Float32Array);
}
