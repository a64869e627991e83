import type { KeptList, KeptSource } from "../../browser/keptSources.ts";
import { DEFAULT_SETTINGS } from "../../plan/settings/defaultSettings.ts";
import { parseSettings } from "../../plan/settings/parseSettings.ts";
import type { Settings } from "../../plan/settings/settings.ts";
import type { KeptItem, KeptProgress, KeptQueue } from "./keptForm.ts";

/*
 * Only this page writes records, whole ones of this version; what a disk or a defect made of them must not break the next start, nor the page that
 * takes them up. What is not as it should be is passed over, as small a part as can be.
 */

/** The queue's own record as far as it is sound; null where its order or its time is not. */
export function soundQueue(value: unknown): KeptQueue | null {
  if (!has(value, ["savedAt", isNumber], ["order", isTexts])) return null;
  const { selected, settings, destination, leftovers } = value;
  return {
    // They were looked at just now.
    ...(value as KeptQueue),
    selected: isText(selected) ? selected : null,
    settings: soundSettings(settings) ?? DEFAULT_SETTINGS,
    destination: isDestination(destination) ? (destination as KeptQueue["destination"]) : null,
    leftovers: isTexts(leftovers) ? leftovers : [],
  };
}

/** An item; null where nothing can be done with it. Those of an earlier version have no labels. */
export function soundItem(value: unknown): KeptItem | null {
  const isSound =
    has(value, ["id", isText], ["name", isText], ["path", isText], ["base", isText], ["drop", isText]) &&
    isSource(value["source"]) &&
    isVerdict(value["verdict"]) &&
    isRun(value["run"]) &&
    // Without one of them it would be written without its labels.
    (value["labels"] === undefined || isAll(value["labels"], isLabels));
  if (!isSound) return null;
  // It was looked at just now.
  const item = value as KeptItem;
  const labels = (item.labels as KeptItem["labels"] | undefined) ?? [];
  return { ...item, labels, ownSettings: soundSettings(item.ownSettings), picture: soundPicture(item.picture) };
}

/** How far the item under way was; null where that is not known. */
export function soundProgress(value: unknown): KeptProgress | null {
  const isSound = has(value, ["id", isText], ["bytesDone", isNumber], ["bytesTotal", isNumber]);
  return isSound ? (value as KeptProgress) : null;
}

/** The lists of files that are lists of files; of others nothing comes back. */
export function soundLists(lists: ReadonlyMap<string, unknown>): ReadonlyMap<string, KeptList> {
  const isFile = (file: unknown): boolean => has(file, ["path", isText], ["size", isNumber]);
  const isOrigin = (origin: unknown): boolean => has(origin, ["path", isText], ["handle", isObject]);
  const isList = (list: unknown): boolean =>
    has(list, ["files", (files) => isAll(files, isFile)], ["origins", (origins) => isAll(origins, isOrigin)]);
  return new Map([...lists].filter(([, list]) => isList(list)).map(([key, list]) => [key, list as KeptList]));
}

/** Of an earlier version there is none. */
function soundPicture(picture: unknown): Blob | null {
  return picture instanceof Blob ? picture : null;
}

function soundSettings(settings: unknown): Settings | null {
  try {
    return isObject(settings) ? parseSettings(settings) : null;
  } catch {
    return null;
  }
}

function isSource(source: unknown): source is KeptSource {
  if (!has(source, ["kind", isText])) return false;
  switch (source["kind"]) {
    case "files":
      return isText(source["list"]) && isText(source["main"]);
    case "directory-handle":
      return isObject(source["handle"]);
    case "sequence":
      return isObject(source["pattern"]) && isSource(source["source"]);
    default:
      return false;
  }
}

function isLabels(labels: unknown): boolean {
  const isMask = (mask: unknown): boolean =>
    has(mask, ["id", isText], ["drop", isText], ["name", isText], ["path", isText], ["base", isText]) &&
    isSource(mask["source"]);
  return has(labels, ["name", isText], ["files", isTexts], ["mask", isMask]);
}

function isDestination(destination: unknown): boolean {
  if (!has(destination, ["reference", isObject])) return false;
  const { folderName, reference } = destination;
  if (folderName !== null && !isText(folderName)) return false;
  return (
    has(reference, ["kind", (kind) => kind === "directory-handle"], ["handle", isObject]) ||
    has(reference, ["kind", (kind) => kind === "opfs"], ["folder", isText])
  );
}

function isVerdict(verdict: unknown): boolean {
  if (!has(verdict, ["kind", isText])) return false;
  switch (verdict["kind"]) {
    case "image":
      return verdict["files"] === null || isTexts(verdict["files"]);
    case "skipped":
      return isText(verdict["reason"]);
    default:
      return verdict["kind"] === "unknown";
  }
}

function isRun(run: unknown): boolean {
  if (!has(run, ["kind", isText])) return false;
  switch (run["kind"]) {
    case "done":
      return isResult(run["result"]);
    case "failed":
      return has(run["error"], ["kind", isText], ["message", isText], ["details", isObject], ["causes", Array.isArray]);
    case "stopped":
      return run["share"] === null || isNumber(run["share"]);
    default:
      return ["idle", "waiting", "running"].includes(String(run["kind"]));
  }
}

function isResult(result: unknown): boolean {
  const hasOutputs = (value: unknown): boolean => has(value, ["outputs", (outputs) => isAll(outputs, isObject)]);
  return has(result, ["report", hasOutputs], ["plan", hasOutputs], ["destination", isObject], ["settings", isObject]);
}

function has(
  value: unknown,
  ...members: [name: string, isSound: (member: unknown) => boolean][]
): value is Record<string, unknown> {
  return isObject(value) && members.every(([name, isSound]) => isSound(value[name]));
}

function isAll(value: unknown, isSound: (member: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(isSound);
}

function isTexts(value: unknown): value is string[] {
  return isAll(value, isText);
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}

function isNumber(value: unknown): value is number {
  return typeof value === "number";
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
