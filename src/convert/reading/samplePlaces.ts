/** Tries for a place that was not taken yet, for each that is wanted. */
const TRIES = 4;

/**
 * Chunks of a grid that stand for all of it, at most `most`: one channel after the other, and along every other axis in steps of an
 * irrational length, so that the first few are spread over all of it just as all of them are.
 * @param counts chunks per axis
 * @param channelAxis −1: there are no channels
 */
export function samplePlaces(counts: readonly number[], channelAxis: number, most: number): number[][] {
  const axes = counts.flatMap((count, axis) => (axis === channelAxis || count === 1 ? [] : [axis]));
  const channels = channelAxis < 0 ? 1 : counts[channelAxis]!;
  const steps = stepsFor(axes.length);
  const places = new Map<string, number[]>();
  for (let at = 0; places.size < most && at < most * TRIES; at++) {
    const place = counts.map(() => 0);
    if (channelAxis >= 0) place[channelAxis] = at % channels;
    axes.forEach((axis, index) => {
      place[axis] = Math.floor(((0.5 + at * steps[index]!) % 1) * counts[axis]!);
    });
    const key = place.join();
    if (!places.has(key)) places.set(key, place);
  }
  return [...places.values()];
}

/** Steps of the sequence that fills so many dimensions most evenly: powers of the root of x^(d+1) = x + 1. */
function stepsFor(dimensions: number): number[] {
  let root = 1.5;
  for (let turn = 0; turn < 32; turn++) root = (1 + root) ** (1 / (dimensions + 1));
  return Array.from({ length: dimensions }, (_, at) => root ** -(at + 1) % 1);
}
