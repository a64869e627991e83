import { LIMITS } from "../../model/limits.ts";
import { DEFAULT_SETTINGS } from "./defaultSettings.ts";
import { parseDtype } from "./dtypeNames.ts";
import { MOST_LEVELS } from "../layout/levelShapes.ts";
import type { ParameterKey } from "./parameterRow.ts";
import { parameterOf, PARAMETERS } from "./parameters.ts";
import { parseChannels } from "./parseChannels.ts";
import { parseCompressor } from "./parseCompressor.ts";
import { isFlat } from "../layout/perLevel.ts";
import { plainJson } from "./plainJson.ts";
import { parseSceneCorrections } from "../layout/sceneCorrections.ts";
import { settingError } from "./settingError.ts";
import { RESAMPLING_METHODS, type Settings } from "./settings.ts";
import { checkSettingsTogether } from "./settingsTogether.ts";
import {
  finiteNumber,
  list,
  oneOf,
  record,
  shape,
  shapes,
  someText,
  trueOrFalse,
  valueText,
  wholeNumber,
  wholeNumberFrom,
} from "./settingValues.ts";

/** Less than this no worker can do anything useful with. */
const LEAST_MEMORY_BUDGET = 32 * 2 ** 20;

/**
 * Settings from outside: what a person typed, a stored preset, a job of the reference. Members may be spelt in camelCase or as in
 * the reference (`start_T_src`); what is left out or undefined is taken from `defaults`, null means "derive it".
 * What depends on the image (numbers of axes, ranges) is checked by `planConversion`.
 * @throws `setting`, with the name of the parameter, what is wrong and what would be right
 */
export function parseSettings(input: unknown, defaults: Settings = DEFAULT_SETTINGS): Settings {
  const given = byKey(input);
  const take = <K extends ParameterKey>(key: K, parse: (value: unknown, name: string) => Settings[K]): Settings[K] => {
    const value = given.get(key);
    if (value === undefined) return defaults[key];
    return value === null ? DEFAULT_SETTINGS[key] : parse(value, parameterOf(key).name);
  };
  const compatibility = take("compatibility", (value, name) => oneOf(value, ["none", "bioio-conversion-0.1.4"], name));
  const compatible = compatibility !== "none";
  const zarrFormat = take("zarrFormat", parseFormat);
  const integer = (least: number) => (value: unknown, name: string) =>
    compatible ? pythonInteger(value, name) : wholeNumberFrom(value, least, name);

  const settings: Settings = {
    compatibility,
    scenes: take("scenes", parseScenes),
    wells: take("wells", parseWells),
    fields: take("fields", parseFields),
    layout: take("layout", (value, name) => oneOf(value, ["auto", "single", "series", "plate"], name)),
    name: take("name", textOrNull),
    levelShapes: take("levelShapes", parseLevelShapes),
    numLevels: take("numLevels", (value, name) => parseLevels(value, name, compatible)),
    downsampleZ: take("downsampleZ", trueOrFalse),
    downsampleMethod: take("downsampleMethod", (value, name) => oneOf(value, RESAMPLING_METHODS, name)),
    chunkShape: take("chunkShape", (value, name) => shapes(value, MOST_LEVELS, name)),
    shardShape: take("shardShape", (value, name) => shapes(value, MOST_LEVELS, name)),
    shardFactor: take("shardFactor", (value, name) => shape(value, name)),
    shardOrder: take("shardOrder", (value, name) => oneOf(value, ["c", "morton"] as const, name)),
    chunkStrategy: take("chunkStrategy", (value, name) => oneOf(value, ["budget", "viewer"], name)),
    memoryTarget: take("memoryTarget", positive),
    shardLimit: take("shardLimit", (value, name) => wholeNumberFrom(value, 1, name)),
    compressor: take("compressor", (value) => parseCompressor(value, zarrFormat)),
    zarrFormat,
    imageName: take("imageName", textOrNull),
    channels: take("channels", (value) => parseChannels(value, compatible)),
    rdefs: take("rdefs", plainJson),
    creatorInfo: take("creatorInfo", plainJson),
    rootTransform: take("rootTransform", plainJson),
    axesNames: take("axesNames", parseNames),
    axesTypes: take("axesTypes", (value, name) => parseTypes(value, name, compatible)),
    axesUnits: take("axesUnits", (value, name) => parseOptionalTexts(value, name)),
    physicalPixelSize: take("physicalPixelSize", (value, name) => parseSizes(value, name, compatible)),
    sceneCorrections: take("sceneCorrections", (value) =>
      parseSceneCorrections(value, {
        axesUnits: parseOptionalTexts,
        physicalPixelSize: (each, name, where) => parseSizes(each, name, compatible, where),
      }),
    ),
    startTSrc: take("startTSrc", integer(0)),
    startTDest: take("startTDest", integer(0)),
    tbatch: take("tbatch", integer(1)),
    ...parseOverride(given, defaults),
    dtypeCast: take("dtypeCast", (value, name) => oneOf(value, ["saturate", "wrap"], name)),
    mosaic: take("mosaic", (value, name) => oneOf(value, ["stitch", "tiles"], name)),
    missingPlanes: take("missingPlanes", (value, name) => oneOf(value, ["refuse", "zeros"], name)),
    labels: take("labels", trueOrFalse),
    existing: take("existing", (value, name) => oneOf(value, ["refuse", "rename", "replace", "skip", "append"], name)),
    workers: take("workers", (value, name) => wholeNumberFrom(value, 1, name)),
    memoryBudget: take("memoryBudget", (value, name) => wholeNumberFrom(value, LEAST_MEMORY_BUDGET, name)),
    verify: take("verify", (value, name) => oneOf(value, ["sample", "all", "none"], name)),
    manifest: take("manifest", trueOrFalse),
    provenance: take("provenance", trueOrFalse),
    provenanceDate: take("provenanceDate", parseDate),
  };
  checkSettingsTogether(settings);
  return settings;
}

