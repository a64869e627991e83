import { Cursor } from "../../../bytes/cursor.ts";
import { ZarrdropError } from "../../../model/errors.ts";
import { LIMITS } from "../../../model/limits.ts";

/** A frame of an NDTiff dataset: its place by axis (numbers, or names such as those of channels), its file and where its pixels are. */
export type NdtiffFrame = {
  place: ReadonlyMap<string, number | string>;
  file: string;
  offset: number;
  width: number;
  height: number;
  compression: number;
};

/** Places of all frames, by the axes in the order in which they vary, the slowest first. */
export type NdtiffLayout = {
  axes: string[];
  shape: number[];
  /** Names of the places of axes that have them. */
  names: ReadonlyMap<string, readonly string[]>;
  /** By place, C order. */
  frames: ReadonlyMap<number, NdtiffFrame>;
};

/**
 * Reads `NDTiff.index` (github.com/micro-manager/NDTiffStorage).
 * @throws `corrupt`, `limit`
 */
export function readNdtiffIndex(bytes: Uint8Array, file: string): NdtiffFrame[] {
  const frames: NdtiffFrame[] = [];
  const cursor = new Cursor(bytes, file);
  while (cursor.remaining >= 4) {
    if (frames.length >= LIMITS.linkedEntries)
      throw new ZarrdropError("limit", `${file} lists too many images.`, { file });
    const place = readPlace(cursor.utf8(cursor.u32()), file);
    const name = cursor.utf8(cursor.u32());
    const [offset, width, height] = [cursor.u32(), cursor.u32(), cursor.u32()];
    cursor.skip(4);
    const compression = cursor.u32();
    cursor.skip(12);
    frames.push({ place, file: name, offset, width, height, compression });
  }
  return frames;
}

function readPlace(text: string, file: string): NdtiffFrame["place"] {
  let place: unknown;
  try {
    place = JSON.parse(text);
  } catch {
    throw new ZarrdropError("corrupt", `${file} is damaged: it names a place that is none.`, { file });
  }
  const entries = Object.entries(place ?? {});
  if (!entries.every(([, value]) => typeof value === "string" || Number.isSafeInteger(value))) {
    throw new ZarrdropError("corrupt", `${file} is damaged: it names a place that is none.`, { file });
  }
  return new Map(entries as [string, number | string][]);
}

/**
 * Lays frames out as tifffile does: axes of the first frame, names counted as they come, numbers from the least; the axis that changes least
 * between neighbours first. Null when frames have other axes than the first, or the places are too many.
 */
export function layoutNdtiff(frames: readonly NdtiffFrame[]): NdtiffLayout | null {
  const [first] = frames;
  if (first === undefined) return null;
  const axes = [...first.place.keys()];
  const names = new Map<string, Map<string, number>>();
  for (const [axis, value] of first.place) if (typeof value === "string") names.set(axis, new Map());
  const places: number[][] = [];
  for (const { place } of frames) {
    const indices = axes.map((axis) => indexOf(place.get(axis), names.get(axis)));
    if (indices.includes(null)) return null;
    places.push(indices as number[]);
  }
  const least = axes.map((_, axis) => places.reduce((value, place) => Math.min(value, place[axis]!), Infinity));
  const lengths = axes.map((_, axis) =>
    places.reduce((value, place) => Math.max(value, place[axis]! - least[axis]! + 1), 1),
  );
  if (!(lengths.reduce((product, length) => product * length, 1) <= LIMITS.linkedEntries)) return null;
  const changes = axes.map((_, axis) =>
    places.reduce((sum, place, at) => sum + (at === 0 ? 0 : Math.abs(place[axis]! - places[at - 1]![axis]!)), 0),
  );
  const order = axes.map((_, axis) => axis).sort((a, b) => changes[a]! - changes[b]!);
  const byPlace = new Map<number, NdtiffFrame>();
  for (const [at, place] of places.entries()) {
    byPlace.set(
      order.reduce((sum, axis) => sum * lengths[axis]! + place[axis]! - least[axis]!, 0),
      frames[at]!,
    );
  }
  return {
    axes: order.map((axis) => axes[axis]!),
    shape: order.map((axis) => lengths[axis]!),
    names: new Map([...names].map(([axis, known]) => [axis, [...known.keys()]])),
    frames: byPlace,
  };
}

/** The number of a name among those of its axis, in the order in which they come: an index may have a new one for each frame. */
function indexOf(value: number | string | undefined, names: Map<string, number> | undefined): number | null {
  if (names === undefined) return typeof value === "number" ? value : null;
  if (typeof value !== "string") return null;
  const index = names.get(value) ?? names.size;
  names.set(value, index);
  return index;
}
