import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { ZarrdropError } from "../src/model/errors.ts";

/** One conversion of a batch: what stands in a row of a table beside the options of the call, which it overrides. */
export type BatchJob = { source: string; destination: string | null; settings: Record<string, unknown> };

/**
 * The jobs of a CSV table: a header of parameter names with `source`, then a row per job. Cells that are JSON are read as such,
 * empty ones are left out. Errors: `setting` for a table without sources.
 */
export async function jobsFromTable(path: string): Promise<BatchJob[]> {
  const text = await readFile(path, "utf8").catch((thrown: unknown) => {
    throw new ZarrdropError("source-changed", `${path} could not be read.`, { file: path }, thrown);
  });
  const [header, ...rows] = parseTable(text.replace(/^\uFEFF/u, ""));
  if (header === undefined || !header.includes("source")) {
    throw new ZarrdropError("setting", `${path} has no column "source".`, {
      file: path,
      setting: "csv_file",
      advice: "The first row names the columns: source, destination, and any parameter.",
    });
  }
  return rows
    .filter((cells) => cells.some((cell) => cell.trim() !== ""))
    .map((cells, row) => {
      const settings: Record<string, unknown> = {};
      let source = "";
      let destination: string | null = null;
      header.forEach((name, column) => {
        const cell = (cells[column] ?? "").trim();
        if (cell === "") return;
        if (name.trim() === "source") source = cell;
        else if (name.trim() === "destination") destination = cell;
        // A name of digits is a name, not a number.
        else settings[name.trim()] = TEXT_COLUMNS.has(name.trim()) ? cell : jsonOrText(cell);
      });
      if (source === "") {
        throw new ZarrdropError("setting", `Row ${row + 2} of ${path} names no source.`, { setting: "csv_file" });
      }
      return { source, destination, settings };
    });
}

/** Parameters whose values are text, whatever they look like. */
const TEXT_COLUMNS = new Set(["name", "image_name", "dtype"]);

function jsonOrText(cell: string): unknown {
  try {
    return JSON.parse(cell) as unknown;
  } catch {
    return cell;
  }
}

/** RFC 4180: commas, quoted cells with doubled quotes and line breaks in them. */
function parseTable(text: string): string[][] {
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
    else if (letter === ",") {
      row.push(cell);
      cell = "";
    } else if (letter === "\n") endRow();
    else if (letter !== "\r") cell += letter;
  }
  if (cell !== "" || row.length > 0) endRow();
  return rows;
}

/**
 * The files below a folder whose names match a pattern (`*` and `?`), at most `depth` folders down, sorted. Folders that are
 * OME-Zarr stores count as one source and are not searched. Errors: `source-changed` where there is no such folder.
 */
export async function jobsFromFolder(folder: string, depth: number, pattern: string): Promise<BatchJob[]> {
  const found = await stat(folder).catch(() => null);
  if (found?.isDirectory() !== true) {
    throw new ZarrdropError("source-changed", `Not a directory: ${folder}`, { file: folder });
  }
  const matches = matcherOf(pattern);
  const sources: string[] = [];
  const search = async (path: string, level: number): Promise<void> => {
    for (const entry of (await readdir(path, { withFileTypes: true })).toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
      const full = join(path, entry.name);
      const isStore = entry.isDirectory() && entry.name.endsWith(".zarr");
      if ((entry.isFile() || isStore) && matches(entry.name)) sources.push(full);
      else if (entry.isDirectory() && !isStore && level < depth) await search(full, level + 1);
    }
  };
  await search(folder, 0);
  return sources.map((source) => ({ source, destination: null, settings: {} }));
}

function matcherOf(pattern: string): (name: string) => boolean {
  const source = pattern
    .replaceAll(/[.+^${}()|[\]\\]/gu, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  const expression = new RegExp(`^${source}$`, "u");
  return (name) => expression.test(name);
}
