import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { openImage } from "../../src/formats/registry.ts";
import type { SourceReference } from "../../src/model/references.ts";
import { parseSettings } from "../../src/plan/settings/parseSettings.ts";
import type { Plan } from "../../src/plan/plan.ts";
import { planConversion } from "../../src/plan/planConversion.ts";
import { convertHere } from "./convertHere.ts";

/** Names of the files that hold metadata, in both formats. */
export const METADATA_FILE = /(?:zarr\.json|\.zarray|\.zattrs|\.zgroup)$/u;

/** Converts in compatibility mode, in this thread. `options` are the reference's keyword arguments. */
export async function convertAsReference(
  source: SourceReference,
  options: Record<string, unknown>,
  folder: string,
): Promise<Plan> {
  const signal = new AbortController().signal;
  const settings = parseSettings({ compatibility: "bioio-conversion-0.1.4", ...options });
  const reader = await openImage(source, signal);
  const plan = planConversion(reader.description, settings, { takenNames: readdirSync(folder) });
  reader.close();
  await convertHere(
    { source, description: reader.description, destination: { kind: "node", folder }, plan },
    { signal },
  );
  return plan;
}

/** The reference took axis types from their position; ours go by name (R7.3), which src/plan's own golden test checks. */
export function withoutAxisTypes(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (key, entry: unknown) => {
      if (key !== "axes" || !Array.isArray(entry)) return entry;
      return entry.map((axis: Record<string, unknown>) => ({ ...axis, type: undefined }));
    }),
  );
}

/** Paths of all files below a folder, sorted, with `/` between. */
export function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll("\\", "/"))
    .toSorted();
}

/** A JSON file that Python may have written. */
export function readJson<T>(path: string): T {
  // Python writes the extremes of pixels as bare NaN and Infinity; nothing here looks at them.
  return JSON.parse(readFileSync(path, "utf8").replaceAll(/: -?(?:NaN|Infinity)/gu, ": null")) as T;
}
