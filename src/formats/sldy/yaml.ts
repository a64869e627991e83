import { ZarrdropError } from "../../model/errors.ts";
import { LIMITS } from "../../model/limits.ts";

/**
 * What SlideBook writes as YAML is its own narrow kind: `key: value` lines, blocks by indentation, keys that occur many times
 * (`StartClass`), lists in brackets over many lines, and texts whose odd characters are written as `_#32;`. General parsers refuse or
 * merge the repeated keys.
 */
export type YamlBlock = { entries: YamlEntry[] };

type YamlEntry = { key: string; value: YamlValue };

/** A list is kept as text: thumbnails have tens of thousands of numbers that nobody asks for. */
type YamlValue =
  | { kind: "scalar"; text: string }
  | { kind: "list"; text: string }
  | { kind: "block"; block: YamlBlock };

/**
 * Parses a document. Lines that are of no known form are skipped.
 * @throws `corrupt` for an open list, `limit` for deep nesting
 */
export function parseSlideBookYaml(text: string, file: string): YamlBlock {
  const root: YamlBlock = { entries: [] };
  /** Open blocks with the indentation of their entries, which the first entry sets. */
  const open: { block: YamlBlock; indent: number }[] = [{ block: root, indent: 0 }];
  for (let at = 0; at < text.length;) {
    const newline = text.indexOf("\n", at);
    const end = newline < 0 ? text.length : newline;
    const line = text.slice(at, end);
    at = end + 1;
    const colon = line.indexOf(":");
    if (colon < 0) continue;
    const indent = line.length - line.trimStart().length;
    const key = line.slice(indent, colon);
    while (open.length > 1 && indent < open.at(-1)!.indent) open.pop();
    const { entries } = open.at(-1)!.block;
    const value = line.slice(colon + 1).trim();
    if (value.startsWith("[")) {
      const start = end - line.length + line.indexOf("[");
      const close = text.indexOf("]", start);
      if (close < 0) throw damaged(file, `the list ${key} is not closed`);
      entries.push({ key, value: { kind: "list", text: text.slice(start + 1, close) } });
      const next = text.indexOf("\n", close);
      at = next < 0 ? text.length : next + 1;
    } else if (value === "") {
      const block: YamlBlock = { entries: [] };
      entries.push({ key, value: { kind: "block", block } });
      if (open.length > LIMITS.xmlDepth) throw new ZarrdropError("limit", `${file} is nested too deeply.`, { file });
      open.push({ block, indent: indent + 1 });
    } else {
      entries.push({ key, value: { kind: "scalar", text: value } });
    }
  }
  return root;
}

function damaged(file: string, technical: string): ZarrdropError {
  return new ZarrdropError("corrupt", `${file} is damaged or cut off.`, { file, technical });
}

/** The blocks of a class, in file order: `StartClass` blocks with that `ClassName`. */
export function blocksOfClass(root: YamlBlock, className: string): YamlBlock[] {
  return root.entries.flatMap(({ key, value }) => {
    if (key !== "StartClass" || value.kind !== "block") return [];
    return textAt(value.block, "ClassName") === className ? [value.block] : [];
  });
}

/** A text, its escapes undone; null if it is missing or empty. */
export function textAt(block: YamlBlock | undefined, key: string): string | null {
  const value = block?.entries.find((entry) => entry.key === key)?.value;
  if (value?.kind !== "scalar") return null;
  if (value.text === "__empty") return null;
  const text = value.text.replaceAll(/_#(\d{1,7});/g, (whole, code: string) => {
    const point = Number(code);
    return point <= 0x10ffff ? String.fromCodePoint(point) : whole;
  });
  return text === "" ? null : text;
}

/** A finite number, or null. */
export function numberAt(block: YamlBlock | undefined, key: string): number | null {
  const text = textAt(block, key);
  const number = text === null ? NaN : Number(text);
  return Number.isFinite(number) ? number : null;
}

/**
 * The numbers of a list without the count that SlideBook puts first (`counted`); empty if there is none. What is no number is NaN.
 */
export function numbersAt(block: YamlBlock | undefined, key: string, form: "counted" | "plain"): number[] {
  const value = block?.entries.find((entry) => entry.key === key)?.value;
  if (value?.kind !== "list") return [];
  const numbers = value.text.split(",").map((text) => (text.trim() === "" ? NaN : Number(text)));
  return form === "counted" ? numbers.slice(1) : numbers;
}
