import { DEFAULT_SETTINGS } from "./defaultSettings.ts";
import { PARAMETERS } from "./parameters.ts";
import { textFromValue } from "./parameterText.ts";
import type { Settings } from "./settings.ts";

/**
 * The call of Zarrdrop's own command line that does the same job, for a POSIX shell, to be given in the project's folder. `source`
 * and `destination` stand in it as they are.
 */
export function shellCommand(settings: Settings, source: string, destination: string): string {
  const words = [quoted(source), "-d", quoted(destination)];
  for (const parameter of PARAMETERS) {
    const value = settings[parameter.key];
    if (JSON.stringify(value) === JSON.stringify(DEFAULT_SETTINGS[parameter.key])) continue;
    if (parameter.key === "compatibility") words.push("--compat");
    else if (typeof value === "boolean") words.push(value ? parameter.flag : parameter.flag.replace("--", "--no-"));
    else words.push(parameter.flag, quoted(dtypeText(settings, parameter.key, textFromValue(parameter, value))));
  }
  return ["npm run --silent convert --", ...words].join(" ");
}

/** The byte order belongs to the type's name, as NumPy spells it. */
function dtypeText(settings: Settings, key: string, text: string): string {
  return key === "dtype" && settings.dtypeByteOrder === "big" ? `>${text}` : text;
}

/** A word that the shell passes on unchanged. */
function quoted(word: string): string {
  return /^[\w./:,=@%+-]+$/u.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
