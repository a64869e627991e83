/** Bits of a camera whose largest value is given: 65535 in most versions, 65536 in version 7. */
export function bitsOf(maximum: number | null): number | null {
  return maximum === null || maximum < 2 ? null : Math.ceil(Math.log2(maximum));
}
