import { DEFAULT_SETTINGS } from "./defaultSettings.ts";
import { RESAMPLING_METHODS } from "./plan.ts";
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
  /** One sentence. */
  meaning: string;
  /** In sight from the start, or under *Advanced*. */
  visible: boolean;
  /** A parameter of bioio-conversion 0.1.4. */
  reference: boolean;
};

type Row = Omit<Parameter, "name" | "flag" | "aliases" | "visible" | "reference"> &
  Partial<Pick<Parameter, "name" | "flag" | "aliases" | "visible" | "reference">>;

const ROWS: readonly Row[] = [
  {
    key: "compatibility",
    label: "Compatibility",
    group: "Output",
    flag: "--compat",
    kind: { kind: "choice", values: ["none", "bioio-conversion-0.1.4"] },
    meaning: "Reproduce the output of bioio-conversion 0.1.4 to the bit, its pixels, shapes, names and metadata.",
    reference: false,
  },
  {
    key: "scenes",
    label: "Scenes",
    group: "Scenes",
    aliases: ["-s"],
    kind: { kind: "indices" },
    meaning: "Which scenes are converted, by number from 0, in this order; negative numbers count from the end.",
  },
  {
    key: "mosaic",
    label: "Mosaic tiles",
    group: "Scenes",
    kind: { kind: "choice", values: ["stitch", "tiles"] },
    meaning: "Put the tiles of a mosaic together by their stage positions, or write one store per tile.",
    reference: false,
  },
  {
    key: "numLevels",
    label: "Levels",
    group: "Pyramid",
    kind: { kind: "levels" },
    meaning: "Number of pyramid levels, each half as large in y and x; auto: until the plane fits 512 × 512.",
    visible: true,
  },
  {
    key: "levelShapes",
    label: "Level shapes",
    group: "Pyramid",
    kind: { kind: "shapes" },
    meaning:
      "The shapes of all levels, level 0 (the image's own shape) first; num_levels and downsample_z do not count then.",
  },
  {
    key: "downsampleZ",
    label: "Also halve z",
    group: "Pyramid",
    kind: { kind: "boolean" },
    meaning: "With num_levels: halve z as well.",
  },
  {
    key: "downsampleMethod",
    label: "Resampling",
    group: "Pyramid",
    kind: { kind: "choice", values: RESAMPLING_METHODS },
    meaning: "How a level is made from the one before; by default the mean, or the mode for label images.",
    visible: true,
    reference: false,
  },
  {
    key: "labels",
    label: "Label image",
    group: "Pyramid",
    kind: { kind: "boolean" },
    meaning:
      "The pixels are numbers of objects, to be resampled by the most frequent value; by default as the file says.",
    reference: false,
  },
  {
    key: "chunkStrategy",
    label: "Chunks",
    group: "Chunks and shards",
    kind: { kind: "choice", values: ["budget", "viewer"] },
    meaning:
      "Without chunk_shape: fill a byte budget from x on (budget), or tiles of one plane in shards of several MiB (viewer).",
    visible: true,
    reference: false,
  },
  {
    key: "chunkShape",
    label: "Chunk shape",
    group: "Chunks and shards",
    aliases: ["--chunk-shape-per-level"],
    kind: { kind: "shapes" },
    meaning: "Values per chunk along each axis: one shape for all levels or one per level.",
  },
  {
    key: "shardShape",
    label: "Shard shape",
    group: "Chunks and shards",
    aliases: ["--shard-shape-per-level"],
    kind: { kind: "shapes" },
    meaning: "Zarr v3: values per shard (a file of many chunks) along each axis, multiples of the chunk.",
  },
  {
    key: "shardFactor",
    label: "Shard factor",
    group: "Chunks and shards",
    kind: { kind: "shape" },
    meaning: "Zarr v3: chunks per shard along each axis, the last axes if there are fewer numbers than axes.",
    reference: false,
  },
  {
    key: "memoryTarget",
    label: "Chunk budget",
    group: "Chunks and shards",
    kind: { kind: "bytes" },
    meaning: "Bytes of a chunk at most, 16 MiB by default; without chunk_shape, the axes are filled from the last on.",
  },
  {
    key: "compressor",
    label: "Compression",
    group: "Compression",
    kind: { kind: "compressor" },
    meaning: "How chunks are compressed: Blosc with Zstandard 3 and bit shuffle by default, or none.",
    visible: true,
  },
  {
    key: "dtype",
    label: "Data type",
    group: "Output",
    kind: { kind: "dtype" },
    meaning: "Data type of the stored values instead of the file's own, as NumPy names it (uint8, float32).",
  },
  {
    key: "dtypeCast",
    label: "Values out of range",
    group: "Output",
    kind: { kind: "choice", values: ["saturate", "wrap"] },
    meaning: "With dtype: values that do not fit become the nearest possible one (saturate) or wrap around (wrap).",
    reference: false,
  },
  {
    key: "zarrFormat",
    label: "Format",
    group: "Output",
    kind: { kind: "choice", values: ["2", "3"] },
    meaning: "Zarr 3 with OME-Zarr 0.5, or Zarr 2 with OME-Zarr 0.4.",
    visible: true,
  },
  {
    key: "name",
    label: "Name",
    group: "Output",
    aliases: ["-n"],
    kind: { kind: "text" },
    meaning: "Base of the stores' names instead of the file's name.",
  },
  {
    key: "existing",
    label: "Existing stores",
    group: "Output",
    kind: { kind: "choice", values: ["refuse", "rename", "replace", "skip", "append"] },
    meaning: "What to do when a store of that name is there already; append adds time points to it.",
    reference: false,
  },
  {
    key: "verify",
    label: "Verify",
    group: "Output",
    kind: { kind: "choice", values: ["sample", "all", "none"] },
    meaning: "Read chunks back and compare them with the source: a sample, all, or none.",
    reference: false,
  },
  {
    key: "workers",
    label: "Workers",
    group: "Output",
    kind: { kind: "integer", minimum: 1 },
    meaning: "Threads that work at once; by default as many as the machine has room for.",
    reference: false,
  },
  {
    key: "memoryBudget",
    label: "Memory budget",
    group: "Output",
    kind: { kind: "bytes" },
    meaning: "Bytes that all workers together may use, 256 MiB by default.",
    reference: false,
  },
  {
    key: "imageName",
    label: "Image name",
    group: "Metadata",
    kind: { kind: "text" },
    meaning: "Name of the image inside the store instead of the scene's.",
  },
  {
    key: "physicalPixelSize",
    label: "Pixel size",
    group: "Metadata",
    flag: "--physical-pixel-sizes",
    kind: { kind: "numbers" },
    meaning: "Physical size of a step along each axis (time and channel too), instead of the file's.",
  },
  {
    key: "axesUnits",
    label: "Units",
    group: "Metadata",
    kind: { kind: "names" },
    meaning: "Unit per axis, as OME-Zarr names it (micrometer, second), or nothing.",
  },
  {
    key: "axesNames",
    label: "Axis names",
    group: "Metadata",
    kind: { kind: "names" },
    meaning: "Name per axis instead of t, c, z, y, x.",
  },
  {
    key: "axesTypes",
    label: "Axis types",
    group: "Metadata",
    kind: { kind: "names" },
    meaning: "Type per axis: time, channel or space.",
  },
  {
    key: "channels",
    label: "Channels",
    group: "Metadata",
    kind: { kind: "channels" },
    meaning: "Label, colour, display window and more for each channel, instead of the file's.",
  },
  {
    key: "rdefs",
    label: "Rendering defaults",
    group: "Metadata",
    kind: { kind: "json" },
    meaning: "OMERO rendering defaults: defaultT, defaultZ, model.",
  },
  {
    key: "creatorInfo",
    label: "Creator",
    group: "Metadata",
    kind: { kind: "json" },
    meaning: "A block about who or what made the store, written as _creator.",
  },
  {
    key: "rootTransform",
    label: "Root transform",
    group: "Metadata",
    kind: { kind: "json" },
    meaning: "A scale that applies to all levels, after their own.",
  },
  {
    key: "startTSrc",
    name: "start_T_src",
    label: "First time point read",
    group: "Time",
    kind: { kind: "integer", minimum: 0 },
    meaning: "First time point of the image that is converted.",
  },
  {
    key: "startTDest",
    name: "start_T_dest",
    label: "First time point written",
    group: "Time",
    kind: { kind: "integer", minimum: 0 },
    meaning: "Time point of the store where the first one goes.",
  },
  {
    key: "tbatch",
    label: "Time points",
    group: "Time",
    kind: { kind: "integer", minimum: 1 },
    meaning: "How many time points are converted; by default as many as there are and fit.",
  },
];

/** All parameters, in the order in which they are shown; one for every member of `Settings` that a person can give. */
export const PARAMETERS: readonly Parameter[] = ROWS.map((row) => {
  const name = row.name ?? row.key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  return {
    name,
    flag: `--${name.toLowerCase().replaceAll("_", "-")}`,
    aliases: [],
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

/** The default of a parameter, as text for people: "derived" where it depends on the image. */
export function defaultText(parameter: Parameter): string {
  const value = DEFAULT_SETTINGS[parameter.key];
  if (value === null) return "derived";
  return typeof value === "boolean" ? (value ? "yes" : "no") : String(value);
}