/** Names that the table does not have: another release of the reference. */
const OTHER_NAMES: Readonly<Record<string, ParameterKey>> = {
  start_t_src: "startTSrc",
  start_t_dest: "startTDest",
  n_workers: "workers",
  include_provenance: "provenance",
};
/**
 * Arguments of some release of the reference that change nothing here: threads on a cluster of its own (`workers` says how many), and what a
 * call converts, which whoever calls knows.
 */
const WITHOUT_EFFECT: ReadonlyMap<string, (value: unknown, name: string) => unknown> = new Map(
  Object.entries({
    auto_dask_cluster: trueOrFalse,
    source: someText,
    destination: textOrNull,
  }),
);
/** Settings that were parsed before carry the byte order beside the type. */
const BYTE_ORDER = "dtypeByteOrder";

const KEYS = new Map<string, keyof Settings>([
  ...PARAMETERS.flatMap(({ key, name }): [string, ParameterKey][] => [
    [key, key],
    [name, key],
  ]),
  ...Object.entries(OTHER_NAMES),
  [BYTE_ORDER, BYTE_ORDER],
]);

function byKey(input: unknown): Map<keyof Settings, unknown> {
  const given = new Map<keyof Settings, unknown>();
  for (const [name, value] of Object.entries(record(input, "settings"))) {
    if (value === undefined) continue;
    const check = WITHOUT_EFFECT.get(name);
    if (check !== undefined) {
      if (value !== null) check(value, name);
      continue;
    }
    const key = KEYS.get(name);
    if (key === undefined) {
      throw settingError(name, `“${name}” is not a parameter`, "The list of parameters names them all.");
    }
    if (given.has(key)) throw settingError(name, `${name} is given twice, in two spellings`, "Give it once.");
    given.set(key, value);
  }
  return given;
}

function parseOverride(
  given: Map<keyof Settings, unknown>,
  defaults: Settings,
): Pick<Settings, "dtype" | "dtypeByteOrder"> {
  const value = given.get("dtype");
  if (value === null) return { dtype: null };
  const parsed = value === undefined ? null : parseDtype(value);
  const dtype = parsed?.dtype ?? defaults.dtype;
  const said = given.get(BYTE_ORDER);
  const order =
    said === undefined
      ? (parsed?.byteOrder ?? defaults.dtypeByteOrder)
      : oneOf(said, ["little", "big"], "dtype", BYTE_ORDER);
  return order === "big" && dtype !== null ? { dtype, dtypeByteOrder: order } : { dtype };
}

function parseFormat(value: unknown): 2 | 3 {
  if (value === 2 || value === 3) return value;
  throw settingError(
    "zarr_format",
    `Invalid zarr_format. Expected one of 2 or 3. Got ${valueText(value)}.`,
    "3 is OME-Zarr 0.5, 2 is OME-Zarr 0.4.",
  );
}

function parseScenes(value: unknown, name: string): number[] {
  if (typeof value === "number") return [wholeNumber(value, name)];
  const scenes = list(value, LIMITS.scenes, name).map((scene, index) => wholeNumber(scene, name, `${name}[${index}]`));
  if (scenes.length > 0) return scenes;
  throw settingError(name, `${name} selects nothing`, "Give scene numbers, or leave it out for all scenes.");
}

