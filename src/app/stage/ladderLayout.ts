import type { Box } from "./frame.ts";
import type { ViewedImage } from "./viewedImage.ts";

/** Levels above each other, or beside each other where there is little room. */
export type LadderDirection = "up" | "across";

/** A level of the ladder, from the first in its direction: the coarsest at the top, the finest at the left. */
export type Rung = Box & {
  level: number;
  /** Several share its line. */
  isSmall: boolean;
  /** What of the ladder is the level's, for a hand that chooses it. */
  slot: Box;
};

/** Where the levels of an image are drawn, in CSS pixels. */
export type LadderLayout = { direction: LadderDirection; width: number; height: number; rungs: readonly Rung[] };

/** Width of the drawing, and of a level that is not wider than high. */
const WIDTH = 128;
/** Height of the finest level at most. */
const HIGHEST = 124;
/** Levels narrower than this share a line. */
const SMALL = 12;
const SMALL_EDGE = 10;
const GAP = 12;
/** Beside each other: the finest level at most, what a finger needs, and the line of names below. */
const FINEST = { width: 76, height: 56 };
const FINGER = 44;
const NAMES = 20;

type Sized = Pick<ViewedImage, "size" | "levels">;

/** Levels in a direction, the finest as large as there is room. */
export function layOutLadder(image: Sized, direction: LadderDirection): LadderLayout {
  return direction === "up" ? layOutUp(image) : layOutAcross(image);
}

function sizesOf({ size, levels }: Sized, scale: number): { level: number; width: number; height: number }[] {
  return levels.map(({ factorX, factorY }, level) => ({
    level,
    width: Math.max(2, (size.width / factorX) * scale),
    height: Math.max(2, (size.height / factorY) * scale),
  }));
}

function isTiny({ width, height }: { width: number; height: number }): boolean {
  return Math.max(width, height) < SMALL;
}

function layOutUp(image: Sized): LadderLayout {
  const { size } = image;
  const boxes = sizesOf(image, Math.min(WIDTH / size.width, HIGHEST / size.height));
  const small = boxes.filter(isTiny).toReversed();
  const rungs: Rung[] = [];
  const push = (level: number, box: Box, isSmall: boolean): void =>
    void rungs.push({ level, ...box, isSmall, slot: box });
  let y = 0;
  if (small.length > 0) {
    const step = Math.min(SMALL_EDGE + 4, WIDTH / 2 / small.length);
    const left = (WIDTH - step * small.length) / 2;
    small.forEach(({ level }, index) =>
      push(level, { x: left + index * step, y: 0, width: SMALL_EDGE, height: SMALL_EDGE }, true),
    );
    y = SMALL_EDGE + GAP;
  }
  for (const { level, width, height } of boxes.filter((each) => !isTiny(each)).toReversed()) {
    push(level, { x: (WIDTH - width) / 2, y, width, height }, false);
    y += height + GAP;
  }
  return { direction: "up", width: WIDTH, height: Math.max(SMALL_EDGE, y - GAP), rungs };
}

/** On one base line, each as wide as a finger at least. */
function layOutAcross(image: Sized): LadderLayout {
  const { size } = image;
  const scale = Math.min(FINEST.width / size.width, FINEST.height / size.height);
  const rungs: Rung[] = [];
  let left = 0;
  const boxes = sizesOf(image, scale);
  const base = Math.max(FINGER - NAMES, ...boxes.map(({ height }) => height));
  for (const box of boxes) {
    const isSmall = isTiny(box);
    const { width, height } = isSmall ? { width: SMALL_EDGE, height: SMALL_EDGE } : box;
    const slot = { x: left, y: 0, width: Math.max(FINGER, width), height: base + NAMES };
    rungs.push({
      level: box.level,
      x: left + (slot.width - width) / 2,
      y: base - height,
      width,
      height,
      isSmall,
      slot,
    });
    left += slot.width + 4;
  }
  return { direction: "across", width: left - 4, height: base + NAMES, rungs };
}
