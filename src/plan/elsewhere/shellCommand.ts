import { DEFAULT_SETTINGS } from "../settings/defaultSettings.ts";
import { dtypeName } from "../settings/dtypeNames.ts";
import { PARAMETERS } from "../settings/parameters.ts";
import { textFromValue } from "../settings/parameterText.ts";
import type { Settings } from "../settings/settings.ts";

/**
 * The call of Zarrdrop's own command line that does the same job, for a POSIX shell, where the package is installed. `source`
 * and `destination` stand in it as they are.
 */
export function shellCommand(settings: Settings, source: string, destination: string): string {
  // A path must not look like an option.
  const path = (text: string): string => quoted(text.startsWith("-") ? `./${text}` : text);
  const words = [path(source), "-d", path(destination), ...settingsWords(settings).map(quoted)];
  return ["npx zarrdrop convert", ...words].join(" ");
}

/** The options of the command line that say what settings say; no shell has looked at them yet. */
export function settingsWords(settings: Settings): string[] {
  const words: string[] = [];
  for (const parameter of PARAMETERS) {
    const value = settings[parameter.key];
    if (JSON.stringify(value) === JSON.stringify(DEFAULT_SETTINGS[parameter.key])) continue;
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

/** A word that the shell passes on unchanged. */
function quoted(word: string): string {
  return /^[\w./:,=@%+-]+$/u.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
