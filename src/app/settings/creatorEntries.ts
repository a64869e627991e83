/** A name with its value as it is typed; `before` is the value that it came from, undefined for a new one. */
export type Entry = { name: string; text: string; before: unknown };

/** The entries of an object; values that are no texts as JSON. */
export function entriesOf(record: Readonly<Record<string, unknown>> | null): Entry[] {
  return Object.entries(record ?? {}).map(([name, value]) => ({
    name,
    text: typeof value === "string" ? value : JSON.stringify(value),
    before: value,
  }));
}

/**
 * The object of the entries that have a name; null for none. What is typed is a text; a value that was no text stays what it is as
 * long as it is JSON.
 */
export function recordOf(entries: readonly Entry[]): Record<string, unknown> | null {
  const named = entries.filter(({ name }) => name.trim() !== "");
  if (named.length === 0) return null;
  return Object.fromEntries(named.map(({ name, text, before }) => [name.trim(), valueFrom(text, before)]));
}

/** A name that several entries have, or null. */
export function repeatedName(entries: readonly Entry[]): string | null {
  const names = entries.map(({ name }) => name.trim()).filter((name) => name !== "");
  return names.find((name, at) => names.indexOf(name) !== at) ?? null;
}

function valueFrom(text: string, before: unknown): unknown {
  if (before === undefined || typeof before === "string") return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
