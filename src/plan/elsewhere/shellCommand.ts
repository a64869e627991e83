import { DEFAULT_SETTINGS } from "../settings/defaultSettings.ts";
import { dtypeName } from "../settings/dtypeNames.ts";
import { PRESETS, settingsOfPreset } from "../settings/presets.ts";
import { PARAMETERS } from "../settings/parameters.ts";
import { textFromValue } from "../settings/parameterText.ts";
import type { Settings } from "../settings/settings.ts";

/**
 * The call of Zarrdrop's own command line that does the same job, for a POSIX shell, where the package is installed. `source`
 * and `destination` stand in it as they are. `further`: words of the call that are no settings.
 */
export function shellCommand(
  settings: Settings,
  source: string,
  destination: string,
  further: readonly string[] = [],
): string {
  // A path must not look like an option.
  const path = (text: string): string => quoted(text.startsWith("-") ? `./${text}` : text);
  const words = [path(source), "-d", path(destination), ...[...settingsWords(settings), ...further].map(quoted)];
  return ["npx zarrdrop convert", ...words].join(" ");
}

/** The options of the command line that add masks to an image as labels: what each is called, and its file. */
export function labelsWords(labels: readonly (readonly [name: string, file: string])[]): string[] {
  return labels.flatMap(([name, file]) => ["--labels-from", `${name}=${file}`]);
}

/** The options of the command line that say what settings say; no shell has looked at them yet. */
export function settingsWords(settings: Settings): string[] {
  const words: string[] = [];
  // What the command line starts from, where no word names a preset (R1.5).
  const base = settings.compatibility === "none" ? settingsOfPreset(PRESETS[0]!) : DEFAULT_SETTINGS;
  for (const parameter of PARAMETERS) {
    const value = parameter.key === "numLevels" ? levelsOf(settings, base) : settings[parameter.key];
    if (JSON.stringify(value) === JSON.stringify(base[parameter.key])) continue;
    if (parameter.key === "compatibility") words.push("--compat");
    else if (typeof value === "boolean") words.push(value ? parameter.flag : parameter.flag.replace("--", "--no-"));
    else {
      const text =
        parameter.key === "dtype" && settings.dtype !== null
          ? dtypeName(settings.dtype, settings.dtypeByteOrder ?? "little")
          : textFromValue(parameter, value);
      if (text.startsWith("-")) words.push(`${parameter.flag}=${text}`);
      else words.push(parameter.flag, text);
    }
  }
  return words;
}

/** The number of levels in a word: one where nothing is said, which no word says, and what does not matter beside shapes of levels. */
function levelsOf({ numLevels, levelShapes }: Settings, base: Settings): Settings["numLevels"] {
  if (numLevels !== null || base.numLevels === null) return numLevels;
  return levelShapes === null ? 1 : base.numLevels;
}

/** A word that the shell passes on unchanged. */
function quoted(word: string): string {
  return /^[\w./:,=@%+-]+$/u.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
