import type { Entries } from "../container/entries.ts";
import type { PlaneKeys } from "./planeKeys.ts";
import type { Rectangle } from "./rectangle.ts";
import { boundsOf } from "./sceneMembers.ts";
import { type Level, TileIndex } from "./tileIndex.ts";

/** Levels above this one are not worth having. */
const MOST_LEVELS = 24;
/** Tiles of at least this many stored pixels a side tell their scale without doubt. */
const CERTAIN_PIXELS = 64;

/**
 * The resolutions that the file keeps ready, finest first. A tile's scale is the whole number by which its area was reduced; stored sizes are
 * rounded up or down, so that small tiles leave it open and are counted to the nearest scale of larger ones. A resolution counts
 * if it has tiles in every plane and covers the whole scene.
 */
export function pyramidLevels(
  entries: Entries,
  { base, overviews }: { base: readonly number[]; overviews: readonly number[] },
  keys: PlaneKeys,
  bounds: Rectangle,
): Level[] {
  if (overviews.length === 0) return [];
  const planes = new Set(base.map((index) => keys.ofEntry(index))).size;
  return [...byScale(entries, overviews)]
    .sort(([a], [b]) => a - b)
    .slice(0, MOST_LEVELS)
    .flatMap(([scale, members]) => {
      if (new Set(members.map((index) => keys.ofEntry(index))).size < planes) return [];
      const covered = boundsOf(entries, members);
      const isWhole =
        covered.left <= bounds.left + scale &&
        covered.top <= bounds.top + scale &&
        covered.right >= bounds.right - scale &&
        covered.bottom >= bounds.bottom - scale;
      return isWhole ? [levelOf(entries, members, keys, bounds, scale)] : [];
    });
}

function levelOf(
  entries: Entries,
  members: readonly number[],
  keys: PlaneKeys,
  bounds: Rectangle,
  scale: number,
): Level {
  let right = 1;
  let bottom = 1;
  const tiles = new TileIndex(entries, members, (index) => {
    const x = Math.floor((entries.x[index]! - bounds.left) / scale);
    const y = Math.floor((entries.y[index]! - bounds.top) / scale);
    const width = entries.storedWidth[index]!;
    const height = entries.storedHeight[index]!;
    right = Math.max(right, x + width);
    bottom = Math.max(bottom, y + height);
    return { key: keys.ofEntry(index), x, y, width, height };
  });
  return {
    width: Math.min(right, Math.ceil((bounds.right - bounds.left) / scale)),
    height: Math.min(bottom, Math.ceil((bounds.bottom - bounds.top) / scale)),
    tiles,
  };
}

function byScale(entries: Entries, overviews: readonly number[]): Map<number, number[]> {
  const certain = new Set<number>();
  for (const index of overviews) {
    if (Math.max(entries.storedWidth[index]!, entries.storedHeight[index]!) < CERTAIN_PIXELS) continue;
    const scale = ownScale(entries, index);
    if (certain.size < MOST_LEVELS && fits(entries, index, scale)) certain.add(scale);
  }
  const groups = new Map<number, number[]>();
  for (const index of overviews) {
    const own = ownScale(entries, index);
    const candidates = certain.size === 0 ? [own] : [...certain].filter((scale) => fits(entries, index, scale));
    const scale = candidates.sort((a, b) => Math.abs(a - own) - Math.abs(b - own))[0];
    if (scale === undefined || !fits(entries, index, scale)) continue;
    const list = groups.get(scale);
    if (list === undefined) groups.set(scale, [index]);
    else list.push(index);
  }
  return groups;
}

/** The whole number that comes nearest to a tile's scale, from its longer side. */
function ownScale(entries: Entries, index: number): number {
  const isWide = entries.width[index]! >= entries.height[index]!;
  const ratio = isWide
    ? entries.width[index]! / entries.storedWidth[index]!
    : entries.height[index]! / entries.storedHeight[index]!;
  return Math.max(2, Math.round(ratio));
}

/** Whether both stored sizes are those of the scale, rounded up or down. */
function fits(entries: Entries, index: number, scale: number): boolean {
  return (
    Math.abs(entries.width[index]! / scale - entries.storedWidth[index]!) < 1 &&
    Math.abs(entries.height[index]! / scale - entries.storedHeight[index]!) < 1
  );
}
