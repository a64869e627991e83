import { throwIfAborted } from "../../bytes/abort.ts";
import { HandleDirectory } from "../../bytes/handleDirectory.ts";
import type { SourceFingerprint } from "../../bytes/fingerprint/sourceFingerprint.ts";
import type { Contact, OccupiedPlace } from "../../bytes/places/contact.ts";
import { baseName } from "../../model/paths.ts";
import { handlePlace } from "../../bytes/places/handlePlace.ts";
import { assertNever, ZarrdropError } from "../../model/errors.ts";
import { whileWaiting } from "../../model/lifeSigns.ts";
import type { DestinationReference } from "../../model/references.ts";
import { placeOfSource, type SourcePlace } from "../../model/sourcePlace.ts";
import type { ConversionJob } from "../../plan/job.ts";
import { storeNamesOf } from "../../plan/plannedStore.ts";
import { openDestination } from "../../store/destination/openDestination.ts";
import { leftoverNames } from "../../store/replacement/replacementNames.ts";

/**
 * Refuses a job of which an output is, holds or lies in a source, its own or another of the same call, whatever is to
 * become of what is there. Nothing is touched before. `look`: what is known of the source's files.
 * @throws `exists` naming output and source; `permission`; `cancelled`
 */
export async function refuseSourcesAsTargets(
  job: ConversionJob,
  look: SourceFingerprint,
  signal?: AbortSignal,
): Promise<void> {
  const own = placeOfSource(job.source, job.description);
  const storeNames = storeNamesOf(job.plan);
  // What replacements of them left behind is removed with them.
  const there = await (await openDestination(job.destination)).names();
  const beside = storeNames.flatMap((storeName) => leftoverNames(there, storeName));
  const occupiedBy = await placesSeenFrom(job.destination);
  const labels = (job.labels ?? []).map(({ name, source, files }) => placeOfSource(source, { name, files }));
  for (const place of [own, ...labels, ...(job.otherSources ?? [])]) {
    const occupied = await whileWaiting("disk", occupiedBy(place));
    if (occupied === null) continue;
    for (const storeName of [...storeNames, ...beside, ...(job.archives ?? [])]) {
      throwIfAborted(signal);
      const contact = await whileWaiting("disk", occupied.contact(storeName));
      if (contact !== null) throw refusal(storeName, place.name, contact, place === own || labels.includes(place));
    }
  }
  if (job.destination.kind !== "directory-handle") return;
  for (const storeName of storeNames) {
    if (await whileWaiting("disk", looksLikeSource(look, own, job.destination.handle, storeName)))
      throw refusal(storeName, own.name, "is", true);
  }
}

/** Gives null where source and destination have nothing in common: one is in Node's file system, the other the page's or the program's own. */
async function placesSeenFrom(
  destination: DestinationReference,
): Promise<(place: SourcePlace) => Promise<OccupiedPlace | null>> {
  switch (destination.kind) {
    case "node": {
      const { Lineages, nodePlace } = await import("../../bytes/places/nodePlace.ts");
      const lineages = new Lineages();
      return async ({ where, ...place }) =>
        where.kind === "node" ? nodePlace({ ...place, where }, destination.folder, lineages) : null;
    }
    case "directory-handle":
      return async ({ where, ...place }) =>
        where.kind === "handles" ? handlePlace({ ...place, where }, destination.handle) : null;
    case "opfs":
    case "own":
      return async () => null;
    default:
      return assertNever(destination);
  }
}

/** Files that are compared before something is taken for the source. */
const COMPARED_FILES = 64;

/**
 * What handles do not tell (a source without one, a folder reached by a link) is told by names, sizes and times: the source itself, or a
 * copy that keeps even its times, which to spare costs nothing.
 */
async function looksLikeSource(
  { sampled }: SourceFingerprint,
  { isWholeFolder, files }: SourcePlace,
  destination: FileSystemDirectoryHandle,
  storeName: string,
): Promise<boolean> {
  const there = new HandleDirectory(destination);
  const areAlike = async (path: string, target: string): Promise<boolean> => {
    const one = sampled.get(path);
    const other = await there.open(target);
    return one?.modified !== undefined && one.modified === other?.modified && one.size === other.size;
  };
  if (!isWholeFolder) {
    // A packed store may have been given the name of a folder.
    const file = files.find((path) => baseName(path) === storeName);
    return file !== undefined && areAlike(file, storeName);
  }
  const known = files.filter((path) => sampled.has(path)).slice(0, COMPARED_FILES);
  for (const path of known) if (!(await areAlike(path, `${storeName}/${path}`))) return false;
  return known.length > 0;
}

function refusal(storeName: string, source: string, contact: Contact, isOwn: boolean): ZarrdropError {
  const what = `${isOwn ? "its own source" : "another source of this job"}, ${source}`;
  const sentences: Record<Contact, string> = {
    is: `The output ${storeName} would be written over ${what}.`,
    holds: `The output ${storeName} would take the place of a folder that holds ${what}.`,
    inside: `The output ${storeName} would be written inside ${what}.`,
  };
  return new ZarrdropError("exists", sentences[contact], {
    file: storeName,
    files: [source],
    safe: "Nothing was changed.",
    advice: "Choose another folder for the output, or give it another name.",
  });
}
