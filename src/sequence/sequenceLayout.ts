import { ZarrdropError } from "../model/errors.ts";
import { LIMITS } from "../model/limits.ts";
import type { SequencePattern } from "../model/references.ts";
import { intervalOf, type TimeInterval } from "./timeInterval.ts";
import { whatNamesSay } from "./whatNamesSay.ts";
import { matchTemplate, parseTemplate, type SequenceAxis, type TemplatePart } from "./sequencePattern.ts";

/** An axis as the names of files tell it: the texts of each index, in order. */
export type NamedAxis = { axis: "t" | "c" | "z"; values: readonly (readonly string[])[] };

/** The files of one position. */
export type SequenceScene = {
  /** The position as the names write it ("B03_s1"); null where they tell none. */
  name: string | null;
  /** In the order t, c, z: those that the template has. */
  axes: NamedAxis[];
  /** From one time point to the next, where the names have a unit and the steps are even. */
  interval: TimeInterval | null;
  /** Paths by place: C order over the lengths of `axes`. */
  files: ReadonlyMap<number, string>;
};

/** Which file is where; what a preview shows and a reader reads. */
export type SequenceLayout = {
  scenes: SequenceScene[];
  /** Paths that are not of the template's form. */
  ignored: string[];
  /** Paths whose place is taken by another file, with that file. */
  clashes: { path: string; takenBy: string }[];
  /** What each part of the names was taken for, missing files and uneven numbers, in sentences for people. */
  notes: string[];
};

const INNER_AXES = ["t", "c", "z"] as const;

/**
 * Lays out files by their names. Along each axis and position the values are ordered (numbers by size, choices as
 * listed, texts by the alphabet) and counted without gaps, as bioio-tiff-glob does; a combination without a file is a
 * missing file. Channels are the same in all positions, also where one has no file of some.
 * @throws `setting` for a template that cannot be read or fits no file; `limit`
 */
export function layoutSequence(paths: readonly string[], pattern: SequencePattern): SequenceLayout {
  const parts = parseTemplate(pattern.template);
  const matched: Matched[] = [];
  const ignored: string[] = [];
  for (const path of [...paths].sort(byCodeUnit)) {
    const texts = matchTemplate(parts, path);
    if (texts === null) ignored.push(path);
    else matched.push({ path, texts });
  }
  if (matched.length === 0) {
    throw new ZarrdropError("setting", `No file has a name of the form ${pattern.template}.`, {
      setting: "sequence",
      advice: "Change the pattern, or choose the folder that the pattern starts from.",
    });
  }
  const layout: SequenceLayout = { scenes: [], ignored, clashes: [], notes: [] };
  const positions = new Ranking(parts, "p", matched);
  if (positions.values.length > LIMITS.scenes) {
    throw new ZarrdropError("limit", `The names tell ${positions.values.length} positions, which is too many.`);
  }
  const members: Matched[][] = positions.values.map(() => []);
  for (const file of matched) members[positions.indexOf(file)]!.push(file);
  const channels = new Ranking(parts, "c", matched);
  for (const [index, files] of members.entries()) {
    const name = positionName(parts, positions.values[index]!);
    layout.scenes.push(layoutScene(parts, files, channels, name, layout));
  }
  const said = whatNamesSay(
    parts,
    matched.map(({ texts }) => texts),
    compareValues,
  );
  layout.notes = [...new Set([...said, ...layout.notes])];
  return layout;
}

type Matched = { path: string; texts: readonly string[] };

function layoutScene(
  parts: readonly TemplatePart[],
  members: readonly Matched[],
  channels: Ranking,
  name: string | null,
  layout: SequenceLayout,
): SequenceScene {
  const rankings = INNER_AXES.filter((axis) => partsOf(parts, axis).length > 0).map((axis) =>
    axis === "c" ? channels : new Ranking(parts, axis, members),
  );
  const places = rankings.reduce((product, ranking) => product * ranking.values.length, 1);
  if (places > LIMITS.sceneValues) {
    throw new ZarrdropError("limit", "The names of the files tell more places than an image can have.");
  }
  const files = new Map<number, string>();
  for (const file of members) {
    const place = rankings.reduce((sum, ranking) => sum * ranking.values.length + ranking.indexOf(file), 0);
    const takenBy = files.get(place);
    if (takenBy === undefined) files.set(place, file.path);
    else layout.clashes.push({ path: file.path, takenBy });
  }
  const axes = rankings.map(({ axis, values }) => ({ axis: axis as NamedAxis["axis"], values }));
  if (files.size < places) layout.notes.push(missingNote(axes, files, places, name));
  for (const { axis, values } of axes) {
    const note = unevenNote(axis, values);
    if (note !== null) layout.notes.push(note);
  }
  const times = axes.find(({ axis }) => axis === "t");
  return { name, axes, interval: times === undefined ? null : intervalOf(parts, times.values), files };
}

/** The different values of an axis in order, and which of them a file has. */
class Ranking {
  readonly axis: SequenceAxis;
  readonly values: string[][];
  readonly #parts: readonly TemplatePart[];
  readonly #places: number[];
  readonly #indices = new Map<string, number>();

