/** More lines than any such file has are not read. */
const MOST_LINES = 10_000;

/**
 * The lines `"Name", value, value` of Molecular Devices' files, by their names in lower case. A text is one value, for names of
 * wavelengths may have commas in them.
 */
export function quotedLines(text: string): Map<string, string[]> {
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
  return entries;
}
