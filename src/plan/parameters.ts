import { DEFAULT_SETTINGS } from "./defaultSettings.ts";
import { PARAMETER_ROWS } from "./parameterRows.ts";
import type { Settings } from "./settings.ts";

/** Where a parameter stands in the form and in the documentation. */
export const PARAMETER_GROUPS = [
  "Scenes",
  "Pyramid",
  "Chunks and shards",
  "Compression",
  "Metadata",
  "Time",
  "Output",
] as const;
export type ParameterGroup = (typeof PARAMETER_GROUPS)[number];

/** What kind of value a parameter takes: how it is typed on a command line and which control shows it. */
export type ParameterKind =
  | { kind: "boolean" }
  | { kind: "integer"; minimum: number }
  | { kind: "levels" }
  | { kind: "bytes" }
  | { kind: "choice"; values: readonly string[] }
  | { kind: "text" }
  | { kind: "indices" }
  | { kind: "shape" }
  | { kind: "shapes" }
  | { kind: "numbers" }
  | { kind: "names" }
  | { kind: "json" }
  | { kind: "dtype" }
  | { kind: "compressor" }
  | { kind: "channels" };

export type ParameterKey = Exclude<keyof Settings, "dtypeByteOrder">;

/** One parameter of a conversion. Command-line help, the documentation's table and the page's form are made from these. */
export type Parameter = {
  key: ParameterKey;
  /** Name in files, messages and the reference (`start_T_src`). */
  name: string;
  /** Name for people, in the form. */
  label: string;
  group: ParameterGroup;
  /** Command-line flag: the reference's own where it has one (PARITY.md 11.1). */
  flag: string;
  /** Other flags with the same meaning. */
  aliases: readonly string[];
  kind: ParameterKind;
  /** What holds when nothing is given and the default is not a value: "all", "16 MiB"; "" where it is a value. */
  absent: string;
  /** One sentence. */
  meaning: string;
  /** In sight from the start, or under *Advanced*. */
  visible: boolean;
  /** A parameter of bioio-conversion 0.1.4. */
  reference: boolean;
};

/** All parameters, in the order in which they are shown; one for every member of `Settings` that a person can give. */
export const PARAMETERS: readonly Parameter[] = PARAMETER_ROWS.map((row) => {
  const name = row.name ?? row.key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  return {
    name,
    flag: `--${name.toLowerCase().replaceAll("_", "-")}`,
    aliases: [],
    absent: "",
    visible: false,
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