  constructor(parts: readonly TemplatePart[], axis: SequenceAxis, files: readonly Matched[]) {
    this.axis = axis;
    this.#parts = parts;
    this.#places = partsOf(parts, axis);
    const different = new Map<string, string[]>();
    for (const file of files) {
      const key = this.#keyOf(file);
      if (!different.has(key))
        different.set(
          key,
          this.#places.map((part) => file.texts[part]!),
        );
    }
    const inOrder = [...different].sort(([, a], [, b]) => this.#compare(a, b));
    this.values = inOrder.map(([, value]) => value);
    for (const [index, [key]] of inOrder.entries()) this.#indices.set(key, index);
  }

  /** Index of a file's value; the file is one of those given to the constructor. */
  indexOf(file: Matched): number {
    return this.#indices.get(this.#keyOf(file)) ?? 0;
  }

  /** Numbers are the same whatever zeros they begin with. */
  #keyOf(file: Matched): string {
    const texts = this.#places.map((part) =>
      this.#parts[part]!.kind === "number" ? withoutZeros(file.texts[part]!) : file.texts[part]!,
    );
    return texts.join("\0");
  }

  #compare(a: readonly string[], b: readonly string[]): number {
    for (const [position, place] of this.#places.entries()) {
      const order = compareValues(this.#parts[place]!, a[position]!, b[position]!);
      if (order !== 0) return order;
    }
    return 0;
  }
}

/** Positions in the template of an axis's placeholders. */
function partsOf(parts: readonly TemplatePart[], axis: SequenceAxis): number[] {
  return parts.flatMap((part, index) => (part.kind !== "literal" && part.axis === axis ? [index] : []));
}

function compareValues(part: TemplatePart, a: string, b: string): number {
  if (part.kind === "choice") return part.choices.indexOf(a) - part.choices.indexOf(b);
  return part.kind === "number" ? compareNumbers(a, b) : compareTexts(a, b);
}

/** By size, whatever the number of digits. */
function compareNumbers(a: string, b: string): number {
  const [shortA, shortB] = [withoutZeros(a), withoutZeros(b)];
  return shortA.length - shortB.length || byCodeUnit(shortA, shortB);
}

function withoutZeros(digits: string): string {
  return digits.replace(/^0+(?=\d)/, "");
}

/** By the alphabet, numbers in texts by size: B2 before B10. */
function compareTexts(a: string, b: string): number {
  const [piecesA, piecesB] = [a.match(/\d+|\D+/g) ?? [], b.match(/\d+|\D+/g) ?? []];
  for (let index = 0; index < Math.min(piecesA.length, piecesB.length); index++) {
    const [pieceA, pieceB] = [piecesA[index]!, piecesB[index]!];
    const areNumbers = /^\d/.test(pieceA) && /^\d/.test(pieceB);
    const order = areNumbers ? compareNumbers(pieceA, pieceB) : byCodeUnit(pieceA, pieceB);
    if (order !== 0) return order;
  }
  // "B2" and "B02" are different texts: the shorter first.
  return piecesA.length - piecesB.length || a.length - b.length;
}

function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** A position with the letters that stand before its numbers: "B03_s1"; a row and its column are one word ("A-01" is A01). */
function positionName(parts: readonly TemplatePart[], value: readonly string[]): string | null {
  const words = partsOf(parts, "p").map((place, index) => {
    const before = parts[place - 1];
    const label = before?.kind === "literal" ? (/\p{L}+$/u.exec(before.text)?.[0] ?? "") : "";
    return parts[place]!.kind === "number" ? `${label}${value[index]!}` : value[index]!;
  });
  return words.length === 0 ? null : words.join("_").replace(/(?<=^|_)([A-P])_(?=\d{1,2}(?:_|$))/g, "$1");
}

function missingNote(
  axes: readonly NamedAxis[],
  files: ReadonlyMap<number, string>,
  places: number,
  scene: string | null,
): string {
  let place = 0;
  while (files.has(place)) place++;
  const first: string[] = [];
  let rest = place;
  for (const { axis, values } of axes.toReversed()) {
    first.unshift(`${axis} ${values[rest % values.length]!.join(" ")}`);
    rest = Math.floor(rest / values.length);
  }
  const count = places - files.size;
  const where = scene === null ? "" : ` of position ${scene}`;
  const files_ = count === 1 ? "One file" : `${count} files`;
  return `${files_}${where} of ${places} ${count === 1 ? "is" : "are"} missing (the first: ${first.join(", ")}); their place is left black.`;
}

/** Steps of numbers that are not all the same: time points or sections may be missing altogether. */
function unevenNote(axis: NamedAxis["axis"], values: NamedAxis["values"]): string | null {
  if (axis === "c" || values.length < 3 || values.some((value) => value.length !== 1)) return null;
  const numbers = values.map((value) => Number(value[0]));
  if (numbers.some((number) => !Number.isSafeInteger(number))) return null;
  const step = numbers[1]! - numbers[0]!;
  const at = numbers.findIndex((number, index) => index > 0 && number - numbers[index - 1]! !== step);
  if (at < 0) return null;
  const what = axis === "t" ? "time points" : "sections";
  return `The ${what} are not numbered evenly (${values[at - 1]![0]} is followed by ${values[at]![0]}); they are put one after the other.`;
}
