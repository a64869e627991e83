import { ZarrdropError } from "../model/errors.ts";
import type { SequencePattern } from "../model/references.ts";
import { escapeLiteral, LONGEST_PATH, type SequenceAxis } from "./sequencePattern.ts";
import { layoutSequence, type SequenceLayout } from "./sequenceLayout.ts";
import { isChannelWord, wordMeanings } from "./sequenceWords.ts";
import { joinFamilies } from "./joinFamilies.ts";
import { nameFamilies, type NameFamily, type NamePart, namePartsOf, type Variable } from "./nameParts.ts";

/** Endings of files that are mostly single images. */
const IMAGE = /\.(tiff?|png|jpe?g|bmp|gif|webp|jp2|j2k|jxr|stk|lsm)$/i;

/** Axes for numbers that no word explains, by how many there are: with four it is the order of bioio-tiff-glob. */
const UNEXPLAINED: readonly (readonly SequenceAxis[])[] = [["z"], ["t", "z"], ["t", "c", "z"], ["p", "t", "c", "z"]];
/** Order in which free axes are given to them. */
const PREFERRED: readonly SequenceAxis[] = ["z", "t", "c", "p"];
/** More different words than this are samples or treatments, no channels. */
const MOST_CHANNEL_WORDS = 8;

/** Letters before the two numbers of a grid. */
const ROW = /^(r|row)$/i;
const COLUMN = /^(c|col|column)$/i;

/** What a variable part is taken for; "ignored" for what the others determine. */
type Meaning = SequenceAxis | "ignored";
type Meanings = Map<Variable, Meaning>;

/**
 * The pattern that the names of files suggest: the largest family of names of one form, what differs in them explained by the letters
 * before it (t001, _z12, ch1, w2, s3, pos, xy), by wells and names of channels, and else by its order. Null if fewer than two files
 * go together or nothing tells them apart. It is a guess to be looked at and edited.
 */
export function proposePattern(paths: readonly string[]): SequencePattern | null {
  // No template takes a longer path; ten thousand of them are 40 MB of letters to compare.
  const names = paths
    .filter((path) => path.length <= LONGEST_PATH && IMAGE.test(path) && !/(^|\/)\./.test(path))
    .sort();
  for (const family of joinFamilies(nameFamilies(names))) {
    if (family.names.length < 2) return null;
    const pattern = proposeFor(family, names);
    if (pattern !== null) return pattern;
  }
  return null;
}

function proposeFor(family: NameFamily, names: readonly string[]): SequencePattern | null {
  const parts = namePartsOf(family);
  const variables = parts.filter((part) => part.kind !== "constant");
  const meanings: Meanings = new Map();
  explainByWords(family.names[0]!, variables, meanings);
  explainTexts(variables, meanings);
  if (!explainRest(parts, variables, meanings)) return null;
  if (![...meanings.values()].some((meaning) => meaning !== "ignored")) return null;
  const usual = { template: templateOf(parts, meanings, false) };
  const own = layoutIfAny(family.names, usual);
  if (own === null || own.clashes.length > 0 || own.ignored.length > 0) return null;
  // Texts that say nothing may take in others ("_thumb"), which then claim the same places.
  if (layoutIfAny(names, usual)?.clashes.length === 0) return usual;
  const strict = { template: templateOf(parts, meanings, true) };
  return layoutIfAny(names, strict)?.clashes.length === 0 ? strict : usual;
}

/** Null where there is none: names may be too long for a template, or tell more places than an image can have. */
function layoutIfAny(names: readonly string[], pattern: SequencePattern): SequenceLayout | null {
  try {
    return layoutSequence(names, pattern);
  } catch (error) {
    if (error instanceof ZarrdropError && (error.kind === "setting" || error.kind === "limit")) return null;
    throw error;
  }
}

/** Numbers behind letters that mean something, wells, elapsed times. */
function explainByWords(name: string, variables: readonly Variable[], meanings: Meanings): void {
  const meaningOf = wordMeanings(name);
  for (const variable of variables) {
    if (variable.hint === "elapsed-time") meanings.set(variable, "t");
    else if (variable.hint === "well") meanings.set(variable, "p");
    else if (variable.kind === "number") {
      const byLooks = variable.hint === "plate-column" ? "p" : isWavelengths(variable) ? "c" : null;
      const axis = meaningOf(variable.word) ?? byLooks;
      if (axis !== null) meanings.set(variable, axis);
    }
  }
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

function isWord({ kind, word }: Variable, words: RegExp): boolean {
  return kind === "number" && words.test(word);
}

/** Words that differ: channels, or positions (folders, many words). */
function explainTexts(variables: readonly Variable[], meanings: Meanings): void {
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
    else meanings.set(variable, channels.length === 0 ? "c" : "p");
  }
}

/**
 * Numbers without a word: those that the others determine (counters, time stamps) are ignored, the rest gets axes by its order.
 * False if words alone, none of which is a channel, tell the files apart: these are just different images.
 */
