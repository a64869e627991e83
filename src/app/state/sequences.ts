import { baseName, folderOf, joinPath } from "../../model/paths.ts";
import type { FilesReference } from "../../model/references.ts";
import { proposePattern } from "../../sequence/proposePattern.ts";
import { layoutSequence, type SequenceLayout } from "../../sequence/sequenceLayout.ts";
import type { SequencePattern } from "../../model/references.ts";
import { escapeLiteral } from "../../sequence/sequencePattern.ts";
import type { QueueItem } from "./queue.ts";

/** Files in and below a folder whose names say that they are parts of one image. */
export type FoundSequence = {
  id: string;
  drop: string;
  /** Path of the folder; "" for loose files, and for folders that were dropped side by side. */
  base: string;
  /** Paths below the folder of all files that could be a part, by item. */
  files: ReadonlyMap<string, string>;
  pattern: SequencePattern;
};

/** The same with the folder, or the loose files. */
export type SequenceOffer = FoundSequence & {
  source: FilesReference;
  /** Paths of members that were taken away since. */
  without?: readonly string[];
};

/** Fewer files than this are more often single images with similar names. */
const FEWEST = 3;
/** More offers than this in one drop would be a burden. */
const MOST_OFFERS = 12;

/**
 * What the names of the single images of a drop suggest. Files in different folders may go together ("t001/c1/z01.tif"); what no pattern
 * takes is looked at again, folder by folder.
 */
export function findSequences(items: readonly QueueItem[], drop: string): FoundSequence[] {
  const found: FoundSequence[] = [];
  let rest = items.filter((item) => item.drop === drop && isSinglePicture(item));
  const look = (members: readonly QueueItem[]): boolean => {
    const sequence = findSequence(members, drop);
    if (sequence === null) return false;
    const taken = new Set(partsOf(sequence, sequence.pattern));
    rest = rest.filter(({ id }) => !taken.has(id));
    found.push(sequence);
    return true;
  };
  while (found.length < MOST_OFFERS && look(rest)) continue;
  for (const base of new Set(rest.map((item) => item.base))) {
    if (found.length < MOST_OFFERS) look(rest.filter((item) => item.base === base));
  }
  return found;
}

/** The offers as they stand: what was taken away, or has become something else, is no member any more; too few are no offer. */
export function currentOffers(offers: readonly SequenceOffer[], items: readonly QueueItem[]): SequenceOffer[] {
  const there = new Set(items.filter(isSinglePicture).map(({ id }) => id));
  return offers.flatMap((offer) => {
    const files = [...offer.files];
    if (files.every(([id]) => there.has(id))) return [offer];
    const without = files.flatMap(([id, path]) => (there.has(id) ? [] : [path]));
    const current = { ...offer, files: new Map(files.filter(([id]) => there.has(id))), without };
    return current.files.size < 2 ? [] : [current];
  });
}

function findSequence(members: readonly QueueItem[], drop: string): FoundSequence | null {
  if (members.length < FEWEST) return null;
  const base = commonFolder(members.map((item) => item.base));
  const files = new Map(members.map(({ id, path }) => [id, base === "" ? path : path.slice(base.length + 1)]));
  const pattern = proposePattern([...files.values()]);
  if (pattern === null) return null;
  const sequence = { id: crypto.randomUUID(), drop, base, files, pattern };
  return partsOf(sequence, pattern).length < FEWEST ? null : inItsFolder(sequence);
}

/** The folder of the files that go together, where it is deeper than that of all. */
function inItsFolder(sequence: FoundSequence): FoundSequence {
  const parts = new Set(partsOf(sequence, sequence.pattern));
  const folders = [...sequence.files].flatMap(([id, path]) => (parts.has(id) ? [folderOf(path)] : []));
  const below = commonFolder(folders);
  if (below === "") return sequence;
  const prefix = `${below}/`;
  const files = [...sequence.files].flatMap(([id, path]) =>
    path.startsWith(prefix) ? [[id, path.slice(prefix.length)] as const] : [],
  );
  // What all have in common stands in the template as it is, but for braces.
  const template = sequence.pattern.template.slice(escapeLiteral(prefix).length);
  return { ...sequence, base: joinPath(sequence.base, below), files: new Map(files), pattern: { template } };
}

/** The deepest folder that holds all of these. */
function commonFolder(folders: readonly string[]): string {
  const [first = "", ...others] = folders.map((folder) => folder.split("/"));
  const shared = [...first];
  for (const folder of others) {
    const differs = shared.findIndex((name, index) => folder[index] !== name);
    if (differs >= 0) shared.length = differs;
  }
  return shared.join("/");
}

/**
 * How a pattern lays the files of an offer out.
 * @throws `setting` for a pattern that cannot be used
 */
export function layoutOffer(offer: FoundSequence, pattern: SequencePattern): SequenceLayout {
  return layoutSequence([...offer.files.values()], pattern);
}

/** Ids of the items that a pattern puts together. Errors as above. */
export function partsOf(offer: FoundSequence, pattern: SequencePattern): string[] {
  const { ignored, clashes } = layoutOffer(offer, pattern);
  const out = new Set([...ignored, ...clashes.map((clash) => clash.path)]);
  return [...offer.files].filter(([, name]) => !out.has(name)).map(([id]) => id);
}

/** "2 positions, t 6 × c 2 × z 31". Positions may differ; the first one speaks for all. */
export function layoutText({ scenes }: SequenceLayout): string {
  const axes = (scenes[0]?.axes ?? []).map(({ axis, values }) => `${axis} ${values.length}`).join(" × ");
  const positions = scenes.length > 1 ? `${scenes.length} positions` : "";
  return [positions, axes].filter((part) => part !== "").join(", ");
}

/** What the combined image is called: as the folder, or as what the names have in common. */
export function sequenceName({ base, pattern }: Pick<FoundSequence, "base" | "pattern">): string {
  if (base !== "") return baseName(base);
  const common = pattern.template.replace(/\{[^{].*$/, "").replace(/[\W_]+$/, "");
  // Folders that were dropped side by side have often but a letter in common.
  const isName = common !== "" && (!pattern.template.includes("/") || /\p{L}{3}/u.test(common));
  return isName ? common : "sequence";
}

function isSinglePicture(item: QueueItem): boolean {
  if (item.verdict.kind !== "ready" || item.run.kind !== "idle" || item.source.kind === "sequence") return false;
  const { files, scenes } = item.verdict.image.description;
  return files.length === 1 && scenes.length === 1;
}
