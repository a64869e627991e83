import { asZarrdropError, type ErrorKind } from "../../src/model/errors.ts";
import type { ImageDescription } from "../../src/model/image.ts";
import type { ImageReader } from "../../src/formats/reader.ts";
import { compareScene, type Aspect, type Difference } from "./compareScene.ts";
import { openSample } from "./openSample.ts";
import type { OracleRow } from "./oracleRows.ts";
import { readScene, SceneHashes } from "./sceneHashes.ts";
import { isTileByTile, tileStacks } from "./tileStacks.ts";

/** Our reading of a file beside each of its readers' rows. */
export type FileComparison = {
  path: string;
  /** Null when the file was refused. */
  read: ReadFile | null;
  refused: { kind: ErrorKind; message: string } | null;
  rows: RowComparison[];
};

type ReadFile = {
  description: ImageDescription;
  /** SHA-256 of each scene's level 0 in its own order of axes. */
  hashes: string[];
};

/** How one reader's row compares. */
export type RowComparison = {
  reader: string;
  /** Why that reader could not read the file, or null. */
  failed: string | null;
  differences: Difference[];
  /** Of names and sizes, what this reader says anything of. */
  states: Set<Aspect>;
  /** What was done to make the pixels comparable. */
  notes: Set<string>;
};

/** Opens and reads a sample, and compares it with each row. */
export async function compareFile(
  path: string,
  rows: readonly OracleRow[],
  signal: AbortSignal,
): Promise<FileComparison> {
  const compared = rows.map(emptyComparison);
  let reader: ImageReader | null = null;
  try {
    reader = await openSample(path, signal);
    const { description } = reader;
    const hashes: string[] = [];
    // One scene at a time is held.
    for (const [index, scene] of description.scenes.entries()) {
      const pixels = new SceneHashes(scene, await readScene(reader, index, signal));
      hashes.push(pixels.own());
      for (const [position, row] of rows.entries()) {
        const theirs = row.scenes[index];
        if (theirs !== undefined) add(compared[position]!, compareScene(scene, pixels, theirs, row.reader));
      }
    }
    for (const [position, row] of rows.entries()) {
      const { length } = description.scenes;
      if (row.error === null && row.scenes.length !== length) {
        const text = `${length} scenes, not ${row.scenes.length}`;
        compared[position]!.differences.unshift({ aspect: "scenes", text });
      }
      if (isTileByTile(row)) compared[position] = await compareTiles(path, row, compared[position]!, signal);
    }
    return { path, read: { description, hashes }, refused: null, rows: compared };
  } catch (error) {
    const { kind, message, details } = asZarrdropError(error);
    if (kind === "internal") throw error;
    const text = details.technical === undefined ? message : `${message} (${details.technical})`;
    return { path, read: null, refused: { kind, message: text }, rows: rows.map(emptyComparison) };
  } finally {
    reader?.close();
  }
}

/** Whether a row agrees in one respect; a reader that failed agrees with nothing. */
export function agreesIn(row: RowComparison, aspect: Aspect): boolean {
  return row.failed === null && row.differences.every((difference) => difference.aspect !== aspect);
}

/** A row of tiles beside our tiles; what compatibility mode sees is not about them. */
async function compareTiles(
  path: string,
  row: OracleRow,
  stitched: RowComparison,
  signal: AbortSignal,
): Promise<RowComparison> {
  const stacks = await tileStacks(path, row, signal);
  if (stacks === null) return stitched;
  const compared = emptyComparison(row);
  for (const [index, { scene, pixels }] of stacks.entries()) {
    add(compared, compareScene(scene, pixels, row.scenes[index]!, row.reader));
  }
  const isReference = ({ aspect }: Difference): boolean => aspect === "reference";
  compared.differences = [
    ...compared.differences.filter((difference) => !isReference(difference)),
    ...stitched.differences.filter(isReference),
  ];
  compared.notes.add("tile by tile");
  return compared;
}

function emptyComparison(row: OracleRow): RowComparison {
  return { reader: row.reader, failed: row.error, differences: [], states: new Set(), notes: new Set() };
}

function add(row: RowComparison, result: ReturnType<typeof compareScene>): void {
  row.differences.push(...result.differences);
  for (const aspect of result.states) row.states.add(aspect);
  for (const note of result.notes) row.notes.add(note);
}
