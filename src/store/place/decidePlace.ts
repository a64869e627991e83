import { ZarrdropError } from "../../model/errors.ts";
import { growsStore } from "../../plan/layout/appendTo.ts";
import type { PlannedStore } from "../../plan/plannedStore.ts";
import type { Settings } from "../../plan/settings/settings.ts";
import type { DestinationFolder } from "../destination/destinationFolder.ts";
import { isReady } from "../replacement/recoverReplacement.ts";
import { randomToken } from "../../model/hexDigest.ts";
import { type Leftover, newNameOf } from "../replacement/replacementNames.ts";
import { readMarker, storeFingerprint } from "../storeMarker.ts";
import { stateOfStore, lookAtPlace, type Place } from "./lookAtPlace.ts";
import { isStoreOf, readReceipt, type Receipt } from "./receipt.ts";

/** What is to be done with one output of a job, by what is in the destination. */
export type PlaceDecision =
  /** It is written in its place, or gone on with there. */
  | { kind: "write"; goesOn: boolean }
  /** It is written beside, or gone on with there, and put in its place at the end. */
  | { kind: "replace"; token: string; goesOn: boolean }
  /** Its replacement is written and verified and only has to be put in its place. */
  | { kind: "put-in-place"; token: string; receipt: Receipt }
  /** An earlier run of the same job has finished it. */
  | { kind: "done"; receipt: Receipt }
  /** A whole store is there and is to be left alone. */
  | { kind: "skip" };

/** What a job wants of the place of a store. */
export type PlaceRequest = {
  fingerprint: string;
  /** `existing`: "rename" counts as "refuse", for the name is chosen before. */
  settings: Pick<Settings, "existing" | "verify" | "manifest">;
  /** Replacements of this store that were begun and not ended (`leftoversOf`). */
  leftovers: readonly Leftover[];
};

/**
 * Decides about one output; nothing is changed. What the same conversion of the same source left unfinished is gone on
 * with in every mode, and what it finished is not done again; only something else is renamed, replaced or skipped.
 * @throws `exists`, saying what is in the way; those of the destination; `cancelled`
 */
export async function decidePlace(
  folder: DestinationFolder,
  output: PlannedStore,
  { fingerprint, settings, leftovers }: PlaceRequest,
  signal?: AbortSignal,
): Promise<PlaceDecision> {
  const { storeName } = output;
  const { existing } = settings;
  const begun = await ownReplacement(folder, storeName, fingerprint, leftovers);
  const receipt = await receiptOf(folder, storeName, fingerprint, settings);
  const ready = receipt === null ? null : await readyOne(folder, output, receipt, leftovers);
  const place = await lookAtPlace(folder, storeName);
  if (place.kind !== "other" && (existing === "replace" || place.kind === "free")) {
    if (begun !== null) return { kind: "replace", token: begun.token, goesOn: true };
    if (ready !== null) return { kind: "put-in-place", token: ready.token, receipt: receipt! };
  }
  if (place.kind === "unfinished" && place.marker?.fingerprint === fingerprint) return { kind: "write", goesOn: true };
  const beside = begun ?? ready;
  // With a replacement beside it, this is the store that was to be replaced.
  if (receipt !== null && beside === null && place.kind === "store") {
    if (await isStoreOf(receipt, await folder.sink(storeName), output, signal)) return { kind: "done", receipt };
  }
  if (place.kind === "free") return { kind: "write", goesOn: false };
  if (growsStore(output) && canGrow(place)) return { kind: "write", goesOn: false };
  if (existing === "replace" && place.kind !== "other") return { kind: "replace", token: randomToken(), goesOn: false };
  if (existing === "skip" && place.kind === "store") {
    const state = await stateOfStore(await folder.sink(storeName), signal);
    if (state === "whole") return { kind: "skip" };
    throw inTheWay(
      storeName,
      state === "damaged" ? "a damaged store" : "a Zarr store, but no OME-Zarr image",
      existing,
    );
  }
  throw inTheWay(
    storeName,
    await wordsFor(place, output),
    existing,
    beside === null ? null : newNameOf(storeName, beside.token),
  );
}

