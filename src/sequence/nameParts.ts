import { isChannelWord, isElapsedTime, isWell } from "./sequenceWords.ts";

/** What a family of names has at one place. */
export type NamePart = Constant | Variable;

/** The same text in all names; digits stand alone. */
export type Constant = {
  kind: "constant";
  text: string;
  /** A channel by its name, the only one. */
  isChannel?: boolean;
};

/** Something that differs; `values` in the order of the names. */
export type Variable = {
  kind: "number" | "text" | "identifier";
  values: readonly string[];
  /** Letters before a number, in its field or as the field before ("t", "Position"); "" if there are none. */
  word: string;
  /** The letters stand in the same field ("cell3", not "cell_3"). */
  isAttached: boolean;
  /** Part of a folder's name. */
  inFolder: boolean;
  /** What its whole field looks like; "plate-column": a letter A–P and two digits, of which only the digits differ. */
  hint: "well" | "plate-column" | "elapsed-time" | null;
};

/** Stands for what a rule of a program has explained; no file name has it. */
export const STAND_IN = "\u{1}";
/** Characters that hold fields apart; everything else is a field. */
const SEPARATORS = `\\s_\\-./=,;()[\\]+@#~&%${STAND_IN}`;
const PIECES = new RegExp(`[^${SEPARATORS}]+|[${SEPARATORS}]+`, "g");
const FIELD = new RegExp(`^[^${SEPARATORS}]`);
/** A globally unique identifier, as some programs put behind each name. */
const IDENTIFIER = /[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}/g;
/** Stands for an identifier while names are compared; no file name has it. */
const MARK = "\0";

type Pieces = { texts: string[]; identifiers: string[] };

/** Names of one form, with their pieces. */
export type NameFamily = { names: string[]; pieces: Pieces[] };

/** Groups names that have their separators, folders and ending in common, the largest group first. */
export function nameFamilies(names: readonly string[]): NameFamily[] {
  const families = new Map<string, NameFamily>();
  for (const name of names) {
    const pieces = piecesOf(name);
    const last = pieces.texts.at(-1) ?? "";
    const key =
      pieces.texts.map((text) => (FIELD.test(text) ? (text.includes(MARK) ? MARK : "*") : text)).join("") + last;
    const family = families.get(key);
    if (family === undefined) families.set(key, { names: [name], pieces: [pieces] });
    else {
      family.names.push(name);
      family.pieces.push(pieces);
    }
  }
  // Stable: among equals the first.
  return [...families.values()].sort((a, b) => b.names.length - a.names.length);
}

function piecesOf(name: string): Pieces {
  const identifiers = name.match(IDENTIFIER) ?? [];
  return { texts: name.replaceAll(IDENTIFIER, MARK).match(PIECES) ?? [], identifiers };
}

/** What the names of a family have in common, and where they differ. */
export function namePartsOf(family: NameFamily): NamePart[] {
  const parts: NamePart[] = [];
  const [first] = family.pieces;
  if (first === undefined) return parts;
  const lastSlash = first.texts.findLastIndex((text) => text.includes("/"));
  let identifiers = 0;
  for (const [index, text] of first.texts.entries()) {
    const inFolder = index < lastSlash;
    const column = family.pieces.map((pieces) => pieces.texts[index] ?? "");
    if (!FIELD.test(text)) parts.push({ kind: "constant", text });
    else if (!text.includes(MARK)) parts.push(...fieldParts(column, parts, inFolder));
    else {
      const count = text.split(MARK).length - 1;
      const stripped = column.map((each) => each.split(MARK));
      // An identifier stands at one end of its field, or alone: "w3<identifier>".
      parts.push(
        ...fieldParts(
          stripped.map((each) => each[0]!),
          parts,
          inFolder,
        ),
      );
      const values = family.pieces.map((pieces) => pieces.identifiers[identifiers] ?? "");
      parts.push(isConstant(values) ? constant(values) : variable("identifier", values, inFolder));
      parts.push(
        ...fieldParts(
          stripped.map((each) => each.slice(1).join("")),
          parts,
          inFolder,
        ),
      );
      identifiers += count;
    }
  }
  return parts;
}

/** The parts of one field: constant letters, constant digits, numbers, and from where the fields differ in kind a text. */
function fieldParts(column: readonly string[], before: readonly NamePart[], inFolder: boolean): NamePart[] {
  if (column.every((text) => text === "")) return [];
  const whole = (hint: Variable["hint"]): NamePart[] => [variable("text", column, inFolder, hint)];
  if (column.every(isWell) && !isConstant(column.map((text) => text[0]!))) return whole("well");
  // Names of channels keep their digits: Cy3 and Cy5; what has none but digits is told by its values.
  if (column.every((text) => isChannelWord(text) && /\p{L}/u.test(text))) {
    return isConstant(column) ? [{ kind: "constant", text: column[0]!, isChannel: !inFolder }] : whole(null);
  }
  const hint = column.every(isElapsedTime)
    ? "elapsed-time"
    : column.every((text) => /^[A-P]\d\d$/.test(text))
      ? "plate-column"
      : null;
  const tokens = column.map((text) => text.match(/\d+|\D+/g) ?? []);
  const shortest = Math.min(...tokens.map((each) => each.length));
  if (shortest === 0) return whole(null);
  const parts: NamePart[] = [];
  for (let index = 0; index < shortest; index++) {
    const values = tokens.map((each) => each[index]!);
    const areNumbers = values.every((value) => /^\d/.test(value));
    const isLast = index === shortest - 1;
    const isRagged = isLast && tokens.some((each) => each.length > shortest);
    if (!isRagged && isConstant(values)) parts.push(constant(values));
    else if (!isRagged && areNumbers) {
      const word = wordBefore(parts, before, inFolder);
      parts.push({ kind: "number", values, word, isAttached: parts.length > 0, inFolder, hint });
    } else {
      const rest = tokens.map((each) => each.slice(index).join(""));
      parts.push(variable("text", rest, inFolder));
      return parts;
    }
  }
  return parts;
}

/**
 * Letters of the same field before a number; at the beginning of a field the field before, if it is but letters. In folders numbers share
 * the word before them: "Pos_000_001" is row and column of one position.
 */
function wordBefore(own: readonly NamePart[], before: readonly NamePart[], inFolder: boolean): string {
  const last = own.at(-1);
  if (last !== undefined) return last.kind === "constant" ? lettersOf(last.text) : "";
  const separator = before.at(-1);
  const field = before.at(-2);
  const isField = field?.kind === "constant" && before.at(-3)?.kind !== "number";
  if (separator?.kind !== "constant" || separator.text.includes("/") || separator.text.includes(".")) return "";
  if (inFolder && field?.kind === "number") return field.word;
  if (inFolder && field?.kind === "constant" && /^\d+$/.test(field.text)) {
    return wordBefore([], before.slice(0, -2), inFolder);
  }
  return isField && !/\d/.test(field.text) ? lettersOf(field.text) : "";
}

function lettersOf(text: string): string {
  return /\p{L}+$/u.exec(text)?.[0] ?? "";
}

function isConstant(values: readonly string[]): boolean {
  return values.every((value) => value === values[0]);
}

/** A part without letters before it. */
export function variable(
  kind: Variable["kind"],
  values: readonly string[],
  inFolder: boolean,
  hint: Variable["hint"] = null,
): Variable {
  return { kind, values, word: "", isAttached: false, inFolder, hint };
}

function constant(values: readonly string[]): Constant {
  return { kind: "constant", text: values[0]! };
}
