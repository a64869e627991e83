import { ZarrdropError } from "../../model/errors.ts";
import type { ConversionJob } from "../../plan/job.ts";
import { storeNamesOf } from "../../plan/plannedStore.ts";
import { manifestHead, manifestName } from "../../store/manifest.ts";
import { isPartialOf } from "../../store/partialName.ts";
import type { DestinationFolder } from "../../store/destination/destinationFolder.ts";

type BesideStores = Pick<DestinationFolder, "names" | "besideStores">;

/** How every manifest of this program begins, whatever its version. */
const BEGINNING = manifestHead("", "")[0]!.replace(/\d+$/u, "");

/**
 * Before anything is written: what has the name of a manifest that is to be written, and is none, is somebody's file.
 * @throws `exists` naming it; those of the destination
 */
export async function refuseFilesInPlaceOfManifests({ plan }: ConversionJob, folder: DestinationFolder): Promise<void> {
  if (!plan.settings.manifest) return;
  for (const storeName of storeNamesOf(plan)) {
    const name = manifestName(storeName);
    if ((await folder.kindOf(name)) === null || (await isFree(folder, name))) continue;
    throw new ZarrdropError("exists", `${name} is already there, and it is no manifest of a store.`, {
      file: name,
      safe: "Nothing was changed.",
      advice: "Move it, or convert without a manifest.",
    });
  }
}

/**
 * Writes the manifest of a store beside it, in pieces, in place of an older one, and makes sure of it. Before the store's marker
 * goes: a store without a marker has the manifest that was asked for. Its name is returned.
 * @throws those of the destination
 */
export async function writeManifest(
  folder: BesideStores,
  storeName: string,
  pieces: readonly Uint8Array<ArrayBuffer>[],
  signal: AbortSignal,
): Promise<string> {
  const name = manifestName(storeName);
  const files = await folder.besideStores();
  await files.write(name, pieces, signal);
  if ((await files.size(name)) !== pieces.reduce((sum, { length }) => sum + length, 0)) {
    throw new ZarrdropError("corrupt", `${name} does not hold what was written to it.`, {
      file: name,
      safe: "The image is written and verified, but still marked as incomplete.",
      advice: "Check the drive of the destination, then convert again.",
    });
  }
  // What was being written of it when an earlier run ended.
  for (const other of await folder.names()) {
    if (isPartialOf(name, other)) await files.remove(other);
  }
  await files.sync([name]);
  return name;
}

/**
 * The manifest of what had this store's place before says nothing of the new one: it goes.
 * @throws those of the destination
 */
export async function removeOldManifest(folder: BesideStores, storeName: string): Promise<void> {
  const name = manifestName(storeName);
  if (!(await isManifest(folder, name))) return;
  const files = await folder.besideStores();
  await files.remove(name);
  await files.sync([name]);
}

/** A browser makes an empty file before it writes one: there is nothing to lose in it. */
async function isFree(folder: BesideStores, name: string): Promise<boolean> {
  const files = await folder.besideStores();
  return (await files.size(name)) === 0 || isManifest(folder, name);
}

async function isManifest(folder: BesideStores, name: string): Promise<boolean> {
  const files = await folder.besideStores();
  const head = await files.read(name, { offset: 0, length: BEGINNING.length });
  return head !== null && new TextDecoder().decode(head) === BEGINNING;
}
