/**
 * The colour of a label, red, green and blue from 0 to 1: neighbouring numbers get colours that are easy to tell apart, the same at every level and in
 * every session. The shader does the same (`shaders.ts`).
 * @param label a label's number as 32 bits without sign; 0 is no label
 */
export function labelColor(label: number): [number, number, number] {
  let hash = Math.imul(label, 2654435761) >>> 0;
  hash = (hash ^ (hash >>> 15)) >>> 0;
  const hue = (hash & 0xffff) / 0x10000;
  const saturation = 0.5 + 0.5 * (((hash >>> 16) & 0xff) / 0xff);
  const value = 0.7 + 0.3 * (((hash >>> 24) & 0xff) / 0xff);
  const part = (shift: number): number => {
    const place = (hue + shift) % 1;
    const pure = Math.min(1, Math.max(0, Math.abs(place * 6 - 3) - 1));
    return value * (1 + (pure - 1) * saturation);
  };
  return [part(0), part(2 / 3), part(1 / 3)];
}
