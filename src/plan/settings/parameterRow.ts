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
/** The section in which a parameter stands in the form and in the documentation. */
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

/** The settings that have a row in the table of parameters. */
export type ParameterKey = Exclude<keyof Settings, "dtypeByteOrder">;

/** What is said of one parameter of a conversion; optional is what `parameters.ts` derives from the key where it is left out. */
export type ParameterRow = {
  key: ParameterKey;
  /** Name in files, messages and the reference (`start_T_src`). */
  name?: string;
  /** Name for people, in the form. */
  label: string;
  group: ParameterGroup;
  /** Command-line flag: the reference's own where it has one (R1.3). */
  flag?: string;
  /** Other flags with the same meaning. */
  aliases?: readonly string[];
  kind: ParameterKind;
  /** What holds when nothing is given and the default is not a value: "all", "16 MiB"; "" where it is a value. */
  absent?: string;
  /** One sentence. */
  meaning: string;
  /** Why it matters, in one sentence: of those that are in sight from the start. All others are under *Advanced*, and have none. */
  why?: string;
  /** A parameter of bioio-conversion 0.1.4. */
  reference?: boolean;
};
