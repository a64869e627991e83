import type { SceneDescription } from "../../src/model/image.ts";
import type { OracleScene } from "./oracleRows.ts";

/** A way to lay out our scene as the oracle's array. */
export type AxisOrder = {
  /** Our axes longer than 1, slowest first. */
  axes: readonly number[];
  /** Colours from the last to the first: B, G, R. */
  isSampleReversed: boolean;
  /** Axes to which the two sides give different well-known letters, in words. */
  renamed: readonly string[];
};

/** Letters that mean the same everywhere; all others (I, Q, H, V, M, …) are a reader's own for "some axis". */
const KNOWN = new Set(["t", "c", "z", "y", "x", "s"]);
/** Orders looked at for one scene: what is ambiguous has few long axes. */
const MOST_ORDERS = 48;

type Target = { letter: string; length: number };

/**
 * The orders of our axes that give the oracle's array, those with the fewest renamed axes first, our own order first among equals. One
 * axis of the oracle may hold several of ours (Bio-Formats folds wavelengths and phases into C), and one of ours several
 * neighbours of the oracle's.
 */
export function axisOrders(scene: SceneDescription, theirs: OracleScene): AxisOrder[] {
  const letters = theirs.axes?.map(ownLetter) ?? theirs.shape.map(() => "?");
  const targets = theirs.shape.flatMap((length, at) => (length > 1 ? [{ letter: letters[at]!, length }] : []));
  const long = scene.shape.flatMap((length, axis) => (length > 1 ? [axis] : []));
  const found: AxisOrder[] = [];
  const place = (at: number, rest: readonly number[], axes: readonly number[], renamed: readonly string[]): void => {
    if (found.length >= MOST_ORDERS) return;
    if (at === targets.length) {
      if (rest.length === 0) found.push({ axes, isSampleReversed: false, renamed });
      return;
    }
    const use = (part: readonly number[], count: number) =>
      place(
        at + count,
        rest.filter((axis) => !part.includes(axis)),
        [...axes, ...part],
        [
          ...renamed,
          ...renaming(
            part.map((axis) => scene.axes[axis]!),
            targets.slice(at, at + count),
          ),
        ],
      );
    for (const part of partsOfLength(targets[at]!.length, rest, scene.shape)) use(part, 1);
    let product = targets[at]!.length;
    for (let count = 2; at + count <= targets.length; count++) {
      product *= targets[at + count - 1]!.length;
      for (const axis of rest) if (scene.shape[axis] === product) use([axis], count);
    }
  };
  place(0, long, [], []);
  // Stable: our own order stays first among equals.
  found.sort((a, b) => a.renamed.length - b.renamed.length);
  const hasSamples = scene.axes.some((axis, at) => axis === "s" && scene.shape[at]! > 1);
  return hasSamples ? found.flatMap((order) => [order, { ...order, isSampleReversed: true }]) : found;
}

/** czifile writes samples as 0. */
function ownLetter(letter: string): string {
  return letter === "0" ? "s" : letter.toLowerCase();
}

function renaming(ours: readonly string[], theirs: readonly Target[]): string[] {
  const letters = theirs.map((target) => target.letter);
  const isSame = letters.every((letter) => ours.includes(letter)) || ours.every((name) => letters.includes(name));
  const isFree = letters.some((letter) => !KNOWN.has(letter)) || ours.some((name) => !KNOWN.has(name));
  return isSame || isFree ? [] : [`${ours.join("")}, not ${letters.join("")}`];
}

/** Sequences of axes whose lengths multiply to `length`, the shortest first. */
function partsOfLength(length: number, axes: readonly number[], shape: readonly number[]): number[][] {
  const parts: number[][] = [];
  const extend = (part: readonly number[], product: number): void => {
    if (product === length && part.length > 0) {
      parts.push([...part]);
      return;
    }
    for (const axis of axes) {
      if (part.includes(axis)) continue;
      if (length % (product * shape[axis]!) === 0) extend([...part, axis], product * shape[axis]!);
    }
  };
  extend([], 1);
  return parts.sort((a, b) => a.length - b.length);
}
