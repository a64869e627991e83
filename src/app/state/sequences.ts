import type { FilesReference } from "../../model/references.ts";
import { proposePattern } from "../../model/proposePattern.ts";
import { layoutSequence, type SequenceLayout } from "../../model/sequenceLayout.ts";
import type { SequencePattern } from "../../model/sequencePattern.ts";
import type { QueueItem } from "./queue.ts";

/** Files of one folder whose names say that they are parts of one image. */
export type SequenceOffer = {
  id: string;
  drop: string;
  base: string;
  /** The folder, or the loose files. */
  source: FilesReference;
  /** Names of all files that could be a part, by item. */
  files: ReadonlyMap<string, string>;
  pattern: SequencePattern;
};

/** Fewer files than this are more often single images with similar names. */
const FEWEST = 3;

/** What the names of the single images of a drop suggest, folder by folder. */
export function findSequences(items: readonly QueueItem[], drop: string): SequenceOffer[] {
  const folders = new Map<string, QueueItem[]>();
  for (const item of items) {
    if (item.drop === drop && isSinglePicture(item)) folders.set(item.base, [...(folders.get(item.base) ?? []), item]);
  }
  return [...folders].flatMap(([base, members]) => {
    const { source } = members[0]!;
    if (members.length < FEWEST || source.kind === "sequence") return [];
    const pattern = proposePattern(members.map((item) => item.name));
    if (pattern === null) return [];
    const files = new Map(members.map((item) => [item.id, item.name]));
    const offer = { id: crypto.randomUUID(), drop, base, source, files, pattern };
    return partsOf(offer, pattern).length < FEWEST ? [] : [offer];
  });
}

/** How a pattern lays the files of an offer out. Errors: `setting` for a pattern that cannot be used. */
export function layoutOffer(offer: SequenceOffer, pattern: SequencePattern): SequenceLayout {
  return layoutSequence([...offer.files.values()], pattern);
}

/** Ids of the items that a pattern puts together. Errors as above. */
export function partsOf(offer: SequenceOffer, pattern: SequencePattern): string[] {
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
export function sequenceName({ base, pattern }: Pick<SequenceOffer, "base" | "pattern">): string {
  if (base !== "") return base.slice(base.lastIndexOf("/") + 1);
  const common = pattern.template.replace(/\{[^{].*$/, "").replace(/[\W_]+$/, "");
  return common === "" ? "sequence" : common;
}

function isSinglePicture(item: QueueItem): boolean {
  if (item.verdict.kind !== "ready" || item.run.kind !== "idle") return false;
  const { files, scenes } = item.verdict.image.description;
  return files.length === 1 && scenes.length === 1;
}
