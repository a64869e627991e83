import { ZarrdropError } from "../model/errors.ts";
import type { SequencePattern } from "../model/references.ts";
import { escapeLiteral, LONGEST_PATH, type SequenceAxis } from "./sequencePattern.ts";
import { layoutSequence, type SequenceLayout } from "./sequenceLayout.ts";
import { explainByScheme, explainByWords, explainDates, explainTexts } from "./explainParts.ts";
import { explained, isDetermined, type Meanings, variablesOf } from "./meanings.ts";
import { axisOfWord, isChannelWord, isCountingWord } from "./sequenceWords.ts";
import { dateParts, isClock } from "./partsThatGoTogether.ts";
import { joinFamilies } from "./joinFamilies.ts";
import { nameFamilies, type NamePart, namePartsOf, type Variable } from "./nameParts.ts";
import { type ReadNames, schemeFamilies } from "./schemeFamilies.ts";

/** Endings of files that are mostly single images. */
const IMAGE = /\.(tiff?|png|jpe?g|bmp|gif|webp|jp2|j2k|jxr|stk|lsm)$/i;

/** Axes for numbers that no word explains, by how many there are: with four it is the order of bioio-tiff-glob. */
const UNEXPLAINED: readonly (readonly SequenceAxis[])[] = [["z"], ["t", "z"], ["t", "c", "z"], ["p", "t", "c", "z"]];
/** Order in which free axes are given to them. */
const PREFERRED: readonly SequenceAxis[] = ["z", "t", "c", "p"];

/**
 * The pattern that the names of files suggest: the largest family of names of one form, what differs in them explained by the program
 * whose names have this form, by the letters before it (t001, _z12, ch1, w2, s3, pos, xy), by wells, dates and names of channels, and
 * else by its order. Null if fewer than two files go together or nothing but samples tells them apart. It is a guess to be looked at and edited.
 */
export function proposePattern(paths: readonly string[]): SequencePattern | null {
  // No template takes a longer path; ten thousand of them are 40 MB of letters to compare.
  const names = paths
    .filter((path) => path.length <= LONGEST_PATH && IMAGE.test(path) && !/(^|\/)\./.test(path))
    .sort();
  // A name of a form of its own goes with no other: it need not be taken apart.
  const forms = joinFamilies(nameFamilies(names)).filter((family) => family.names.length > 1);
  const others = forms.map((family): ReadNames => {
    return { names: family.names, parts: namePartsOf(family), known: new Map() };
  });
  // Stable: of as many names those of a program that is known come first.
  const families = [...schemeFamilies(names), ...others].sort((a, b) => b.names.length - a.names.length);
  for (const family of families) {
    if (family.names.length < 2) return null;
    const pattern = proposeFor(family, names);
    if (pattern !== null) return pattern;
  }
  return null;
}

function proposeFor(family: ReadNames, names: readonly string[]): SequencePattern | null {
  const parts = withOnlyChannel(family.parts);
  const variables = parts.filter((part) => part.kind !== "constant");
  const meanings: Meanings = new Map();
  explainByScheme(family.known, meanings);
  const dates = dateParts(parts);
  const open = variables.filter((variable) => !family.known.has(variable) && !dates.includes(variable));
  explainByWords(parts, open, meanings);
  explainTexts(variables, meanings, family.known.size > 0);
  explainDates(dates, meanings);
  if (!explainRest(parts, variables, meanings) && family.known.size === 0) return null;
  if (![...meanings.values()].some((meaning) => meaning !== "ignored")) return null;
  if (areSamples(meanings)) return null;
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

/** Whether nothing but samples, whose word no table has, tells the files apart: these are images of their own. */
function areSamples(meanings: Meanings): boolean {
  return explained(meanings).every((variable) => meanings.get(variable) === "p" && isSample(variable));
}

/** A number right behind the name of something that no table has: "clone7". */
function isSample({ kind, isAttached, word }: Variable): boolean {
  return kind === "number" && isAttached && !isCountingWord(word) && axisOfWord(word) === null;
}

/** The same parts; a single stain in all names is the only channel, unless other parts differ in theirs. */
function withOnlyChannel(parts: readonly NamePart[]): readonly NamePart[] {
  const channels = parts.filter((part) => part.kind === "constant" && part.isChannel === true);
  if (channels.length === 1 && !/[|{}]/.test((channels[0] as { text: string }).text)) return parts;
  return parts.map((part) => (part.kind === "constant" ? { kind: part.kind, text: part.text } : part));
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
  for (const variable of needed.filter((each) => isPlaceInFolders(each, variables) || isSample(each))) {
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
    meanings.set(
      variable,
      byPlace?.get(variable) ?? ((isSparse(variable) || isClock(variable)) && needed.length === 1 ? "t" : axis),
    );
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

/** `isStrict`: ignored texts that all have one length must have it. */
function templateOf(parts: readonly NamePart[], meanings: Meanings, isStrict: boolean): string {
  const hasChannels = variablesOf("c", meanings).length > 0;
  const text = (part: NamePart, index: number): string =>
    part.kind === "constant" && part.isChannel === true && !hasChannels
      ? `{c:${part.text}}`
      : textOf(part, parts[index + 1], meanings, isStrict);
  return parts.map(text).join("");
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
