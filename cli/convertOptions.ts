import { ZarrdropError } from "../src/model/errors.ts";
import { CHANNEL_FLAGS, channelsFromFlags } from "../src/plan/settings/channelFlags.ts";
import { PARAMETERS, type Parameter } from "../src/plan/settings/parameters.ts";
import { valueFromText } from "../src/plan/settings/parameterText.ts";
import { parseSettings } from "../src/plan/settings/parseSettings.ts";
import { PRESETS, settingsOfPreset } from "../src/plan/settings/presets.ts";
import { DEFAULT_SETTINGS } from "../src/plan/settings/defaultSettings.ts";
import type { Settings } from "../src/plan/settings/settings.ts";
import { type BatchJob, jobsFromFolder, jobsFromTable } from "./batch.ts";
import { readGivenText } from "./givenText.ts";
import { parseWords, UsageError } from "./usage.ts";
import { walkedPath } from "../src/door/node/walkedPath.ts";

/** What a call of `convert` asks for. */
export type ConvertCall = {
  jobs: ConvertJob[];
  json: boolean;
  /** Write the job as a Python script to this file instead of converting. */
  exportScript: ScriptRequest | null;
  /** Only begin the job, for many processes to work on. */
  job: JobRequest | null;
};

/** A script that does the job on a Dask cluster: the file that it is written to, and which program it runs there. */
export type ScriptRequest = { file: string; program: "bioio-conversion" | "zarrdrop" };

/** A job that many processes are to work on: the file that it is written to, and how many are to work at the same time. */
export type JobRequest = { file: string; atOnce: number };

/** One source that is converted, with its destination. */
export type ConvertJob = {
  source: string;
  /** How the files of the source go together: a template, "auto", or null where each is an image. */
  sequence: string | null;
  /** Files with labels for the image, by what they are called beside it. */
  labels: Readonly<Record<string, string>>;
  destination: string;
  /** Each store becomes one .ozx file. */
  archive: boolean;
  /** It was found in a folder: as a file of an image that was converted before it is left out. */
  isFound: boolean;
  /** Thrown when the job's turn comes: one bad row of a table does not stop the others. */
  settings: () => Settings;
};

/**
 * What a conversion is asked for on the command line; "help" when only the usage is wanted.
 * @throws `UsageError`, `setting`
 */
export async function parseConvert(words: string[]): Promise<ConvertCall | "help"> {
  const { values, positionals } = wordsOf(words);
  if (values["help"] === true) return "help";
  // A call of the reference, kept as a file, may say what it converts; words win over it.
  const file = typeof values["params"] === "string" ? await readParameters(values["params"]) : {};
  const destination = values["destination"] ?? file["destination"];
  const flags = settingsFrom(values);
  if (values["compat"] === true) flags["compatibility"] = "bioio-conversion-0.1.4";
  const given = overridden(file, flags);
  const named = await batchOf(values, positionals);
  const batch = named.length > 0 ? named : jobOfFile(file);
  if (batch.length === 0) throw new UsageError(nothingToDo(values));
  const labels = await labelsFrom(values["labels-from"]);
  if (batch.length > 1 && Object.keys(labels).length > 0) throw new UsageError("--labels-from takes one source.");
  const jobs: ConvertJob[] = [];
  for (const job of batch) {
    const folder = job.destination ?? destination;
    if (typeof folder !== "string") throw new UsageError(`Say where to: -d DESTINATION.\n${convertUsage()}`);
    jobs.push({
      source: await walkedPath(job.source),
      sequence: typeof values["sequence"] === "string" ? values["sequence"] : null,
      labels,
      destination: folder === "" ? "." : await walkedPath(folder),
      archive: values["archive"] === true,
      isFound: job.isFound === true,
      settings: () => {
        if (job.problem !== undefined) throw job.problem;
        const own = overridden(given, job.settings);
        return parseSettings(own, defaultsOf(own, values));
      },
    });
  }
  if (values["archive"] === true && (values["job"] !== undefined || values["export-script"] !== undefined)) {
    throw new UsageError("--archive is for a conversion by one process: not with --job or --export-script.");
  }
  // What holds for all jobs is checked before the first of them begins.
  parseSettings(given, defaultsOf(given, values));
  return {
    jobs,
    json: values["json"] === true,
    exportScript: scriptRequest(values),
    job: jobRequest(values),
  };
}

