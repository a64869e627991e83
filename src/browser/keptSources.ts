import type { FileOrigin, FilesReference, SequencePattern, SourceReference } from "../model/references.ts";

/** Files that were dropped together, in a form that can be kept: no file's content, which would be copied, but the handles that lead there. */
export type KeptList = {
  /** `modified`: milliseconds since 1970; records of an earlier version have none. */
  files: { path: string; size: number; modified?: number }[];
  origins: readonly FileOrigin[];
};
type KeptFiles =
  | {
      kind: "files";
      /** Key of the `KeptList`, which hundreds of files may share. */
      list: string;
      main: string;
    }
  | (FilesReference & { kind: "directory-handle" });
/** A source without the files themselves. */
export type KeptSource = KeptFiles | { kind: "sequence"; source: KeptFiles; pattern: SequencePattern };

/** Why a file does not come back: no handle leads there, it is not where it was, or it may not be read. */
export type Loss = "no-handle" | "gone" | "refused";
/** The files of a list as they are now, and those that do not come back. */
export type FoundList = {
  files: { path: string; file: File }[];
  lost: ReadonlyMap<string, Loss>;
  /** Those of `files` that are not as they were. */
  changed: ReadonlySet<string>;
  origins: readonly FileOrigin[];
};

/** The list behind a source; null where a folder's handle says it all. */
export function listOf(source: SourceReference): (FilesReference & { kind: "files" }) | null {
  const files = source.kind === "sequence" ? source.source : source;
  return files.kind === "files" ? files : null;
}

/** `keyOf`: of the list of a source. Null for a source of another program's, which a page has none of. */
export function keptSource(source: SourceReference, keyOf: (files: object) => string): KeptSource | null {
  switch (source.kind) {
    case "files":
      return { kind: "files", list: keyOf(source.files), main: source.main };
    case "directory-handle":
      return source;
    case "sequence": {
      const inner = keptSource(source.source, keyOf);
      return inner === null || inner.kind === "sequence" ? null : { ...source, source: inner };
    }
    case "node":
    case "own":
      return null;
  }
}

/** What is kept of the files of a source. */
export function keptList({ files, origins = [] }: FilesReference & { kind: "files" }): KeptList {
  return { files: files.map(({ path, file }) => ({ path, size: file.size, modified: file.lastModified })), origins };
}

/** The source again, with the files that were found. */
export function sourceAgain(kept: KeptSource, found: (list: string) => FoundList): SourceReference {
  if (kept.kind === "sequence") return { ...kept, source: filesAgain(kept.source, found) };
  return filesAgain(kept, found);
}

function filesAgain(kept: KeptFiles, found: (list: string) => FoundList): FilesReference {
  if (kept.kind !== "files") return kept;
  const { files, origins } = found(kept.list);
  return { kind: "files", files, main: kept.main, origins };
}

/**
 * Asks for the handles that the browser does not let the page read any more. To be called when the person has just pressed something. One
 * question is enough where the browser gives back all that it once gave.
 */
export async function askToRead(handles: Iterable<FileSystemHandle>): Promise<void> {
  for (const handle of handles) {
    if (typeof handle.queryPermission !== "function") return;
    const state = await handle.queryPermission({ mode: "read" });
    // Refused, or asked too late after the press: what cannot be read is said file by file.
    if (state === "prompt") await handle.requestPermission({ mode: "read" }).catch(() => {});
  }
}

/** Follows the handles of a list. Never throws: what is not found is lost, with the reason. */
export async function findFiles({ files, origins }: KeptList): Promise<FoundList> {
  const found: FoundList["files"] = [];
  const lost = new Map<string, Loss>();
  const changed = new Set<string>();
  for (const { path, size, modified } of files) {
    const origin = origins.find((each) => each.path === "" || path === each.path || path.startsWith(`${each.path}/`));
    if (origin === undefined) {
      lost.set(path, "no-handle");
      continue;
    }
    try {
      const file = await fileBelow(origin, path);
      found.push({ path, file });
      if (file.size !== size || (modified ?? file.lastModified) !== file.lastModified) changed.add(path);
    } catch (thrown) {
      lost.set(path, thrown instanceof DOMException && thrown.name === "NotAllowedError" ? "refused" : "gone");
    }
  }
  return { files: found, lost, changed, origins };
}

async function fileBelow(origin: FileOrigin, path: string): Promise<File> {
  // `kind` tells the two subtypes apart; the base type does not narrow.
  if (origin.handle.kind === "file") return (origin.handle as FileSystemFileHandle).getFile();
  let folder = origin.handle as FileSystemDirectoryHandle;
  const segments = (origin.path === "" ? path : path.slice(origin.path.length + 1)).split("/");
  for (const segment of segments.slice(0, -1)) folder = await folder.getDirectoryHandle(segment);
  return (await folder.getFileHandle(segments.at(-1)!)).getFile();
}
