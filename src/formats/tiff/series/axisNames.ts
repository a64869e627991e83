/** BioIO's order of axes. */
const DEFAULT_ORDER = "TCZYX";

/** Letters that tifffile uses for "don't know": Q for an axis, I for a sequence of images. */
const UNKNOWN = "QI";

/**
 * Names for a series' axes as BioIO's tifffile reader finds them: known letters stay; for unknown ones the first letter of the last n
 * of TCZYX (n = number of axes) that is not taken. What is still unknown (more than five axes) or double gets a letter of its own,
 * because axes of an image have distinct names; BioIO gives up on such files. Lower case.
 */
export function sceneAxes(axes: string): string[] {
  // JavaScript's slice reads -1 for six axes as "the last", as Python does: BioIO then guesses no more than "X".
  const guesses = DEFAULT_ORDER.slice(DEFAULT_ORDER.length - axes.length);
  const named: string[] = [];
  for (const letter of axes) {
    const guess = UNKNOWN.includes(letter)
      ? [...guesses].find((each) => !named.includes(each) && !axes.includes(each))
      : undefined;
    named.push(guess ?? letter);
  }
  return distinct(named.map((letter) => letter.toLowerCase()));
}

function distinct(letters: readonly string[]): string[] {
  const result: string[] = [];
  letters.forEach((letter, position) => {
    const taken = result.includes(letter) || !/^[a-z]$/.test(letter);
    const free = (each: string): boolean => !result.includes(each) && !letters.slice(position).includes(each);
    result.push(taken ? [..."zctmhqiabdefgjklnopruvw"].find(free)! : letter);
  });
  return result;
}