/** `NAME=FILE`, as often as it is said. */
async function labelsFrom(given: Words["values"][string]): Promise<Record<string, string>> {
  const labels = new Map<string, string>();
  for (const text of Array.isArray(given) ? given.map(String) : []) {
    const cut = text.indexOf("=");
    const name = text.slice(0, Math.max(0, cut)).trim();
    const file = text.slice(cut + 1);
    if (name === "" || file === "")
      throw new UsageError(`--labels-from ${text}: give NAME=FILE, such as cells=mask.tif.`);
    if (labels.has(name)) throw new UsageError(`--labels-from names ${name} twice.`);
    labels.set(name, await walkedPath(file));
  }
  return Object.fromEntries(labels);
}

function scriptRequest({
  "export-script": file,
  "script-for": program = "bioio-conversion",
}: Words["values"]): ScriptRequest | null {
  if (program !== "bioio-conversion" && program !== "zarrdrop") {
    throw new UsageError(`--script-for ${String(program)}: choose bioio-conversion or zarrdrop.`);
  }
  return typeof file === "string" ? { file, program } : null;
}

function jobRequest({ job, "at-once": atOnce = "64" }: Words["values"]): JobRequest | null {
  if (typeof job !== "string") return null;
  const count = Number(atOnce);
  if (!/^\d{1,6}$/u.test(String(atOnce)) || count < 1) {
    throw new UsageError(`--at-once ${String(atOnce)} is no number of processes.`);
  }
  return { file: job, atOnce: count };
}

/** `more` wins over `base`, in whichever of its two spellings a parameter stands there. */
function overridden(base: Record<string, unknown>, more: Record<string, unknown>): Record<string, unknown> {
  const kept = { ...base };
  for (const { key, name } of PARAMETERS) {
    if (!(key in more) && !(name in more)) continue;
    delete kept[key];
    delete kept[name];
  }
  return { ...kept, ...more };
}

/** Sources of the call itself, of a table, and of a folder, in this order. */
async function batchOf(values: Words["values"], positionals: string[]): Promise<BatchJob[]> {
  const jobs: BatchJob[] = positionals.map((source) => ({ source, destination: null, settings: {} }));
  const { "csv-file": table, directory, depth = "0", pattern = "*" } = values;
  if (typeof table === "string") jobs.push(...(await jobsFromTable(table)));
  if (typeof directory === "string") {
    const levels = Number(depth);
    if (!Number.isInteger(levels) || levels < 0)
      throw new UsageError(`--depth ${String(depth)} is no number of folders.`);
    jobs.push(...(await jobsFromFolder(directory, levels, String(pattern))));
  }
  return jobs;
}

function jobOfFile({ source }: Record<string, unknown>): BatchJob[] {
  return typeof source === "string" ? [{ source, destination: null, settings: {} }] : [];
}

function nothingToDo({ "csv-file": table, directory, pattern = "*" }: Words["values"]): string {
  if (typeof directory === "string")
    return `No file of ${directory} matches ${String(pattern)}. See --depth and --pattern.`;
  if (typeof table === "string") return `${table} lists no source.`;
  return `No source was named.\n${convertUsage()}`;
}