function parseWells(value: unknown, name: string): string[] | null {
  const wells = list(value, LIMITS.wells, name).map((well, index) => someText(well, name, `${name}[${index}]`).trim());
  return wells.length === 0 ? null : wells;
}

function parseFields(value: unknown, name: string): number[] | null {
  const fields = list(value, LIMITS.scenes, name).map((field, index) => wholeNumber(field, name, `${name}[${index}]`));
  return fields.length === 0 ? null : fields;
}

function parseLevelShapes(value: unknown, name: string): number[][] {
  const levels = shapes(value, MOST_LEVELS, name);
  if (isFlat(levels)) return [levels];
  const dimensions = levels[0]!.length;
  levels.forEach((level, index) => {
    if (level.length === dimensions) return;
    throw settingError(
      name,
      `${name}[${index}] length ${level.length} != ndim ${dimensions}`,
      "Every level has as many axes as level 0.",
    );
  });
  return levels;
}

/** In the reference anything below 2 means a single level; here only 1 does, apart from compatibility mode. */
function parseLevels(value: unknown, name: string, compatible: boolean): number | "auto" {
  if (value === "auto") return value;
  const levels = compatible ? wholeNumber(value, name) : wholeNumberFrom(value, 1, name);
  if (levels <= MOST_LEVELS) return levels;
  throw settingError(name, `${name} cannot be ${levels}`, `At most ${MOST_LEVELS} levels are possible, or "auto".`);
}

function positive(value: unknown, name: string): number {
  const number = finiteNumber(value, name);
  if (number > 0) return number;
  // Less than one value of the smallest type: the reference's wording, which needs no image here.
  throw settingError(
    name,
    `${name} ${number} < dtype size 1`,
    "Give the bytes of one chunk, usually 16777216 (16 MiB).",
  );
}

function parseNames(value: unknown, name: string): string[] | null {
  const names = list(value, LIMITS.axes, name).map((each, index) => someText(each, name, `${name}[${index}]`));
  const empty = names.indexOf("");
  if (empty >= 0) throw settingError(name, `${name}[${empty}] is empty`, "Every axis needs a name.");
  return names.length === 0 ? null : names;
}

function parseOptionalTexts(value: unknown, name: string, where = name): (string | null)[] {
  return list(value, 2 * LIMITS.axes, name, where).map((each, index) =>
    each === null ? null : someText(each, name, `${where}[${index}]`),
  );
}

/** In compatibility mode any text, as in the reference. */
function parseTypes(value: unknown, name: string, compatible: boolean): (string | null)[] {
  const types = parseOptionalTexts(value, name);
  if (compatible) return types;
  return types.map((type, index) =>
    type === null ? null : oneOf(type, ["time", "channel", "space"], name, `${name}[${index}]`),
  );
}

/** The reference takes zero, negative numbers, truth values and texts with a number; infinite ones would not be valid JSON. */
function parseSizes(value: unknown, name: string, compatible: boolean, place = name): number[] {
  return list(value, 2 * LIMITS.axes, name, place).map((each, index) => {
    const where = `${place}[${index}]`;
    if (compatible && typeof each === "boolean") return Number(each);
    if (typeof each === "string") {
      const size = each.trim() === "" ? Number.NaN : Number(each);
      if (compatible && Number.isFinite(size)) return finiteNumber(size, name);
      throw settingError(name, `${where}: could not convert string to float: '${each.slice(0, 60)}'`, "Give numbers.");
    }
    const size = finiteNumber(each, name, where);
    if (compatible || size > 0) return size;
    throw settingError(
      name,
      `${where} must be above 0, got ${size}`,
      "Give the size of a step; 1 where it is unknown.",
    );
  });
}

/** Python's `int()`, which the reference applies in compatibility mode: "2", 1.7 and true are whole numbers to it. */
function pythonInteger(value: unknown, name: string): number {
  if (typeof value === "boolean") return Number(value);
  const number = typeof value === "string" && /^\s*[+-]?\d+\s*$/.test(value) ? Number(value) : value;
  return wholeNumber(typeof number === "number" ? Math.trunc(number) : number, name);
}

function textOrNull(value: unknown, name: string): string | null {
  const text = someText(value, name);
  return text === "" ? null : text;
}

/** A day or a time in ISO 8601. */
function parseDate(value: unknown, name: string): string {
  const text = someText(value, name);
  if (/^\d{4}-\d\d-\d\d(?:T[\d:.]{5,15}(?:Z|[+-]\d\d:\d\d)?)?$/.test(text) && !Number.isNaN(Date.parse(text)))
    return text;
  throw settingError(
    name,
    `${name} (= ${text.slice(0, 40)}) is no date`,
    "Give one such as 2026-01-31 or 2026-01-31T12:00:00Z.",
  );
}
