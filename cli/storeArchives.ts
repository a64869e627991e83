import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { NodeFileSource } from "../src/bytes/nodeFile.ts";
import { ZipDirectory } from "../src/bytes/zipDirectory.ts";
import { rootPath } from "../src/formats/ome-zarr/storeRoot.ts";
import { asZarrdropError, ZarrdropError } from "../src/model/errors.ts";
import { archiveName } from "../src/plan/archiveName.ts";
import type { Plan } from "../src/plan/plan.ts";
import { storeNamesOf } from "../src/plan/plannedStore.ts";
import type { Settings } from "../src/plan/settings/settings.ts";
import { openDestination } from "../src/store/destination/openDestination.ts";
import { writeZipFile } from "../src/store/nodeZip.ts";
import { isPartialOf } from "../src/store/partialName.ts";
import { removeWhole } from "../src/store/replacement/removeWhole.ts";

/** A store that became one file, which took its place. */
export type StoreArchive = { storeName: string; name: string; bytes: number };

/**
 * Refuses what cannot become archives, before anything is written.
 * @throws `setting` for stores of Zarr v2, and for stores that others are added to or left in place of; `exists`
 */
export async function refuseArchives(
  plan: Plan,
  { existing }: Pick<Settings, "existing">,
  destination: string,
): Promise<void> {
  if (plan.outputs.some(({ zarrFormat }) => zarrFormat === 2)) {
    throw new ZarrdropError("setting", "Only OME-Zarr 0.5 (Zarr v3) can be one .ozx file.", {
      advice: "Leave out --archive, or convert with --zarr-format 3.",
    });
  }
  if (existing !== "refuse" && existing !== "replace") {
    throw new ZarrdropError("setting", `--archive makes new files: it does not go with --existing ${existing}.`, {
      advice: "Choose refuse or replace.",
    });
  }
  const folder = await openDestination({ kind: "node", folder: destination });
  for (const name of archiveNames(plan)) {
    const kind = await folder.kindOf(name);
    if (kind === null) continue;
    const path = join(destination, name);
    const isStore = kind === "file" && (await isStoreArchive(path));
    if (isStore && existing === "replace") continue;
    throw new ZarrdropError("exists", `${path} is there already${isStore ? "" : ", and is no OME-Zarr"}.`, {
      file: name,
      safe: "Nothing was written, and what is there was not touched.",
      advice: isStore
        ? "Remove it, or convert with --existing replace."
        : "Choose another name or folder, or remove it.",
    });
  }
}

/** What the archives of a plan's stores are called. */
export function archiveNames(plan: Plan): string[] {
  return [...new Set(storeNamesOf(plan).map((storeName) => archiveName(plan, storeName)))];
}

/** Whether a file is an archive of a store: what is none is never replaced. */
async function isStoreArchive(path: string): Promise<boolean> {
  try {
    const source = await NodeFileSource.at(path);
    if (source === null) return false;
    await rootPath(await ZipDirectory.open(source), path);
    return true;
  } catch (thrown) {
    const error = asZarrdropError(thrown);
    if (error.kind === "unsupported-format" || error.kind === "corrupt") return false;
    throw error;
  }
}

/**
 * Makes one file of each finished store of a plan; the stores stay.
 * @throws those of `writeZipFile`
 */
export async function makeArchives(plan: Plan, destination: string, signal: AbortSignal): Promise<StoreArchive[]> {
  const folder = await openDestination({ kind: "node", folder: destination });
  const archives: StoreArchive[] = [];
  for (const storeName of storeNamesOf(plan)) {
    const name = archiveName(plan, storeName);
    await removeUnfinished(destination, name);
    const bytes = await writeZipFile(await folder.sink(storeName), join(destination, name), signal);
    archives.push({ storeName, name, bytes });
  }
  return archives;
}

/** What a call that was killed while it wrote the archive left of it. Nobody else writes it: the store's lock is held. */
async function removeUnfinished(destination: string, name: string): Promise<void> {
  for (const other of await readdir(destination)) {
    if (isPartialOf(name, other)) await rm(join(destination, other));
  }
}

/**
 * Removes stores of which the archives are there.
 * @throws those of the destination
 */
export async function removeArchived(archives: readonly StoreArchive[], destination: string): Promise<void> {
  const folder = await openDestination({ kind: "node", folder: destination });
  for (const { storeName } of archives) await removeWhole(folder, storeName);
}
