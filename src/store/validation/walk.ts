import type { StoreReader } from "../sink.ts";
import type { StoreNode } from "../storeNode.ts";
import type { StoreFindings } from "./findings.ts";
import type { Report } from "./problem.ts";

/** What the walk through a store's groups needs everywhere. */
export type Walk = {
  files: StoreReader;
  findings: StoreFindings;
  signal: AbortSignal | undefined;
  /** Named groups that turned out not to be there. */
  missing: number;
};

/** A few bytes of metadata name a group, and each costs several looks at the disk: after so many that are not there, the rest is not looked for. */
const MOST_MISSING = 2000;

/** True when so much of what is named is missing that no more is looked for; said once. */
export function isTooMuchMissing(walk: Walk, report: Report): boolean {
  if (walk.missing < MOST_MISSING) return false;
  if (walk.missing !== Infinity) {
    report(
      "beyond-limits",
      "",
      `More than ${MOST_MISSING} groups are named and not there: the rest was not looked for.`,
    );
    walk.missing = Infinity;
  }
  return true;
}

/** Remembers a group or array that belongs to the store, and the folders above it. */
export function note({ findings: { folders } }: Pick<Walk, "findings">, path: string): void {
  for (let at = path; !folders.has(at); at = at.slice(0, Math.max(0, at.lastIndexOf("/")))) folders.add(at);
}

/** Says why there is no group where one is named. */
export function reportMissing(walk: Walk, node: StoreNode, path: string, message: string, report: Report): void {
  walk.missing++;
  if (node.kind === "damaged") report("metadata-damaged", node.file, node.message);
  else report("image-missing", path, message);
}