/** The help of `convert`: its own options, then a line for each parameter. */
export function convertUsage(): string {
  const rows: [string, string][] = [
    ["-d, --destination FOLDER", "Where the stores are made."],
    ["--params FILE.json", "Settings from a file: saved by the page, or a bioio-conversion call's arguments."],
    ["--preset NAME", `Start from a preset: ${PRESETS.map((preset) => preset.id).join(", ")}.`],
    ["", `Without one: ${PRESETS[0]!.id}, as the page; with --params or --compat bioio-conversion's defaults.`],
    [
      "--sequence TEMPLATE",
      "The files in and below a folder are one image: t{t}/img_c{c}_z{z}.tif, or auto to go by their names.",
    ],
    [
      "--labels-from NAME=FILE",
      "A file with labels (a mask) for the image, written beside it; may be said several times.",
    ],
    ["--csv-file TABLE.csv", "Convert what a table lists: columns source, destination, and any parameter."],
    ["--directory FOLDER", "Convert the files of a folder,"],
    ["--depth N", "at most N folders down (0),"],
    ["--pattern PATTERN", "whose names match a pattern such as *.czi (*)."],
    [
      "--export-script FILE.py",
      "Write the job as a script for a Dask cluster, and print its command; convert nothing.",
    ],
    ["--script-for PROGRAM", "What the script runs there: bioio-conversion (that is usual), or zarrdrop."],
    ["--job FILE.json", "Only begin: many processes do the work, on one machine or on several (zarrdrop job --help),"],
    ["--at-once N", "of which so many work at the same time (64)."],
    ["--archive", "Make one .ozx file of each store (OME-Zarr 0.5) in place of its folder."],
    ["--json", "Print the report as JSON."],
    ["--compat", "Reproduce bioio-conversion 0.1.4 to the bit."],
    ...PARAMETERS.filter((parameter) => parameter.key !== "compatibility").map((parameter): [string, string] => [
      flagText(parameter),
      parameter.meaning,
    ]),
    ...CHANNEL_FLAGS.map((flag): [string, string] => [`${flag.flag} ${flag.value}`, flag.meaning]),
  ];
  const width = Math.max(...rows.map(([flag]) => flag.length));
  const lines = rows.map(([flag, meaning]) => `  ${flag.padEnd(width)}  ${meaning}`);
  return ["Usage: zarrdrop convert SOURCE... -d FOLDER [options]", ...lines].join("\n");
}

function flagText(parameter: Parameter): string {
  const names = [...parameter.aliases.filter((alias) => !alias.startsWith("--")), parameter.flag].join(", ");
  return parameter.kind.kind === "boolean"
    ? `${names} (or --no-${parameter.flag.slice(2)})`
    : `${names} ${parameter.kind.kind.toUpperCase()}`;
}

type Words = { values: Record<string, string | boolean | (string | boolean)[] | undefined>; positionals: string[] };

type Option = { type: "string" | "boolean"; short?: string; multiple?: boolean };

function wordsOf(words: string[]): Words {
  const options: Record<string, Option> = {
    destination: { type: "string", short: "d" },
    params: { type: "string" },
    preset: { type: "string" },
    sequence: { type: "string" },
    "labels-from": { type: "string", multiple: true },
    "csv-file": { type: "string" },
    directory: { type: "string" },
    depth: { type: "string" },
    pattern: { type: "string" },
    "export-script": { type: "string" },
    "script-for": { type: "string" },
    job: { type: "string" },
    "at-once": { type: "string" },
    archive: { type: "boolean" },
    json: { type: "boolean" },
    help: { type: "boolean", short: "h" },
    compat: { type: "boolean" },
  };
  for (const parameter of PARAMETERS) {
    if (parameter.key === "compatibility") continue;
    const type = parameter.kind.kind === "boolean" ? "boolean" : "string";
    const short = parameter.aliases.find((alias) => /^-[a-z]$/u.test(alias))?.slice(1);
    options[parameter.flag.slice(2)] = short === undefined ? { type } : { type, short };
    if (type === "boolean") options[`no-${parameter.flag.slice(2)}`] = { type };
    for (const alias of parameter.aliases) if (alias.startsWith("--")) options[alias.slice(2)] = { type };
  }
  for (const { flag } of CHANNEL_FLAGS) options[flag.slice(2)] = { type: "string" };
  return parseWords(withNegativeNumbers(words, options), options, "See --help.");
}

