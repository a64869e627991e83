/**
 * Letters of Leica's dimensions, as liffile names them where it has a letter of our alphabet: 1 x, 2 y, 3 z, 4 t, 6 rotation (angle), 7 XT slices,
 * 8 T slices, 10 stage positions (mosaic). Emission wavelength (5) is l (lambda), excitation wavelength (9) e, loop (11) o.
 */
const LETTERS: Readonly<Record<number, string>> = {
  1: "x",
  2: "y",
  3: "z",
  4: "t",
  5: "l",
  6: "a",
  7: "n",
  8: "q",
  9: "e",
  10: "m",
  11: "o",
};

/** For dimensions that nobody knows, and for a second one of a kind. */
const SPARE = "kvwbdfghijpru";

/**
 * A letter of its own for each dimension.
 * @throws none; more dimensions than letters is beyond the cap of axes
 */
export function axisLetters(ids: readonly number[]): string[] {
  const taken = new Set<string>();
  return ids.map((id) => {
    const known = LETTERS[id];
    const letter = known !== undefined && !taken.has(known) ? known : [...SPARE].find((each) => !taken.has(each));
    taken.add(letter ?? "k");
    return letter ?? "k";
  });
}
