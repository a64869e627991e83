import { asZarrdropError } from "../../model/errors.ts";
import { isObject } from "../../model/untrustedJson.ts";
import { parseStoredArray, type StoredArray } from "../../zarr/storedArray.ts";
import { readJson, sortedKeys } from "../jsonFile.ts";
import type { StoreReader } from "../sink.ts";
import type { StoreNode } from "../storeNode.ts";
import type { StoreFindings } from "./findings.ts";
import type { Report } from "./problem.ts";

/** Where a store may have a copy of all its metadata, which programs read instead of the files. */
const COPIES = { 2: ".zmetadata", 3: "zarr.json: consolidated_metadata" } as const;

/**
 * The copy of all metadata in one place, if there is one, against the arrays that the images name and the attributes of the root: a copy of
 * another time hides what was added or changed since.
 */
export async function validateConsolidated(
  files: StoreReader,
  root: StoreNode & { kind: "group" },
  { zarrFormat, levels }: StoreFindings,
  report: Report,
): Promise<void> {
  const place = COPIES[zarrFormat];
  const copy = await readCopy(files, zarrFormat, report);
  if (copy === null) return;
  const differs = (what: string): void =>
    report("consolidated-differs", place, `The copy of all metadata says other things of ${what} than its own file.`);
  const attributes = copy[".zattrs"] ?? {};
  if (zarrFormat === 2 && textOf(attributes) !== textOf(root.attributes)) differs("the store");
  for (const { path, array } of levels) {
    if (array === null) continue;
    const stored = copy[zarrFormat === 3 ? path : path === "" ? ".zarray" : `${path}/.zarray`];
    const copied = isObject(stored) ? parseStoredArray(zarrFormat, stored) : null;
    if (copied === null) report("consolidated-differs", place, `The copy of all metadata lacks the array ${path}.`);
    else if (gridOf(copied) !== gridOf(array)) differs(`the array ${path}`);
  }
}

/** Null where there is none; what cannot be read is reported. */
async function readCopy(
  files: StoreReader,
  zarrFormat: 2 | 3,
  report: Report,
): Promise<Readonly<Record<string, unknown>> | null> {
  try {
    const file = await readJson(files, zarrFormat === 2 ? ".zmetadata" : "zarr.json");
    const copy = zarrFormat === 2 ? file : isObject(file) ? (file.consolidated_metadata ?? null) : null;
    if (copy === null) return null;
    if (isObject(copy) && isObject(copy.metadata)) return copy.metadata;
    report("consolidated-differs", COPIES[zarrFormat], "The copy of all metadata is none.");
  } catch (thrown) {
    const { kind, message } = asZarrdropError(thrown);
    if (kind !== "corrupt" && kind !== "limit") throw thrown;
    report(kind === "limit" ? "beyond-limits" : "consolidated-differs", COPIES[zarrFormat], message);
  }
  return null;
}

function textOf(value: unknown): string {
  return JSON.stringify(sortedKeys(value));
}

/** All by which a reader finds and understands chunks. */
function gridOf({ shape, chunkShape, shardShape, dtypeName, separator, prefix }: StoredArray): string {
  return JSON.stringify([shape, chunkShape, shardShape, dtypeName, separator, prefix]);
}
