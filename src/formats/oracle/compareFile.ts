import { asZarrdropError, type ErrorKind } from "../../model/errors.ts";
import type { ImageDescription } from "../../model/image.ts";
import type { ImageReader } from "../reader.ts";
import { compareScene, type Aspect, type Difference } from "./compareScene.ts";
import { openSample } from "./openSample.ts";
import type { OracleRow } from "./oracleRows.ts";
import { SceneHashes } from "./sceneHashes.ts";

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

/** How one reader's row compares. `failed`: that reader could not read the file. */
export type RowComparison = {
  reader: string;
  failed: string | null;
  differences: Difference[];
  /** Of names and sizes, what this reader says anything of. */
  states: ReadonlySet<Aspect>;
  /** What was done to make the pixels comparable ("samples backwards"). */
  notes: string[];
};

/** Opens and reads a sample, and compares it with each row. */
export async function compareFile(
  path: string,
  rows: readonly OracleRow[],
  signal: AbortSignal,
): Promise<FileComparison> {
  let reader: ImageReader | null = null;
  try {
    reader = await openSample(path, signal);
    const compared = rows.map((row) => ({
      row,
      differences: [] as Difference[],
      notes: new Set<string>(),
      states: new Set<Aspect>(),
    }));
    const { scenes } = reader.description;
    const hashes: string[] = [];
    for (const [index, scene] of scenes.entries()) {
      const pixels = await SceneHashes.read(reader, index, signal);
      hashes.push(pixels.own());
      for (const { row, differences, notes, states } of compared) {
        const theirs = row.scenes[index];
        if (theirs === undefined) continue;
        const result = compareScene(scene, pixels, theirs, row.reader);
        differences.push(...result.differences);
        for (const note of result.notes) notes.add(note);
        for (const aspect of result.states) states.add(aspect);
      }
    }
    return {
      path,
      read: { description: reader.description, hashes },
      refused: null,
      rows: compared.map(({ row, differences, notes, states }) => ({
        reader: row.reader,
        failed: row.error,
        differences:
          row.error === null && row.scenes.length !== scenes.length
            ? [{ aspect: "scenes", text: `${scenes.length} scenes, not ${row.scenes.length}` }, ...differences]
            : differences,
        states,
        notes: [...notes],
      })),
    };
  } catch (error) {
    const { kind, message, details } = asZarrdropError(error);
    if (kind === "internal") throw error;
    return {
      path,
      read: null,
      refused: { kind, message: details.technical === undefined ? message : `${message} (${details.technical})` },
      rows: rows.map((row) => ({
        reader: row.reader,
        failed: row.error,
        differences: [],
        states: new Set(),
        notes: [],
      })),
    };
  } finally {
    reader?.close();
  }
}

/** Whether a row agrees in one respect; a reader that failed agrees with nothing. */
export function agreesIn(row: RowComparison, aspect: Aspect): boolean {
  return row.failed === null && row.differences.every((difference) => difference.aspect !== aspect);
}
