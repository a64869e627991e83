import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { asOpenError } from "../src/bytes/sourceErrors.ts";
import { asZarrdropError, ZarrdropError } from "../src/model/errors.ts";
import { PARAMETERS } from "../src/plan/settings/parameters.ts";
import { valueFromText } from "../src/plan/settings/parameterText.ts";
import { readGivenText } from "./givenText.ts";

/** One conversion of a batch: what stands in a row of a table beside the options of the call, which it overrides. */
export type BatchJob = {
  source: string;
  destination: string | null;
  settings: Record<string, unknown>;
  /** It was found in a folder: nobody said that it is an image of its own. */
  isFound?: true;
  /** What is wrong with the row, for when its turn comes: the other rows are converted all the same. */
  problem?: ZarrdropError;
};

/**
 * The jobs of a CSV table: a header of parameter names with `source`, then a row per job, cells apart by commas,
 * semicolons or tabs. Cells that are JSON are read as such, others as on the command line; empty ones are left out.
 * @throws `setting` for a table without sources
 */
export async function jobsFromTable(path: string): Promise<BatchJob[]> {
  const text = await readGivenText(path);
  const [first, ...rows] = parseTable(text.replace(/^\uFEFF/u, ""));
  const header = first?.map(columnName) ?? [];
  if (!header.includes("source")) {
    throw new ZarrdropError("setting", `${path} has no column "source".`, {
      file: path,
      setting: "csv_file",
      advice: "The first row names the columns: source, destination, and any parameter.",
    });
  }
  return rows.flatMap((cells, row) => {
    if (cells.every((cell) => cell.trim() === "")) return [];
    try {
      return [jobOfRow(header, cells)];
    } catch (thrown) {
      const where = `row ${row + 2} of ${path}`;
      const problem = asZarrdropError(thrown);
      return [{ source: cells[header.indexOf("source")]?.trim() || where, destination: null, settings: {}, problem }];
    }
  });
}

function columnName(cell: string): string {
  const name = cell.trim();
  return ["source", "destination"].find((known) => known === name.toLowerCase()) ?? name;
}

function jobOfRow(header: readonly string[], cells: readonly string[]): BatchJob {
  const job: BatchJob = { source: "", destination: null, settings: {} };
  header.forEach((name, column) => {
    const cell = (cells[column] ?? "").trim();
    if (cell === "") return;
    if (name === "source") job.source = cell;
    else if (name === "destination") job.destination = cell;
    else job.settings[name] = valueOfCell(name, cell);
  });
  if (job.source !== "") return job;
  throw new ZarrdropError("setting", "The row names no source.", { setting: "csv_file" });
}

/** A name of digits is a name, not a number; lists may be written as on the command line, words as in Python. */
function valueOfCell(name: string, cell: string): unknown {
  const parameter = PARAMETERS.find((known) => known.name === name || known.key === name);
  if (parameter?.kind.kind === "text" || parameter?.kind.kind === "dtype") return cell;
  if (cell === "None") return null;
  try {
    return JSON.parse(cell) as unknown;
  } catch {
    return parameter === undefined ? cell : valueFromText(parameter, cell);
  }
}

/** RFC 4180, with the separator that the header has: quoted cells with doubled quotes and line breaks in them. */
function parseTable(text: string): string[][] {
  const separator = separatorOf(text);
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = "";
  let isQuoted = false;
  const endRow = (): void => {
    row.push(cell);
    rows.push(row);
    row = [];
    cell = "";
  };
  for (let at = 0; at < text.length; at++) {
    const letter = text[at]!;
    if (isQuoted) {
      if (letter !== '"') cell += letter;
      else if (text[at + 1] === '"') cell += text[++at]!;
      else isQuoted = false;
    } else if (letter === '"') isQuoted = true;
    else if (letter === separator) {
      row.push(cell);
      cell = "";
    } else if (letter === "\n") endRow();
    else if (letter !== "\r") cell += letter;
  }
  if (cell !== "" || row.length > 0) endRow();
  return rows;
}

/** Programs write semicolons where the comma is the decimal sign; names of columns have neither. */
function separatorOf(text: string): string {
  const header = text.slice(0, text.search(/[\r\n]|$/u));
  return [",", ";", "\t"].find((separator) => header.includes(separator)) ?? ",";
}

/**
 * The files below a folder whose names match a pattern (`*` and `?`), at most `depth` folders down, sorted. Folders
 * that are OME-Zarr stores count as one source and are not searched.
 * @throws `source-changed` where there is no such folder, those of `asSourceError`
 */
export async function jobsFromFolder(folder: string, depth: number, pattern: string): Promise<BatchJob[]> {
  const found = await stat(folder).catch((thrown: unknown) => {
    throw asOpenError(thrown, folder);
  });
  if (!found.isDirectory()) {
    throw new ZarrdropError("source-changed", `Not a directory: ${folder}`, { file: folder });
  }
  const matches = matcherOf(pattern);
  const sources: string[] = [];
  const search = async (path: string, level: number): Promise<void> => {
    const entries = await readdir(path, { withFileTypes: true }).catch((thrown: unknown) => {
      throw asOpenError(thrown, path);
    });
    for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
      const full = join(path, entry.name);
      const isStore = entry.isDirectory() && entry.name.endsWith(".zarr");
      // A link to a file is that file; links to folders are left alone, because they can lead in circles.
      const isFile = entry.isFile() || (entry.isSymbolicLink() && (await isFileBehind(full)));
      if ((isFile || isStore) && matches(entry.name)) sources.push(full);
      else if (entry.isDirectory() && !isStore && level < depth) await search(full, level + 1);
    }
  };
  await search(folder, 0);
  return sources.map((source) => ({ source, destination: null, settings: {}, isFound: true }));
}

async function isFileBehind(link: string): Promise<boolean> {
  return (await stat(link).catch(() => null))?.isFile() === true;
}

function matcherOf(pattern: string): (name: string) => boolean {
  const source = pattern
    .replaceAll(/[.+^${}()|[\]\\]/gu, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  const expression = new RegExp(`^${source}$`, "u");
  return (name) => expression.test(name);
}
