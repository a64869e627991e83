import { numberOf } from "../shared/numberText.ts";

/** More lines than any such file has are not read. */
const MOST_LINES = 100_000;

/** One of Olympus' settings files: sections of names and values. */
export type Settings = {
  /** The value of a name in a section, without quotes; "" where it is not there. */
  text(section: string, name: string): string;
  /** The same as a number; null where it is none. */
  number(section: string, name: string): number | null;
  /** All names of a section with their values. */
  section(section: string): ReadonlyMap<string, string>;
};

/** Reads a settings file (OIF, PTY, LUT, OibInfo.txt). What is not of its form is passed over. */
export function parseSettings(text: string): Settings {
  const sections = new Map<string, Map<string, string>>();
  let current = new Map<string, string>();
  for (const raw of text.split(/\r\n|\r|\n/, MOST_LINES)) {
    const line = raw.trim();
    if (line.startsWith("[") && line.endsWith("]")) {
      const name = line.slice(1, -1);
      current = sections.get(name) ?? new Map<string, string>();
      sections.set(name, current);
      continue;
    }
    const equals = line.indexOf("=");
    if (equals > 0 && !line.startsWith(";")) current.set(line.slice(0, equals), unquoted(line.slice(equals + 1)));
  }
  const none: ReadonlyMap<string, string> = new Map();
  const section = (name: string) => sections.get(name) ?? none;
  const valueOf = (name: string, value: string): string => section(name).get(value) ?? "";
  return { section, text: valueOf, number: (name, value) => numberOf(valueOf(name, value)) };
}

function unquoted(value: string): string {
  return /^(["'])(.*)\1$/.exec(value)?.[2] ?? value;
}
