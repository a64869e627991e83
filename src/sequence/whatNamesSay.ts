import type { SequenceAxis, TemplatePart } from "./sequencePattern.ts";

/** What people call the values along an axis of the names: one, several. */
const MEANINGS: Readonly<Record<SequenceAxis, readonly [string, string]>> = {
  p: ["the position", "positions"],
  t: ["the time point", "time points"],
  c: ["the channel", "channels"],
  z: ["the section", "sections"],
};

/** More values are said by the first and the last. */
const MOST_VALUES = 4;

type Placeholder = Exclude<TemplatePart, { kind: "literal" }>;
type Compare = (part: TemplatePart, a: string, b: string) => number;

/** One sentence of what each part of the names is taken for, so that a wrong guess is seen; none for a template without placeholders. */
export function whatNamesSay(
  parts: readonly TemplatePart[],
  files: readonly (readonly string[])[],
  compare: Compare,
): string[] {
  const said = parts.flatMap((part, index) => {
    if (part.kind === "literal") return [];
    const values = [...new Set(files.map((texts) => texts[index]!))].sort((a, b) => compare(part, a, b));
    return [`${valuesText(values, wordBefore(parts, index))} ${meaningOf(part, values.length === 1)}`];
  });
  return said.length === 0 ? [] : [`By the names of the files: ${said.join("; ")}.`];
}

function meaningOf({ axis }: Placeholder, isOne: boolean): string {
  if (axis === null) return isOne ? "says nothing" : "say nothing";
  const [one, several] = MEANINGS[axis];
  return isOne ? `is ${one}` : `are ${several}`;
}

/** Values with the letters before them; of many the first and the last. */
function valuesText(values: readonly string[], word: string): string {
  const texts = values.map((value) => `${word}${value}`);
  if (texts.length <= MOST_VALUES) return texts.join(", ");
  return `${texts[0]!} to ${texts.at(-1)!} (${texts.length} values)`;
}

/** Letters right before a placeholder, as in the names. */
function wordBefore(parts: readonly TemplatePart[], index: number): string {
  const before = parts[index - 1];
  return before?.kind === "literal" ? (/\p{L}+$/u.exec(before.text)?.[0] ?? "") : "";
}
