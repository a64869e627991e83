import type { PixelArray } from "../../../model/dtype.ts";

/** A part of a frame: rows, columns and components, all of which the rows have. */
export type FramePart = {
  /** Rows to copy. */
  rows: number;
  /** First column and number of columns. */
  column: number;
  columns: number;
  /** First channel and number of channels. */
  channel: number;
  channels: number;
  /** First colour of a channel and number of colours. */
  sample: number;
  samples: number;
};

/**
 * How components lie in a row: `channel · samples + sample` next to each other for each column, or, `isBlueFirst`, with the last colour of each
 * channel first. Strides are in values.
 */
export type FrameRows = {
  pixels: PixelArray;
  offset: number;
  rowStride: number;
  components: number;
  samples: number;
  isBlueFirst: boolean;
};

/** Where values go. */
export type PartTarget = {
  pixels: PixelArray;
  offset: number;
  strides: { row: number; column: number; channel: number; sample: number };
};

/** Copies a part of a frame from pixels with their components together to an array of any order. */
export function deinterleave(from: FrameRows, part: FramePart, to: PartTarget): void {
  const { rowStride, components } = from;
  const { strides } = to;
  // Both arrays have the same element type, as the caller promises; TypeScript cannot express it over the union.
  const source = from.pixels as Uint8Array;
  const target = to.pixels as Uint8Array;
  const runs = runsOf(part, from, strides);
  const { pixels: from16 } = from;
  const { pixels: to16 } = to;
  const isPaired = from16 instanceof Uint16Array && to16 instanceof Uint16Array && (components & 1) === 0;
  const pairs = isPaired && strides.column === 1 ? { source: inWords(from16), target: inWords(to16) } : null;
  const isPacked = hasSameOrder(part, from, strides);
  const isTurned = isPacked && from.isBlueFirst && components === 3;
  for (let row = 0; row < part.rows; row++) {
    const read = from.offset + row * rowStride + part.column * components;
    const write = to.offset + row * strides.row;
    if (isTurned) {
      turnTriples(source, read, target, write, part.columns);
      continue;
    }
    if (isPacked && !from.isBlueFirst) {
      target.set(source.subarray(read, read + part.columns * components), write);
      continue;
    }
    for (let run = 0; run < runs.length; run++) {
      const first = runs[run]!;
      const second = runs[run + 1];
      const at = read + first.read;
      if (pairs !== null && second?.read === first.read + 1 && ((at + pairs.source.shift) & 1) === 0) {
        takeApart(pairs, at, components >>> 1, write + first.write, write + second.write, part.columns);
        run++;
      } else gather(source, at, components, target, write + first.write, strides.column, part.columns);
    }
  }
}

/** Per component that is wanted, how far its first value is from the pixel's in the row and in the target. */
function runsOf(
  part: FramePart,
  { samples, isBlueFirst }: FrameRows,
  strides: PartTarget["strides"],
): { read: number; write: number }[] {
  return Array.from({ length: part.channels * part.samples }, (_, run) => {
    const channel = Math.floor(run / part.samples);
    const sample = run % part.samples;
    const colour = part.sample + sample;
    return {
      read: (part.channel + channel) * samples + (isBlueFirst ? samples - 1 - colour : colour),
      write: channel * strides.channel + sample * strides.sample,
    };
  });
}

/** Whether the values of a row are wanted just as they lie, but for the order of the colours. */
function hasSameOrder(part: FramePart, { components, samples }: FrameRows, strides: PartTarget["strides"]): boolean {
  if (part.channels * part.samples !== components || strides.column !== components) return false;
  return (samples === 1 || strides.sample === 1) && (part.channels === 1 || strides.channel === samples);
}

/** Pixels of three values with their first and last one changed over, in one go. */
function turnTriples(source: Uint8Array, read: number, target: Uint8Array, write: number, count: number): void {
  for (const end = read + 3 * count; read < end; read += 3, write += 3) {
    target[write] = source[read + 2]!;
    target[write + 1] = source[read + 1]!;
    target[write + 2] = source[read]!;
  }
}

function gather(
  source: Uint8Array,
  read: number,
  readStep: number,
  target: Uint8Array,
  write: number,
  writeStep: number,
  count: number,
): void {
  for (let index = 0; index < count; index++) {
    target[write] = source[read]!;
    read += readStep;
    write += writeStep;
  }
}

/** Values of 16 bits, also seen as numbers of 32 bits, the first of which begins `shift` values before them. */
type Words = { halves: Uint16Array; words: Uint32Array; shift: number };

function inWords(halves: Uint16Array): Words {
  const shift = (halves.byteOffset >>> 1) & 1;
  const start = halves.byteOffset - shift * 2;
  const end = halves.byteOffset + halves.byteLength;
  return { halves, words: new Uint32Array(halves.buffer, start, (end - start) >>> 2), shift };
}

/**
 * Takes two components apart that lie next to each other: read as one little-endian number, and where both targets allow it written
 * two values at a time, which is three times as fast as value by value.
 */
function takeApart(
  { source, target }: { source: Words; target: Words },
  at: number,
  step: number,
  low: number,
  high: number,
  count: number,
): void {
  const { words } = source;
  const { halves, words: pairs, shift } = target;
  let read = (at + source.shift) >>> 1;
  let index = 0;
  const isAligned = ((low ^ high) & 1) === 0;
  // Up to where a number of the target begins; all of it if the two targets do not allow it.
  const single = isAligned ? Math.min(count, (low + shift) & 1) : count;
  for (; index < single; index++, read += step) {
    halves[low + index] = words[read]!;
    halves[high + index] = words[read]! >>> 16;
  }
  const whole = (count - index) >>> 1;
  takeWordsApart(words, read, step, pairs, (low + index + shift) >>> 1, (high + index + shift) >>> 1, whole);
  index += 2 * whole;
  read += 2 * whole * step;
  if (index < count) {
    halves[low + index] = words[read]!;
    halves[high + index] = words[read]! >>> 16;
  }
}

/** The inner loop, `count` numbers each: two at a time, which saves a quarter of the time. */
function takeWordsApart(
  words: Uint32Array,
  read: number,
  step: number,
  pairs: Uint32Array,
  low: number,
  high: number,
  count: number,
): void {
  let index = 0;
  for (; index + 1 < count; index += 2) {
    const first = words[read]!;
    const second = words[read + step]!;
    const third = words[read + 2 * step]!;
    const fourth = words[read + 3 * step]!;
    pairs[low + index] = (first & 0xffff) | (second << 16);
    pairs[low + index + 1] = (third & 0xffff) | (fourth << 16);
    pairs[high + index] = (first >>> 16) | (second & 0xffff0000);
    pairs[high + index + 1] = (third >>> 16) | (fourth & 0xffff0000);
    read += 4 * step;
  }
  if (index < count) {
    const first = words[read]!;
    const second = words[read + step]!;
    pairs[low + index] = (first & 0xffff) | (second << 16);
    pairs[high + index] = (first >>> 16) | (second & 0xffff0000);
  }
}
