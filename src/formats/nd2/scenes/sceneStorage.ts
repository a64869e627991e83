/** Which frames a scene is made of, and where their axes are among the scene's. */
export type SceneStorage = {
  /** Frame of the scene's first plane. */
  base: number;
  /** Axes outside a frame: for each index, how many frames it adds to `base`. */
  loops: { axis: number; frames: readonly number[] }[];
  /** Positions of the axes inside a frame; -1 for an axis that the scene does not have. */
  frameAxes: { channel: number; row: number; column: number; sample: number };
  /** Colours per channel. */
  samples: number;
};

/** A plane outside the frames: a frame and where its part of a region begins in the target. */
export type WantedFrame = { frame: number; offset: number };

/** The frames that a region touches, in the order of the region's axes. */
export function* wantedFrames(
  storage: SceneStorage,
  region: { start: readonly number[]; shape: readonly number[] },
  strides: readonly number[],
): Generator<WantedFrame, void, void> {
  const { loops } = storage;
  const index = loops.map(() => 0);
  for (;;) {
    let frame = storage.base;
    let offset = 0;
    for (const [position, { axis, frames }] of loops.entries()) {
      frame += frames[region.start[axis]! + index[position]!]!;
      offset += index[position]! * strides[axis]!;
    }
    yield { frame, offset };
    let position = loops.length - 1;
    while (position >= 0 && index[position] === region.shape[loops[position]!.axis]! - 1) {
      index[position] = 0;
      position--;
    }
    if (position < 0) return;
    index[position]!++;
  }
}
