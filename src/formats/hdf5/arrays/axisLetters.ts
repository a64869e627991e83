/** An axis by the name that the file gives it; null where it gives none. */
export type NamedAxis = { name: string | null };

/** Words for axes, by their letters. */
const WORDS: Readonly<Record<string, RegExp>> = {
  t: /^(t|time|frames?)$/i,
  c: /^(c|channels?|energy|wavelength)$/i,
  z: /^(z|depth|sections?|slices?|planes?)$/i,
  y: /^(y|rows?|height)$/i,
  x: /^(x|columns?|width)$/i,
};
/** Letters of axes that have none of their own, from the last to the first. */
const BY_NUMBER: readonly (readonly string[])[] = [
  [],
  ["x"],
  ["y", "x"],
  ["z", "y", "x"],
  ["c", "z", "y", "x"],
  ["t", "c", "z", "y", "x"],
];
const SPARE = [..."qrabdefghijklmnopuvw"];

/** A pixel has at most so many samples where the last axis is taken for them. */
const MOST_SAMPLES = 4;

/**
 * A letter for each axis: by their names where these tell y and x, else by their number (`isGuessed`): the last two are y and x, but for a
 * last one of few channels.
 */
export function axisLetters(
  axes: readonly NamedAxis[],
  shape: readonly number[],
): { letters: string[]; isGuessed: boolean } {
  const known = axes.map(
    ({ name }) => Object.keys(WORDS).find((letter) => WORDS[letter]!.test(name?.trim() ?? "")) ?? null,
  );
  const letters = known.filter((letter) => letter !== null);
  const isNamed = letters.includes("y") && letters.includes("x") && new Set(letters).size === letters.length;
  if (isNamed) return { letters: filled(known, []), isGuessed: false };
  // An axis whose name says something else (a place of a scan, a detector) is no channel and no plane.
  const byNumber = lettersByNumber(shape).map((letter, at, { length }) => {
    const name = axes[axes.length - length + at]?.name?.trim() ?? "";
    return name === "" || letter === "y" || letter === "x" ? letter : null;
  });
  const unnamed = known.map(() => null);
  return { letters: filled(unnamed, byNumber), isGuessed: true };
}

function lettersByNumber(shape: readonly number[]): string[] {
  const rank = shape.length;
  const isSampled =
    rank >= 3 && shape.at(-1)! <= MOST_SAMPLES && shape.at(-2)! > MOST_SAMPLES && shape.at(-3)! > MOST_SAMPLES;
  if (!isSampled) return [...(BY_NUMBER[Math.min(rank, 5)] ?? [])];
  // Channels come last: the others are counted without them.
  return [
    ...(BY_NUMBER[Math.min(rank - 1, 5)] ?? []).map((letter) => (rank === 5 && letter === "c" ? "t" : letter)),
    "c",
  ];
}

/** Letters that are known, then those by number from the end, then spare ones. */
function filled(known: readonly (string | null)[], last: readonly (string | null)[]): string[] {
  const letters = [...known];
  for (const [at, letter] of last.toReversed().entries()) letters[letters.length - 1 - at] ??= letter;
  const spare = SPARE.filter((letter) => !letters.includes(letter));
  return letters.map((letter) => letter ?? spare.shift() ?? "s");
}
