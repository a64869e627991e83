/** Floats of a block, as the reference keeps them between the axes. */
export type FloatArray = Float32Array | Float64Array;

/**
 * Copies the bits of a NaN from one place of an array to one of another (JavaScript's own assignments may change them); from -1 the NaN
 * that x86-64 makes of infinities, which is negative.
 */
export function nanCopier(source: FloatArray, target: FloatArray): (from: number, to: number) => void {
  const words = source.BYTES_PER_ELEMENT / 4;
  const own = words === 1 ? [0xffc00000] : [0, 0xfff80000];
  const bits = (array: FloatArray): Uint32Array =>
    new Uint32Array(array.buffer, array.byteOffset, array.byteLength / 4);
  const sourceBits = bits(source);
  const targetBits = bits(target);
  return (from, to) => {
    for (let word = 0; word < words; word++) {
      targetBits[to * words + word] = from < 0 ? own[word]! : sourceBits[from * words + word]!;
    }
  };
}
