import { ZarrdropError } from "../model/errors.ts";

/** What the name of a file can tell of its place in a sequence: position (a scene each), time, channel, section. */
export const SEQUENCE_AXES = ["p", "t", "c", "z"] as const;
/** What a number in a file's name can count: positions, time points, channels, planes. */
export type SequenceAxis = (typeof SEQUENCE_AXES)[number];

/** A template taken apart. */
export type TemplatePart =
  | { kind: "literal"; text: string }
  | { kind: "number"; axis: SequenceAxis; digits: number | null }
  /** `axis` null: ignored, and may be empty. `length` null: any. */
  | { kind: "text"; axis: SequenceAxis | null; length: number | null }
  | { kind: "choice"; axis: SequenceAxis; choices: readonly string[] };

/** Longest template and most parts of one: no name needs more. */
const LONGEST_TEMPLATE = 2048;
const MOST_PARTS = 64;
/** Longer paths are of no form: no file system has them, and the search takes the square of their length. */
export const LONGEST_PATH = 1024;

/**
 * Takes a template apart.
 * @throws `setting` (`sequence`) saying what is wrong with it
 */
export function parseTemplate(template: string): TemplatePart[] {
  if (template.length > LONGEST_TEMPLATE) throw badTemplate(`it is longer than ${LONGEST_TEMPLATE} characters`);
  const parts: TemplatePart[] = [];
  const addLiteral = (text: string): void => {
    const last = parts.at(-1);
    if (last?.kind === "literal") last.text += text;
    else parts.push({ kind: "literal", text });
  };
  for (let at = 0; at < template.length;) {
    const character = template[at]!;
    if ((character === "{" || character === "}") && template[at + 1] === character) {
      addLiteral(character);
      at += 2;
    } else if (character === "}") {
      throw badTemplate("it has a } without a { (write }} for a brace in a name)");
    } else if (character === "{") {
      const end = template.indexOf("}", at);
      if (end < 0) throw badTemplate("it has a { without a } (write {{ for a brace in a name)");
      parts.push(parsePlaceholder(template.slice(at + 1, end)));
      at = end + 1;
    } else {
      addLiteral(character);
      at++;
    }
  }
  if (parts.length > MOST_PARTS) throw badTemplate("it has too many placeholders");
  return parts;
}

function parsePlaceholder(inside: string): TemplatePart {
  if (inside === "*") return { kind: "text", axis: null, length: null };
  const [, ignored] = /^\*:([1-9]\d{0,2})$/.exec(inside) ?? [];
  if (ignored !== undefined) return { kind: "text", axis: null, length: Number(ignored) };
  const colon = inside.indexOf(":");
  const axis = colon < 0 ? inside : inside.slice(0, colon);
  if (!isSequenceAxis(axis)) throw badTemplate(`it has {${inside}}, which is none of {t}, {c}, {z}, {p}, {*}`);
  if (colon < 0) return { kind: "number", axis, digits: null };
  const form = inside.slice(colon + 1);
  if (form === "*") return { kind: "text", axis, length: null };
  if (/^\d+$/.test(form)) {
    if (!/^[1-9]\d?$/.test(form)) throw badTemplate(`{${inside}} has an impossible number of digits`);
    return { kind: "number", axis, digits: Number(form) };
  }
  const choices = form.split("|");
  if (choices.includes("")) throw badTemplate(`{${inside}} has an empty choice`);
  if (new Set(choices).size < choices.length) throw badTemplate(`{${inside}} has a choice twice`);
  return { kind: "choice", axis, choices };
}

function isSequenceAxis(text: string): text is SequenceAxis {
  return (SEQUENCE_AXES as readonly string[]).includes(text);
}

function badTemplate(what: string): ZarrdropError {
  return new ZarrdropError("setting", `The pattern of the sequence cannot be used: ${what}.`, {
    setting: "sequence",
    advice: "A pattern looks like img_t{t}_c{c}_z{z}.tif.",
  });
}

/** Text as it stands in a template. */
export function escapeLiteral(text: string): string {
  return text.replaceAll("{", "{{").replaceAll("}", "}}");
}

/**
 * The text of each part of a path, or null if the path is not of this form. Numbers take as many digits as they can, texts as few
 * characters as they can.
 */
export function matchTemplate(parts: readonly TemplatePart[], path: string): string[] | null {
  if (path.length > LONGEST_PATH) return null;
  const found: string[] = [];
  // Each (part, position) is tried once, so that no name makes the search long. A text may end anywhere in its folder: where it failed, it fails
  // at all later positions of the folder. The first position that failed, by part and what it depends on.
  const failed = new Map<number, number>();
  const match = (part: number, at: number): boolean => {
    if (part === parts.length) return at === path.length;
    const key = part * (path.length + 1) + (isOfAnyLength(parts[part]!) ? folderEnd(path, at) : at);
    if (at >= (failed.get(key) ?? Infinity)) return false;
    for (const length of lengthsAt(parts[part]!, path, at)) {
      if (match(part + 1, at + length)) {
        found[part] = path.slice(at, at + length);
        return true;
      }
    }
    failed.set(key, at);
    return false;
  };
  return match(0, 0) ? found : null;
}

function isOfAnyLength(part: TemplatePart): boolean {
  return part.kind === "text" && part.length === null;
}

function folderEnd(path: string, at: number): number {
  const slash = path.indexOf("/", at);
  return slash === -1 ? path.length : slash;
}

/** Lengths that a part can have at a place, the preferred first. */
function* lengthsAt(part: TemplatePart, path: string, at: number): Generator<number> {
  switch (part.kind) {
    case "literal":
      if (path.startsWith(part.text, at)) yield part.text.length;
      return;
    case "choice":
      for (const choice of part.choices) if (path.startsWith(choice, at)) yield choice.length;
      return;
    case "number": {
      let digits = 0;
      while (isDigit(path.charCodeAt(at + digits))) digits++;
      if (part.digits !== null) {
        if (digits >= part.digits) yield part.digits;
        return;
      }
      for (; digits > 0; digits--) yield digits;
      return;
    }
    case "text":
      for (let length = 0; ; length++) {
        const isLength = part.length === null ? length > 0 || part.axis === null : length === part.length;
        if (isLength) yield length;
        if (length === part.length) return;
        if (at + length >= path.length || path[at + length] === "/") return;
      }
  }
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}
