import { DEFAULT_SETTINGS } from "./defaultSettings.ts";
import type { ParameterKey, ParameterRow } from "./parameterRow.ts";
import { PARAMETER_ROWS } from "./parameterRows.ts";

/** One parameter of a conversion, complete. Command-line help, the documentation's table and the page's form are made from these. */
export type Parameter = Required<ParameterRow>;

/** All parameters, in the order in which they are shown; one for every member of `Settings` that a person can give. */
export const PARAMETERS: readonly Parameter[] = PARAMETER_ROWS.map((row) => {
  const name = row.name ?? row.key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  return {
    name,
    flag: `--${name.toLowerCase().replaceAll("_", "-")}`,
    aliases: [],
    absent: "",
    why: "",
    reference: true,
    ...row,
  };
});

/** The parameter of a settings key. */
export function parameterOf(key: ParameterKey): Parameter {
  // The test of this file holds the table against the keys of the default settings.
  return PARAMETERS.find((parameter) => parameter.key === key)!;
}

/** The default of a parameter, as text for people. */
export function defaultText(parameter: Parameter): string {
  const value = DEFAULT_SETTINGS[parameter.key];
  if (value === null) return parameter.absent;
  return typeof value === "boolean" ? (value ? "yes" : "no") : String(value);
}
