import { asZarrdropError } from "../../model/errors.ts";
import type { FilesReference } from "../../model/references.ts";
import { STORE_MARKER } from "../../model/storeMarker.ts";
import type { StoreArrayFacts, StoreContents, StoreDocument } from "../../plan/storeContents.ts";
import type { WalkableDirectory } from "../../bytes/source.ts";
import type { StoreFindings } from "../../store/validation/findings.ts";
import { ProblemList } from "../../store/validation/problem.ts";
import { validateHierarchy } from "../../store/validation/validateHierarchy.ts";
import { chunkGrid } from "../../zarr/chunkGrid.ts";
import { readJson } from "../../zarr/json.ts";
import { openStoreDirectory, storeReader } from "./openedStore.ts";

/** Arrays that are listed: a plate has thousands, and nobody reads them one by one. */
const MOST_ARRAYS = 60;

/** Metadata files of a group and of an array, of both formats. */
const FILES = ["zarr.json", ".zattrs", ".zgroup", ".zarray"];

/**
 * Lists the metadata of a store and what they say of its arrays, and holds them against the rules of NGFF; decodes nothing.
 * @throws those of opening and reading, `cancelled`
 */
export async function storeContents(reference: FilesReference, signal: AbortSignal): Promise<StoreContents> {
  const { directory } = await openStoreDirectory(reference, signal);
  const list = new ProblemList();
  const findings = await validateHierarchy(storeReader(directory, signal), list.report, signal);
  const found = findings?.levels ?? [];
  const listed = found.slice(0, MOST_ARRAYS);
  const folders = ["", ...new Set(listed.map(({ path }) => path))];
  const documents: StoreDocument[] = [];
  for (const folder of folders) documents.push(...(await documentsIn(directory, folder, signal)));
  const [first] = found;
  return {
    ngffVersion: findings?.ngffVersion ?? null,
    zarrFormat: findings?.zarrFormat ?? null,
    isUnfinished: (await directory.open(STORE_MARKER)) !== null,
    levels: first === undefined ? 0 : found.filter(({ imageAt }) => imageAt === first.imageAt).length,
    counts: list.counts,
    documents,
    arrays: listed.flatMap(factsOf),
    omitted: found.length - listed.length,
  };
}

async function documentsIn(
  directory: WalkableDirectory,
  folder: string,
  signal: AbortSignal,
): Promise<StoreDocument[]> {
  const documents: StoreDocument[] = [];
  for (const name of FILES) {
    const path = folder === "" ? name : `${folder}/${name}`;
    try {
      const value = await readJson(directory, path, signal);
      const source = value === null ? null : await directory.open(path);
      if (source !== null) documents.push({ path, bytes: source.size, value });
    } catch (thrown) {
      // What is damaged is said as a problem; here it is left out.
      if (signal.aborted || asZarrdropError(thrown).kind !== "corrupt") throw thrown;
    }
  }
  return documents;
}

function factsOf({ path, array }: StoreFindings["levels"][number]): StoreArrayFacts[] {
  if (array === null) return [];
  const { shape, chunkShape, shardShape, dtypeName, compression } = array;
  const chunks = chunkGrid(shape, chunkShape).total;
  const files = shardShape === null ? chunks : chunkGrid(shape, shardShape).total;
  return [{ path, shape, dtype: dtypeName, chunkShape, shardShape, compression, chunks, files }];
}
