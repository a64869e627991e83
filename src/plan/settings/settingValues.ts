import { LIMITS } from "../../model/limits.ts";
import { settingError } from "./settingError.ts";

/**
 * Checks of single values at the door. `name` is the setting, in the reference's spelling; `where` is the place inside it for the
 * message (`chunk_shape[2]`). All throw `setting`.
 */

/** A value as it stands in a message: short, whatever it is. */
export function valueText(value: unknown): string {
  if (typeof value === "string") return value.length > 60 ? `“${value.slice(0, 60)}…` : `“${value}”`;
  const text = jsonText(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

function jsonText(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    // The engine does not write what is nested without end, or goes in a circle.
    return "[…]";
  }
}

/** JSON has no −0. */
function positiveZero(value: number): number {
  return value === 0 ? 0 : value;
}

/**
 * The value if it is a whole number that a double holds exactly. `where` names the place in a list.
 * @throws `setting`, naming `name`
 */
export function wholeNumber(value: unknown, name: string, where = name): number {
  if (typeof value === "number" && Number.isSafeInteger(value)) return positiveZero(value);
  throw settingError(
    name,
    `${where} must be a whole number, got ${valueText(value)}`,
    "Give a number without a fraction.",
  );
}

/** The same, `least` or more. */
export function wholeNumberFrom(value: unknown, least: number, name: string, where = name): number {
  const number = wholeNumber(value, name, where);
  if (number >= least) return number;
  throw settingError(name, `${where} must be >= ${least}`, `Give a whole number from ${least} on, got ${number}.`);
}

/**
 * The value if it is a number, not infinite.
 * @throws `setting`, naming `name`
 */
export function finiteNumber(value: unknown, name: string, where = name): number {
  if (typeof value === "number" && Number.isFinite(value)) return positiveZero(value);
  throw settingError(name, `${where} must be a number, got ${valueText(value)}`, "Give a finite number.");
}

/**
 * The value if it is a truth value; no other is taken for one.
 * @throws `setting`, naming `name`
 */
export function trueOrFalse(value: unknown, name: string, where = name): boolean {
  if (typeof value === "boolean") return value;
  throw settingError(name, `${where} must be true or false, got ${valueText(value)}`, "Give true or false.");
}

/** Text of reasonable length. */
export function someText(value: unknown, name: string, where = name): string {
  if (typeof value === "string" && value.length <= 10_000) return value;
  throw settingError(
    name,
    `${where} must be a text, got ${valueText(value)}`,
    "Give a text of at most 10000 characters.",
  );
}

/**
 * The value if it is one of the words.
 * @throws `setting`, with all of them
 */
export function oneOf<T extends string>(value: unknown, choices: readonly T[], name: string, where = name): T {
  const found = choices.find((choice) => choice === value);
  if (found !== undefined) return found;
  throw settingError(name, `${where} cannot be ${valueText(value)}`, `Give one of: ${choices.join(", ")}.`);
}

/** A list, with a cap so that a stored or pasted value cannot be endless. */
export function list(value: unknown, most: number, name: string, where = name): readonly unknown[] {
  if (!Array.isArray(value)) {
    throw settingError(name, `${where} must be a list, got ${valueText(value)}`, "Give a list.");
  }
  if (value.length <= most) return value as readonly unknown[];
  throw settingError(name, `${where} has ${value.length} entries`, `At most ${most} are possible.`);
}

/** An object with names and values. */
export function record(value: unknown, name: string, where = name): Readonly<Record<string, unknown>> {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return value as Readonly<Record<string, unknown>>; // An object that is no list: its members are checked one by one.
  }
  throw settingError(
    name,
    `${where} must be an object, got ${valueText(value)}`,
    "Give an object with names and values.",
  );
}

/** One shape: whole numbers from 1 on. */
export function shape(value: unknown, name: string, where = name): number[] {
  const entries = list(value, LIMITS.axes, name, where);
  if (entries.length === 0) throw emptyShape(name, where);
  return entries.map((size, axis) => wholeNumberFrom(size, 1, name, `${where}[${axis}]`));
}

/** One shape, or a list of shapes; the reference decides by the first entry (R3.2). */
export function shapes(value: unknown, most: number, name: string): number[] | number[][] {
  const entries = list(value, Math.max(most, LIMITS.axes), name);
  if (entries.length === 0) throw emptyShape(name, name);
  return Array.isArray(entries[0])
    ? entries.map((entry, level) => shape(entry, name, `${name}[${level}]`))
    : shape(entries, name);
}

function emptyShape(name: string, where: string): Error {
  return settingError(name, `${where} cannot be empty`, "Give a whole number for each axis, or leave it out.");
}
