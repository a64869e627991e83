import { frameCount, type Loop } from "./loops.ts";

/** An axis outside the frames: for each index, how many frames it adds. */
export type LoopAxis = { letter: string; frames: number[]; loops: Loop[] };

/** What the loops make of the frames. */
export type LoopAxes = {
  /** Outermost first, stage positions left out. */
  axes: LoopAxis[];
  /** Stage positions, which become scenes: for each, how many frames it adds. One without such a loop. */
  positions: LoopAxis;
};

/** "u" is what BioIO calls the loop of a custom experiment. */
const LETTERS: Record<Loop["kind"], string> = { time: "t", position: "p", z: "z", other: "u" };

/**
 * The axes of the loops. Frames count along the last loop fastest. Several loops of one kind (time within time) become one axis, the outer
 * one slow.
 */
export function loopAxes(loops: readonly Loop[]): LoopAxes {
  const axes: LoopAxis[] = [];
  let inner = frameCount(loops);
  for (const loop of loops) {
    inner /= loop.count;
    const letter = LETTERS[loop.kind];
    const steps = Array.from({ length: loop.count }, (_, index) => index * inner);
    const known = axes.find((axis) => axis.letter === letter);
    if (known === undefined) axes.push({ letter, frames: steps, loops: [loop] });
    else {
      known.frames = known.frames.flatMap((outer) => steps.map((step) => outer + step));
      known.loops.push(loop);
    }
  }
  const positions = axes.find(({ letter }) => letter === "p") ?? { letter: "p", frames: [0], loops: [] };
  return { axes: axes.filter((axis) => axis !== positions), positions };
}