/**
 * An append begins with a store; what another append left unfinished it puts back first (`beginStore`), and behind a torn marker the store
 * may be as it was, which is looked at there.
 */
function canGrow(place: Place): boolean {
  if (place.kind === "unfinished") return place.marker === null || growsStore(place.marker.output);
  return place.kind === "store";
}

/** The folder beside a store in which the same conversion was writing its replacement. */
async function ownReplacement(
  folder: DestinationFolder,
  storeName: string,
  fingerprint: string,
  leftovers: readonly Leftover[],
): Promise<Leftover | null> {
  for (const leftover of leftovers) {
    const name = newNameOf(storeName, leftover.token);
    if (!leftover.hasNew || (await folder.kindOf(name)) !== "folder") continue;
    const found = await readMarker(await folder.sink(name));
    if (found.kind === "marker" && found.marker.fingerprint === fingerprint) return leftover;
  }
  return null;
}

/**
 * The receipt of the same conversion, if its store was verified as well as it is wanted now, and has its manifest.
 * @throws those of the destination
 */
export async function receiptOf(
  folder: Pick<DestinationFolder, "kindOf" | "sink">,
  storeName: string,
  fingerprint: string,
  { verify, manifest }: PlaceRequest["settings"],
): Promise<Receipt | null> {
  const receipt = await readReceipt(folder, storeName);
  if (receipt?.fingerprint !== fingerprint) return null;
  if (manifest && receipt.report.manifest === undefined) return null;
  return [receipt.verify, "none"].includes(verify) || receipt.verify === "all" ? receipt : null;
}

/** The folder beside with the whole store that a receipt is for. */
async function readyOne(
  folder: DestinationFolder,
  output: PlannedStore,
  receipt: Receipt,
  leftovers: readonly Leftover[],
): Promise<Leftover | null> {
  const { storeName } = output;
  for (const leftover of leftovers) {
    if (!(await isReady(folder, storeName, leftover))) continue;
    if (await isStoreOf(receipt, await folder.sink(newNameOf(storeName, leftover.token)), output)) return leftover;
  }
  return null;
}

async function wordsFor(place: Place, output: PlannedStore): Promise<string> {
  switch (place.kind) {
    case "unfinished":
      if (place.marker === null) return "an unfinished image, and it cannot be told of which conversion";
      if (growsStore(place.marker.output))
        return "a store to which time points were being added (the same append goes on; `restore` gives the store back as it was)";
      // The same plan: then only the source is another.
      return place.marker.fingerprint === (await storeFingerprint(place.marker.source, output))
        ? "an unfinished image of another source, or of this one before it was changed"
        : "an unfinished image of another conversion";
    case "other":
      return place.what === "folder" ? "a folder that is no Zarr store" : `a ${place.what}, no Zarr store`;
    case "store":
      return "a store";
    case "free":
      return "nothing";
  }
}

/** `beside`: where the same conversion was writing a replacement that this call does not ask for. */
function inTheWay(
  storeName: string,
  what: string,
  existing: Settings["existing"],
  beside: string | null = null,
): ZarrdropError {
  const advice =
    beside === null
      ? adviceFor(existing)
      : `A replacement of it was being written in ${beside}: it goes on when the store is to be replaced.`;
  return new ZarrdropError("exists", `${storeName} already exists: it is ${what}.`, {
    setting: "existing",
    file: storeName,
    safe: "Nothing was written, and what is there was not touched.",
    advice,
  });
}

function adviceFor(existing: Settings["existing"]): string {
  switch (existing) {
    case "skip":
      return "Only whole stores are left alone without a word: say that it is to be renamed or replaced, or choose another folder.";
    case "replace":
      return "Only stores are replaced: move it away yourself, or choose another name or folder.";
    default:
      return "Choose another name or folder, or say that the store is to be renamed, replaced or skipped.";
  }
}
