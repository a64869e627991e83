import { explained, isDetermined, type Meanings, variablesOf } from "./meanings.ts";
import type { NamePart, Variable } from "./nameParts.ts";
import { wellPairs } from "./partsThatGoTogether.ts";
import type { ReadNames } from "./schemeFamilies.ts";
import { axisOfUnit, axisOfWord, hasChannelWord, isChannelWord } from "./sequenceWords.ts";

/** More different words than this are samples or treatments, no channels. */
const MOST_CHANNEL_WORDS = 8;

/** Letters before the two numbers of a grid. */
const ROW = /^(r|row)$/i;
const COLUMN = /^(c|col|column)$/i;

/** What the rule of a program says; what only counts is a place where the rest does not tell it. */
export function explainByScheme(known: ReadNames["known"], meanings: Meanings): void {
  for (const [variable, axis] of known) if (axis !== null) meanings.set(variable, axis);
  for (const [variable, axis] of known) {
    if (axis === null) meanings.set(variable, isDetermined(variable, explained(meanings)) ? "ignored" : "p");
  }
}

/** Numbers behind letters that mean something or before units, wells, elapsed times. */
export function explainByWords(parts: readonly NamePart[], variables: readonly Variable[], meanings: Meanings): void {
  for (const variable of variables) {
    if (variable.hint === "elapsed-time") meanings.set(variable, "t");
    else if (variable.hint === "well") meanings.set(variable, "p");
    else if (variable.kind === "number") {
      const byLooks = variable.hint === "plate-column" ? "p" : isWavelengths(variable) ? "c" : null;
      const next = parts[parts.indexOf(variable) + 1];
      const byUnit = next?.kind === "constant" ? axisOfUnit(next.text) : null;
      const axis = byUnit ?? axisOfWord(variable.word) ?? byLooks;
      if (axis !== null) meanings.set(variable, axis);
    }
  }
  for (const variable of wellPairs(parts)) meanings.set(variable, "p");
  explainStainedWells(parts, variables, meanings);
  // r0c1, R01/C02: a row and a column, not a channel.
  for (const [index, variable] of variables.entries()) {
    const before = variables[index - 1];
    if (before !== undefined && isWord(before, ROW) && isWord(variable, COLUMN)) meanings.set(variable, "p");
  }
  // C07, C08 beside w1, w2: the letter is a row of a plate, not a channel.
  for (const [variable, axis] of meanings) {
    const others = variablesOf(axis, meanings).some(({ hint }) => hint !== "plate-column");
    if (variable.hint === "plate-column" && others) meanings.set(variable, "p");
  }
}

/** W001 in a name that has a stain elsewhere is a well, not a wave: but for "w1_DAPI", where the stain stands beside its number. */
function explainStainedWells(parts: readonly NamePart[], variables: readonly Variable[], meanings: Meanings): void {
  const stains = parts.filter((part) =>
    part.kind === "constant" ? part.isChannel === true : part.kind === "text" && part.values.every(isStain),
  );
  for (const variable of variables.filter((each) => isWord(each, /^(w|c)$/i))) {
    const at = parts.indexOf(variable);
    const isBeside = (stain: NamePart): boolean =>
      [1, 2].includes(parts.indexOf(stain) - at) && stain.kind !== "constant" && isDetermined(variable, [stain]);
    if (stains.length > 0 && !stains.some(isBeside)) meanings.set(variable, "p");
  }
}

function isStain(text: string): boolean {
  return /\p{L}/u.test(text) && isChannelWord(text);
}

/** Days and times of day that differ, unless the rest tells them. */
export function explainDates(dates: readonly Variable[], meanings: Meanings): void {
  const known = explained(meanings);
  for (const part of dates) {
    meanings.set(part, known.length > 0 && isDetermined(part, known) ? "ignored" : "t");
  }
}

function isWord({ kind, word }: Variable, words: RegExp): boolean {
  return kind === "number" && words.test(word);
}

/** Words that differ: channels, or positions (folders, many words, and none of them a channel's). */
export function explainTexts(variables: readonly Variable[], meanings: Meanings, isOfProgram: boolean): void {
  const texts = variables.filter((variable) => variable.kind === "text" && !meanings.has(variable));
  for (const variable of texts) {
    const channels = variablesOf("c", meanings);
    const different = new Set(variable.values);
    const others = variables.filter((other) => other !== variable);
    if (channels.length > 0 && isDetermined(variable, channels)) meanings.set(variable, "c");
    else if ([...different].every(isChannelWord)) meanings.set(variable, "c");
    else if (meanings.size > 0 && isDetermined(variable, explained(meanings))) meanings.set(variable, "ignored");
    else if (different.size > MOST_CHANNEL_WORDS && isDetermined(variable, others)) meanings.set(variable, "ignored");
    else if (variable.inFolder || different.size > MOST_CHANNEL_WORDS) meanings.set(variable, "p");
    else
      meanings.set(variable, channels.length === 0 && !isOfProgram && [...different].some(hasChannelWord) ? "c" : "p");
  }
}

/** A few numbers from violet to near infrared, far enough apart to be wavelengths in nanometres. */
function isWavelengths({ values }: Variable): boolean {
  const different = [...new Set(values)].map(Number).sort((a, b) => a - b);
  return (
    different.length <= MOST_CHANNEL_WORDS &&
    values.every((value) => /^[3-8]\d\d$/.test(value)) &&
    different.every((value, index) => index === 0 || value - different[index - 1]! >= 15)
  );
}
