import type { FileOrigin, SourceReference } from "./references.ts";

/**
 * Where a source lies, as far as the platform tells: what no output may touch. Plain data that can be posted to a worker.
 */
export type SourcePlace = {
  /** Name for people. */
  name: string;
  /** True: the folder is itself the image, with all that is in it; false: only `files` of it are. */
  isWholeFolder: boolean;
  /** Files that belong to the image, relative to the folder. */
  files: readonly string[];
  where:
    | { kind: "node"; folder: string }
    /** Empty where the browser gave no handle. */
    | { kind: "handles"; origins: readonly FileOrigin[] };
};

/** The place of a source of which the files are known (`files` and `name` as in its `ImageDescription`). */
export function placeOfSource(
  source: SourceReference,
  { name, files }: { name: string; files: readonly string[] },
): SourcePlace {
  const given = source.kind === "sequence" ? source.source : source;
  const isWholeFolder = source.kind !== "sequence" && source.main === "";
  return { name, isWholeFolder, files, where: whereIs(given) };
}

function whereIs(source: Exclude<SourceReference, { kind: "sequence" }>): SourcePlace["where"] {
  switch (source.kind) {
    case "node":
      return { kind: "node", folder: source.folder };
    case "directory-handle":
      return { kind: "handles", origins: [{ path: "", handle: source.handle }] };
    case "files":
      return { kind: "handles", origins: source.origins ?? [] };
    case "own":
      return { kind: "handles", origins: [] };
  }
}
