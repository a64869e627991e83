import type { NameFamily } from "./nameParts.ts";

/** Families beyond this many are not compared: the names have nothing in common. */
const MOST_FAMILIES = 32;

/**
 * Joins to the largest family of names those others that differ from it in one place only, where a text has other separators in it
 * ("DAPI" and "far-red", "Alexa 488"): that place becomes one field. What stands before it and behind it must be the same in both.
 * Families that do not go together stay as they are; the largest is the first.
 */
export function joinFamilies(families: readonly NameFamily[]): NameFamily[] {
  if (families.length < 2 || families.length > MOST_FAMILIES) return [...families];
  let [joined] = families as [NameFamily];
  const others: NameFamily[] = [];
  for (const family of families.slice(1)) {
    const place = placeOfText(joined, family);
    if (place === null) others.push(family);
    else joined = together(withOneField(joined, place), withOneField(family, place));
  }
  return [joined, ...others];
}

/** Pieces before and behind the place where two families differ. */
type Place = { before: number; behind: number };

function placeOfText(a: NameFamily, b: NameFamily): Place | null {
  if (hasIdentifiers(a) || hasIdentifiers(b)) return null;
  const most = Math.min(lengthOf(a), lengthOf(b)) - 1;
  let before = 0;
  while (before < most && areAlike(a, b, (texts) => texts.slice(0, before + 1))) before++;
  let behind = 0;
  while (before + behind < most && areAlike(a, b, (texts) => texts.slice(texts.length - behind - 1))) behind++;
  const place = { before, behind };
  const isText = [a, b].every(({ pieces }) => pieces.every(({ texts }) => isOneText(middleOf(texts, place))));
  const around = (texts: readonly string[]): string[] => [
    ...texts.slice(0, before),
    "\0",
    ...texts.slice(texts.length - behind),
  ];
  return isText && behind > 0 && tellsApart(a, around) && tellsApart(b, around) && areAlike(a, b, around)
    ? place
    : null;
}

/** Whether what is taken from the names of one family is all found in the other: only files that are missing differ. */
function areAlike(a: NameFamily, b: NameFamily, take: (texts: readonly string[]) => string[]): boolean {
  const texts = [a, b].map(({ pieces }) => new Set(pieces.map((each) => take(each.texts).join(""))));
  const [fewer, more] = texts.sort((x, y) => x.size - y.size) as [Set<string>, Set<string>];
  for (const text of fewer) if (!more.has(text)) return false;
  return true;
}

/** Whether there is anything else that differs: names that have but their ending in common do not go together. */
function tellsApart({ pieces }: NameFamily, around: (texts: readonly string[]) => string[]): boolean {
  return new Set(pieces.map(({ texts }) => around(texts).join(""))).size > 1;
}

/** A text begins and ends with a field, stays in its folder, and has a letter. */
function isOneText(middle: readonly string[]): boolean {
  const text = middle.join("");
  return middle.length % 2 === 1 && !text.includes("/") && /^[\p{L}\d]/u.test(text) && /\p{L}/u.test(text);
}

function middleOf(texts: readonly string[], { before, behind }: Place): string[] {
  return texts.slice(before, texts.length - behind);
}

function withOneField({ names, pieces }: NameFamily, place: Place): NameFamily {
  const { before, behind } = place;
  return {
    names,
    pieces: pieces.map(({ texts, identifiers }) => ({
      texts: [...texts.slice(0, before), middleOf(texts, place).join(""), ...texts.slice(texts.length - behind)],
      identifiers,
    })),
  };
}

/** Names of both in their order. */
function together(a: NameFamily, b: NameFamily): NameFamily {
  const entries = [a, b].flatMap(({ names, pieces }) => names.map((name, index) => ({ name, pieces: pieces[index]! })));
  entries.sort((x, y) => (x.name < y.name ? -1 : 1));
  return { names: entries.map(({ name }) => name), pieces: entries.map(({ pieces }) => pieces) };
}

function hasIdentifiers({ pieces }: NameFamily): boolean {
  return pieces.some(({ identifiers }) => identifiers.length > 0);
}

function lengthOf({ pieces }: NameFamily): number {
  return pieces[0]?.texts.length ?? 0;
}
