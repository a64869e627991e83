import { asZarrdropError } from "../../model/errors.ts";
import type { DestinationFolder } from "../destination/destinationFolder.ts";
import { jsonBytes, readJson } from "../jsonFile.ts";
import { isPartialOf } from "../partialName.ts";
import { RECEIPTS } from "./receipt.ts";

/**
 * Records of whole jobs that a call of several has finished while others of it are not, beside the receipts of single stores. Names of
 * stores end in another way than theirs. `key`: hexadecimal, what the job is.
 */
function pathOf(key: string): string {
  return `${key}.job.json`;
}

/**
 * The record of a job; null where there is none, or a torn one.
 * @throws those of the destination
 */
export async function readJobRecord(folder: DestinationFolder, key: string): Promise<unknown> {
  if ((await folder.kindOf(RECEIPTS)) !== "folder") return null;
  return readJson(await folder.sink(RECEIPTS), pathOf(key)).catch((thrown: unknown) => {
    if (["corrupt", "limit"].includes(asZarrdropError(thrown).kind)) return null;
    throw thrown;
  });
}

/**
 * Writes the record of a job; it is on the disk when this resolves.
 * @throws those of the destination
 */
export async function writeJobRecord(folder: DestinationFolder, key: string, record: unknown): Promise<void> {
  const sink = await folder.sink(RECEIPTS);
  await sink.write(pathOf(key), [jsonBytes(record)]);
  await sink.sync([pathOf(key)]);
}

/**
 * Removes the record of a job, and what was to become one when something stopped; with the last one their folder.
 * @throws those of the destination
 */
export async function removeJobRecords(folder: DestinationFolder, key: string): Promise<void> {
  if ((await folder.kindOf(RECEIPTS)) !== "folder") return;
  const sink = await folder.sink(RECEIPTS);
  for await (const { name } of sink.entries("")) {
    if (name === pathOf(key) || isPartialOf(pathOf(key), name)) await sink.remove(name);
  }
  await folder.removeEmpty(RECEIPTS);
}
