import type { Box } from "./frame.ts";
import type { ViewedImage } from "./viewedImage.ts";

/** A level of the ladder, from above: the coarsest first. */
export type Rung = Box & { level: number; /** Several share its line. */ isSmall: boolean };

/** Where the levels of an image are drawn, in CSS pixels. */
export type LadderLayout = { width: number; height: number; rungs: readonly Rung[] };

/** Width of the drawing, and of a level that is not wider than high. */
const WIDTH = 128;
/** Height of the finest level at most. */
const HIGHEST = 124;
/** Levels narrower than this share a line. */
const SMALL = 12;
const SMALL_EDGE = 10;
const GAP = 12;

/** Levels below each other, the finest as wide as there is room. */
export function layOutLadder({ size, levels }: Pick<ViewedImage, "size" | "levels">): LadderLayout {
  const scale = Math.min(WIDTH / size.width, HIGHEST / size.height);
  const boxes = levels.map(({ factorX, factorY }, level) => ({
    level,
    width: Math.max(2, (size.width / factorX) * scale),
    height: Math.max(2, (size.height / factorY) * scale),
  }));
  const isSmall = ({ width, height }: { width: number; height: number }): boolean => Math.max(width, height) < SMALL;
  const small = boxes.filter(isSmall).toReversed();
  const rungs: Rung[] = [];
  let y = 0;
  if (small.length > 0) {
    const step = Math.min(SMALL_EDGE + 4, WIDTH / 2 / small.length);
    const left = (WIDTH - step * small.length) / 2;
    small.forEach(({ level }, index) =>
      rungs.push({ level, x: left + index * step, y: 0, width: SMALL_EDGE, height: SMALL_EDGE, isSmall: true }),
    );
    y = SMALL_EDGE + GAP;
  }
  for (const box of boxes.filter((each) => !isSmall(each)).toReversed()) {
    rungs.push({ ...box, x: (WIDTH - box.width) / 2, y, isSmall: false });
    y += box.height + GAP;
  }
  return { width: WIDTH, height: Math.max(SMALL_EDGE, y - GAP), rungs };
}