/** `--scenes -1` as `--scenes=-1`: a number after an option that takes a value is no option of its own. */
function withNegativeNumbers(words: string[], options: Record<string, Option>): string[] {
  const joined: string[] = [];
  for (const word of words) {
    const before = joined.at(-1);
    const name = before === undefined ? undefined : Object.keys(options).find((key) => isOption(before, key, options));
    if (name !== undefined && options[name]!.type === "string" && /^-\.?\d/u.test(word)) {
      joined[joined.length - 1] = `--${name}=${word}`;
    } else joined.push(word);
  }
  return joined;
}

function isOption(word: string, name: string, options: Record<string, Option>): boolean {
  return word === `--${name}` || word === `-${options[name]!.short}`;
}

function settingsFrom(values: Words["values"]): Record<string, unknown> {
  const settings: Record<string, unknown> = {};
  for (const parameter of PARAMETERS) {
    if (parameter.key === "compatibility") continue;
    if (values[`no-${parameter.flag.slice(2)}`] === true) settings[parameter.key] = false;
    // The alias wins: --chunk-shape-per-level over --chunk-shape, as in the reference.
    for (const flag of [parameter.flag, ...parameter.aliases]) {
      const value = flag.startsWith("--") ? values[flag.slice(2)] : undefined;
      const parsed = typeof value === "string" ? valueFromText(parameter, value) : value;
      if (parsed !== undefined) settings[parameter.key] = parsed;
    }
  }
  const texts: Record<string, string> = {};
  for (const { flag } of CHANNEL_FLAGS) {
    const text = values[flag.slice(2)];
    if (typeof text === "string") texts[flag] = text;
  }
  const channels = channelsFromFlags(texts);
  if (channels !== undefined) settings["channels"] = channels;
  return settings;
}

/**
 * What holds where nothing is said (R1.5): the preset that is named; what the reference has, for a file of its parameters and for what is to
 * be as it is; else what the page opens with.
 * @throws `UsageError`
 */
function defaultsOf(
  { compatibility = "none" }: Record<string, unknown>,
  { preset: name, params }: Words["values"],
): Settings {
  if (name === undefined && (params !== undefined || compatibility !== "none")) return DEFAULT_SETTINGS;
  const preset = name === undefined ? PRESETS[0] : PRESETS.find(({ id }) => id === name);
  if (preset === undefined) {
    throw new UsageError(`There is no preset "${name}": choose one of ${PRESETS.map(({ id }) => id).join(", ")}.`);
  }
  return settingsOfPreset(preset);
}

/** JSON as Python writes it: NaN and Infinity may stand in it, so that what is wrong with them can be said of their parameter. */
function parsePythonJson(written: string): unknown {
  // Some editors begin a file with a byte order mark.
  const text = written.replace(/^\uFEFF/u, "");
  const words = new Map([NaN, Infinity, -Infinity].map((number) => [`\0${number}`, number]));
  const marked = text.replaceAll(/"(?:[^"\\]|\\.)*"|NaN|-?Infinity/gu, (token) =>
    token.startsWith('"') ? token : JSON.stringify(`\0${token}`),
  );
  return JSON.parse(marked, (_, value: unknown) => (typeof value === "string" ? (words.get(value) ?? value) : value));
}

async function readParameters(path: string): Promise<Record<string, unknown>> {
  const text = await readGivenText(path);
  let value: unknown;
  try {
    value = parsePythonJson(text);
  } catch (thrown) {
    const reason = thrown instanceof Error ? { advice: `${thrown.message}.` } : {};
    throw new ZarrdropError("setting", `${path} could not be read as JSON.`, { file: path, ...reason }, thrown);
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new ZarrdropError("setting", `${path} does not hold an object of settings.`, { file: path });
  }
  return value as Record<string, unknown>; // Just checked; the members are checked by parseSettings.
}