function explainRest(parts: readonly NamePart[], variables: readonly Variable[], meanings: Meanings): boolean {
  const hasEvidence = [...meanings].some(
    ([{ kind, hint, values }, meaning]) =>
      kind === "number" || hint === "well" || (meaning === "c" && values.every(isChannelWord)),
  );
  const open = variables.filter((variable) => variable.kind === "number" && !meanings.has(variable));
  const needed: Variable[] = [];
  // From the last, which changes fastest.
  for (const variable of open.toReversed()) {
    const known = [...explained(meanings), ...needed];
    if (known.length > 0 && isDetermined(variable, known)) meanings.set(variable, "ignored");
    else needed.unshift(variable);
  }
  for (const variable of variables) if (variable.kind === "identifier") meanings.set(variable, "ignored");
  if (needed.length === 0) return hasEvidence;
  for (const variable of needed.filter((each) => isPlaceInFolders(each, variables))) {
    meanings.set(variable, "p");
    needed.splice(needed.indexOf(variable), 1);
  }
  if (needed.length === 0) return true;
  const byPlace = axesByPlace(parts, meanings);
  const taken = new Set(meanings.values());
  const free = PREFERRED.filter((axis) => !taken.has(axis));
  const count = Math.min(needed.length, free.length);
  const usual = UNEXPLAINED[needed.length - 1] ?? [];
  const chosen = free.slice(0, count);
  const axes = usual.length > 0 && usual.every((axis) => free.includes(axis)) ? usual : inOrder(chosen);
  for (const [index, variable] of needed.entries()) {
    // More numbers than axes: the first ones tell the position together.
    const axis = axes[index - (needed.length - axes.length)] ?? "p";
    meanings.set(variable, byPlace?.get(variable) ?? (isSparse(variable) && needed.length === 1 ? "t" : axis));
  }
  return true;
}

/**
 * A number that the names of folders repeat ("100/100_200/100_200_0010.tif"), or that counts folders with a name ("sample 3"): these are
 * places and samples; a folder of a number alone may as well be a time.
 */
function isPlaceInFolders(variable: Variable, variables: readonly Variable[]): boolean {
  if (variable.inFolder) return variable.word !== "";
  return variables.some(
    (other) => other.inFolder && other.values.every((value, index) => value === variable.values[index]),
  );
}

/** Exactly four numbers in the file's name and none of them explained: S, T, C, Z, the varying ones among them. */
function axesByPlace(parts: readonly NamePart[], meanings: Meanings): Map<Variable, SequenceAxis> | null {
  if (meanings.size > 0) return null;
  // Folders are counted otherwise ("2024-01-05/…").
  if (parts.some((part) => part.kind !== "constant" && part.inFolder)) return null;
  const numbers = parts.filter((part) => (part.kind === "constant" ? /^\d+$/.test(part.text) : part.kind === "number"));
  if (numbers.length !== 4) return null;
  const order = UNEXPLAINED[3]!;
  return new Map(numbers.flatMap((part, index) => (part.kind === "constant" ? [] : [[part, order[index]!] as const])));
}

function inOrder(axes: readonly SequenceAxis[]): SequenceAxis[] {
  return UNEXPLAINED[3]!.filter((axis) => axes.includes(axis));
}

/** Numbers far apart, as times of day are, rather than a count. */
function isSparse({ values }: Variable): boolean {
  const numbers = values.map(Number);
  let [least, most] = [Infinity, -Infinity];
  for (const number of numbers) [least, most] = [Math.min(least, number), Math.max(most, number)];
  return most - least > 20 * values.length;
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

function variablesOf(axis: Meaning, meanings: Meanings): Variable[] {
  return [...meanings].flatMap(([variable, meaning]) => (meaning === axis ? [variable] : []));
}

function explained(meanings: Meanings): Variable[] {
  return [...meanings].flatMap(([variable, meaning]) => (meaning === "ignored" ? [] : [variable]));
}

/** Whether a part's value follows from those of others in every name. */
function isDetermined(variable: Variable, others: readonly Variable[]): boolean {
  const seen = new Map<string, string>();
  for (const [index, value] of variable.values.entries()) {
    const key = others.map((other) => other.values[index]!).join("\0");
    const known = seen.get(key);
    if (known === undefined) seen.set(key, value);
    else if (known !== value) return false;
  }
  return true;
}

/** `isStrict`: ignored texts that all have one length must have it. */
function templateOf(parts: readonly NamePart[], meanings: Meanings, isStrict: boolean): string {
  return parts.map((part, index) => textOf(part, parts[index + 1], meanings, isStrict)).join("");
}

function textOf(part: NamePart, next: NamePart | undefined, meanings: Meanings, isStrict: boolean): string {
  if (part.kind === "constant") return escapeLiteral(part.text);
  const meaning = meanings.get(part) ?? "ignored";
  const [length] = new Set(part.values.map((value) => value.length));
  const isFixed = part.values.every((value) => value.length === length);
  if (meaning === "ignored") return isStrict && isFixed && length !== 0 ? `{*:${length}}` : "{*}";
  if (part.kind !== "number") return `{${meaning}:*}`;
  // What follows may begin with digits: only a fixed number of digits keeps them apart.
  const needsWidth = next !== undefined && (next.kind !== "constant" || /^\d/.test(next.text));
  return needsWidth && isFixed ? `{${meaning}:${length}}` : `{${meaning}}`;
}
