import type { StoreReader } from "../sink.ts";
import type { StoreNode } from "../storeNode.ts";
import type { StoreFindings } from "./findings.ts";
import type { Report } from "./problem.ts";

/** What the walk through a store's groups needs everywhere. */
export type Walk = { files: StoreReader; findings: StoreFindings; signal: AbortSignal | undefined };

/** Remembers a group or array that belongs to the store, and the folders above it. */
export function note({ findings: { folders } }: Pick<Walk, "findings">, path: string): void {
  for (let at = path; !folders.has(at); at = at.slice(0, Math.max(0, at.lastIndexOf("/")))) folders.add(at);
}

/** Says why there is no group where one is named. */
export function reportMissing(node: StoreNode, path: string, message: string, report: Report): void {
  if (node.kind === "damaged") report("metadata-damaged", node.file, node.message);
  else report("image-missing", path, message);
}
