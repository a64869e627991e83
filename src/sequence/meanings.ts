import type { Variable } from "./nameParts.ts";
import type { SequenceAxis } from "./sequencePattern.ts";

/** What a variable part is taken for; "ignored" for what the others determine. */
export type Meaning = SequenceAxis | "ignored";
/** What the parts of names that differ were taken for so far. */
export type Meanings = Map<Variable, Meaning>;

/** Parts that were taken for an axis. */
export function variablesOf(axis: Meaning, meanings: Meanings): Variable[] {
  return [...meanings].flatMap(([variable, meaning]) => (meaning === axis ? [variable] : []));
}

/** Parts that tell an axis. */
export function explained(meanings: Meanings): Variable[] {
  return [...meanings].flatMap(([variable, meaning]) => (meaning === "ignored" ? [] : [variable]));
}

/** Whether a part's value follows from those of others in every name. */
export function isDetermined(variable: Variable, others: readonly Variable[]): boolean {
  const seen = new Map<string, string>();
  for (const [index, value] of variable.values.entries()) {
    const key = others.map((other) => other.values[index]!).join("\0");
    const known = seen.get(key);
    if (known === undefined) seen.set(key, value);
    else if (known !== value) return false;
  }
  return true;
}
