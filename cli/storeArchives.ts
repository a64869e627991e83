import { join } from "node:path";
import { ZarrdropError } from "../src/model/errors.ts";
import { archiveName } from "../src/plan/archiveName.ts";
import type { Plan } from "../src/plan/plan.ts";
import { storeNamesOf } from "../src/plan/plannedStore.ts";
import type { Settings } from "../src/plan/settings/settings.ts";
import { openDestination } from "../src/store/destination/openDestination.ts";
import { writeZipFile } from "../src/store/nodeZip.ts";
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
  for (const name of new Set(storeNamesOf(plan).map((storeName) => archiveName(plan, storeName)))) {
    const kind = await folder.kindOf(name);
    if (kind === null || (kind === "file" && existing === "replace")) continue;
    throw new ZarrdropError("exists", `${join(destination, name)} is there already.`, {
      file: name,
      advice: kind === "file" ? "Remove it, or convert with --existing replace." : "Remove it.",
    });
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
    const bytes = await writeZipFile(await folder.sink(storeName), join(destination, name), signal);
    archives.push({ storeName, name, bytes });
  }
  return archives;
}

/**
 * Removes stores of which the archives are there.
 * @throws those of the destination
 */
export async function removeArchived(archives: readonly StoreArchive[], destination: string): Promise<void> {
  const folder = await openDestination({ kind: "node", folder: destination });
  for (const { storeName } of archives) await removeWhole(folder, storeName);
}
