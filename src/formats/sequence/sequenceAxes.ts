import type { SceneDescription } from "../../model/image.ts";
import type { NamedAxis } from "../../sequence/sequenceLayout.ts";

/**
 * An axis of a sequence: what the names of files tell, what is inside a file, or both (then the files follow one another along it).
 */
export type SequenceSceneAxis = {
  letter: string;
  /** Number of different values in the names; 1 if they don't tell this axis. */
  named: number;
  /** Steps from one value of the names to the next, in files. */
  fileStride: number;
  /** The file's own axis, or -1. */
  fileAxis: number;
};

/** Axes of the whole: t, c, z as the names or the files have them, then the file's others as they are. */
export function sequenceAxes(named: readonly NamedAxis[], file: SceneDescription): SequenceSceneAxis[] {
  const order = ["t", "c", "z"].filter(
    (letter) => named.some(({ axis }) => axis === letter) || file.axes.includes(letter),
  );
  for (const letter of file.axes) if (!order.includes(letter)) order.push(letter);
  return order.map((letter) => {
    const position = named.findIndex(({ axis }) => axis === letter);
    const fileStride = named.slice(position + 1).reduce((product, { values }) => product * values.length, 1);
    return {
      letter,
      named: named[position]?.values.length ?? 1,
      fileStride: position < 0 ? 0 : fileStride,
      fileAxis: file.axes.indexOf(letter),
    };
  });
}

/** Length of each axis inside a file of a shape. */
export function lengthsInFile(axes: readonly SequenceSceneAxis[], fileShape: readonly number[]): number[] {
  return axes.map(({ fileAxis }) => (fileAxis < 0 ? 1 : fileShape[fileAxis]!));
}

/** The shape of the whole, for files of a shape. */
export function wholeShape(axes: readonly SequenceSceneAxis[], fileShape: readonly number[]): number[] {
  return lengthsInFile(axes, fileShape).map((length, axis) => length * axes[axis]!.named);
}
