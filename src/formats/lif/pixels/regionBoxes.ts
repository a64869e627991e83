import { intersectRegions, type Region, stridesOfShape } from "../../../model/region.ts";
import type { Box, GatherAxis } from "./gather.ts";
import type { LeicaScene } from "../scenes/describeScene.ts";
import type { StoredAxis } from "../metadata/storedImage.ts";

/** A part of an axis of the memory, and the values of the target from one index to the next. */
type Span = { axis: StoredAxis; start: number; length: number; step: number };

/**
 * The boxes of memory that make up a region of a scene; of a mosaic those of each tile that the region touches, in the order in which
 * the tiles cover one another.
 */
export function* regionBoxes({ description, stored, mosaic }: LeicaScene, region: Region): Generator<Box> {
  const steps = stridesOfShape(region.shape);
  const spans = stored.axes.flatMap((axis): Span[] => {
    const index = description.axes.indexOf(axis.letter);
    // Only the axis of tiles of a mosaic is none of the scene's.
    return index < 0 ? [] : [{ axis, start: region.start[index]!, length: region.shape[index]!, step: steps[index]! }];
  });
  if (mosaic === null) {
    yield* boxesOf(spans, stored.first, 0);
    return;
  }
  const tileAxis = stored.axes.find(({ letter }) => letter === "m")!;
  const xSpan = spans.find(({ axis }) => axis.letter === "x")!;
  const ySpan = spans.find(({ axis }) => axis.letter === "y")!;
  const others = spans.filter((span) => span !== xSpan && span !== ySpan);
  const wanted = { start: [ySpan.start, xSpan.start], shape: [ySpan.length, xSpan.length] };
  const shape = [ySpan.axis.length, xSpan.axis.length];
  for (const [index, tile] of mosaic.tiles.entries()) {
    const part = intersectRegions(wanted, { start: [tile.y, tile.x], shape });
    if (part === null) continue;
    const [top, left] = [part.start[0]!, part.start[1]!];
    const at = (top - ySpan.start) * ySpan.step + (left - xSpan.start) * xSpan.step;
    const inTile = [
      { ...ySpan, start: top - tile.y, length: part.shape[0]! },
      { ...xSpan, start: left - tile.x, length: part.shape[1]! },
    ];
    yield* boxesOf([...others, ...inTile], stored.first + index * tileAxis.stride, at);
  }
}

/** One box, or one per index of an axis without even steps. */
function* boxesOf(spans: readonly Span[], first: number, at: number): Generator<Box> {
  const listed = spans.find(({ axis }) => axis.offsets !== null);
  if (listed !== undefined) {
    const rest = spans.filter((span) => span !== listed);
    for (let index = 0; index < listed.length; index++) {
      const offset = listed.axis.offsets![listed.start + index]!;
      yield* boxesOf(rest, first + offset, at + index * listed.step);
    }
    return;
  }
  const axes = spans.map(({ axis, length, step }): GatherAxis => ({ length, stride: axis.stride, step }));
  yield { axes, first: spans.reduce((sum, { axis, start }) => sum + start * axis.stride, first), at };
}
