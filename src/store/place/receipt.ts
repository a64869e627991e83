import { type ExistingStore, growsStore, storeBefore } from "../../plan/layout/appendTo.ts";
import type { OutputReport } from "../../plan/job.ts";
import { isHierarchy, type PlannedStore } from "../../plan/plannedStore.ts";
import type { Settings } from "../../plan/settings/settings.ts";
import { joinPath } from "../../model/paths.ts";
import type { DestinationFolder } from "../destination/destinationFolder.ts";
import { ZarrdropError } from "../../model/errors.ts";
import { hexDigest } from "../../model/hexDigest.ts";
import { inspectStore } from "../inspectStore.ts";
import { isObject } from "../../model/untrustedJson.ts";
import { jsonBytes, readJson } from "../jsonFile.ts";
import { isPartialOf } from "../partialName.ts";
import type { Sink } from "../sink.ts";

/** Folder of a destination with the receipts of the stores that a job has finished while others of it are not. */
export const RECEIPTS = ".zarrdrop-finished";

/**
 * Says that a job has finished one of its stores, so that the same job does not make it again when it goes on after a crash. It is
 * written before the store's marker goes and means nothing while that is there; the job's end takes it away. Plain JSON.
 */
export type Receipt = {
  receiptVersion: 1;
  /** Of `storeFingerprint`. */
  fingerprint: string;
  /** How the store was verified: the fingerprint does not say it. */
  verify: Settings["verify"];
  /** Of the store's metadata: a store that was changed is not the one that was finished. */
  metadata: string;
  /** For an append: what the store was before. The same append is planned from that, and recognised. */
  before: ExistingStore | null;
  /** What the job had to say of it. */
  report: OutputReport;
};

/**
 * The receipt for a store that is all written and verified.
 * @throws those of the sink
 */
export async function makeReceipt(
  sink: Sink,
  output: PlannedStore,
  { fingerprint, verify, report }: Pick<Receipt, "fingerprint" | "verify" | "report">,
): Promise<Receipt> {
  const metadata = await metadataDigest(sink, output);
  return { receiptVersion: 1, fingerprint, verify, metadata, before: storeBefore(output), report };
}

/**
 * Writes a receipt, in place of an older one.
 * @throws `storage` for a destination that does not hold what was written to it; those of the sink
 */
export async function writeReceipt(folder: Pick<DestinationFolder, "sink">, receipt: Receipt): Promise<void> {
  const sink = await folder.sink(RECEIPTS);
  const path = pathOf(receipt.report.storeName);
  const bytes = jsonBytes(receipt);
  await sink.write(path, [bytes]);
  // Without it nobody would know the store again: the same job would find it in its way.
  if ((await sink.size(path)) !== bytes.length) {
    throw new ZarrdropError("storage", `${RECEIPTS}/${path} was not written whole.`, {
      file: receipt.report.storeName,
      safe: "The image is written and verified, but still marked as incomplete.",
      advice: "Check the drive of the destination, then start the same conversion again: it goes on there.",
    });
  }
  await sink.sync([path]);
}

/** The receipt for a store of this name; null where there is none that can be read. */
export async function readReceipt(
  folder: Pick<DestinationFolder, "kindOf" | "sink">,
  storeName: string,
): Promise<Receipt | null> {
  const value = await readJson(await folder.sink(RECEIPTS), pathOf(storeName)).catch(() => null);
  const isWhole =
    isObject(value) &&
    value.receiptVersion === 1 &&
    typeof value.fingerprint === "string" &&
    typeof value.metadata === "string" &&
    isObject(value.report) &&
    value.report.storeName === storeName;
  // Written by this program; a torn file would not have parsed.
  return isWhole ? (value as Receipt) : null;
}

/** Removes receipts of stores, and what was to become one when something stopped; with the last one their folder. */
export async function removeReceipts(folder: DestinationFolder, storeNames: readonly string[]): Promise<void> {
  if ((await folder.kindOf(RECEIPTS)) !== "folder") return;
  const sink = await folder.sink(RECEIPTS);
  const paths = storeNames.map(pathOf);
  for await (const { name } of sink.entries("")) {
    const isUnfinished = paths.some((path) => isPartialOf(path, name));
    if (isUnfinished || paths.includes(name)) await sink.remove(name);
  }
  await sink.sync(paths);
  await folder.removeEmpty(RECEIPTS);
  await folder.sync();
}

/**
 * True when what a receipt is for is what this folder of the destination holds: the same metadata, no damage, and, for
 * a store that was made anew, as many files and bytes.
 * @throws those of the sink, `cancelled`
 */
export async function isStoreOf(
  receipt: Receipt,
  sink: Sink,
  output: PlannedStore,
  signal?: AbortSignal,
): Promise<boolean> {
  if ((await metadataDigest(sink, output)) !== receipt.metadata) return false;
  const { state, files, bytes } = await inspectStore(sink, signal);
  if (state !== "complete") return false;
  return growsStore(output) || (files === receipt.report.filesWritten && bytes === receipt.report.bytesWritten);
}

function pathOf(storeName: string): string {
  return `${storeName}.json`;
}

/** Hexadecimal SHA-256 over the metadata of the root, and of all levels of an image or all groups of a hierarchy. */
async function metadataDigest(sink: Sink, output: PlannedStore): Promise<string> {
  const isV2 = output.zarrFormat === 2;
  const root = isV2 ? [".zgroup", ".zattrs"] : ["zarr.json"];
  const paths = isHierarchy(output)
    ? output.groups.flatMap(({ path }) => root.map((name) => joinPath(path, name)))
    : [...root, ...output.levels.map(({ path }) => `${path}/${isV2 ? ".zarray" : "zarr.json"}`)];
  const digests: string[] = [];
  for (const path of paths) {
    const bytes = await sink.read(path);
    digests.push(bytes === null ? "" : await hexDigest(bytes));
  }
  return hexDigest(jsonBytes(digests));
}
