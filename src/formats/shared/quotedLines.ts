import { wholeNumber } from "./numberText.ts";

/** More lines than any such file has are not read. */
const MOST_LINES = 10_000;

/** Lines `"Name", value, value` by their names, in which upper and lower case are the same. */
export type QuotedLines = {
  /** All values of a line; none for one that is not there. */
  values(name: string): readonly string[];
  /** The first value; "" without one. */
  value(name: string): string;
  isTrue(name: string): boolean;
  /** A number of things: at least one, at most some ten thousand; one where nothing is said. */
  count(name: string): number;
};

/** The lines of one of Molecular Devices' files. A text is one value, for names of wavelengths may have commas in them. */
export function quotedLines(text: string): QuotedLines {
  const entries = new Map<string, string[]>();
  for (const line of text.split(/\r\n|\r|\n/, MOST_LINES)) {
    const [, name, values] = /^\s*"([^"]+)"\s*,\s*(.*)$/.exec(line) ?? [];
    if (name === undefined || values === undefined) continue;
    const isText = values.startsWith('"');
    entries.set(
      name.toLowerCase(),
      isText ? [values.replaceAll('"', "").trim()] : values.split(",").map((each) => each.trim()),
    );
  }
  const valuesOf = (name: string): readonly string[] => entries.get(name.toLowerCase()) ?? [];
  const valueOf = (name: string): string => valuesOf(name)[0] ?? "";
  return {
    values: valuesOf,
    value: valueOf,
    isTrue: (name) => isTrueText(valueOf(name)),
    count: (name) => Math.max(1, wholeNumber(valueOf(name), 5) ?? 1),
  };
}

/** Whether a value says yes. */
export function isTrueText(value: string): boolean {
  return /^true$/i.test(value);
}
