import type { SourceReference } from "../model/references.ts";

/** Stores with more files than this are not measured: asking each file takes longer than the figure is worth. */
const MAXIMUM_FILES = 5000;

/**
 * Bytes on disk of the files that belong to an image (`files` as in its description), or null where that can't be told
 * quickly.
 */
export async function sizeOfSource(source: SourceReference, files: readonly string[]): Promise<number | null> {
  if (files.length > MAXIMUM_FILES) return null;
  switch (source.kind) {
    case "files": {
      const wanted = new Set(source.main === "" ? source.files.map((entry) => entry.path) : files);
      return source.files.filter((entry) => wanted.has(entry.path)).reduce((sum, entry) => sum + entry.file.size, 0);
    }
    case "directory-handle": {
      if (source.main === "") return sizeOfFolder(source.handle);
      let sum = 0;
      for (const path of files) sum += (await fileAt(source.handle, path)).size;
      return sum;
    }
    case "node":
    case "own":
      return null;
    case "sequence":
      // Never "": the sum is over the sequence's files, not over everything beside them.
      return sizeOfSource({ ...source.source, main: files[0] ?? "-" }, files);
  }
}

async function sizeOfFolder(handle: FileSystemDirectoryHandle): Promise<number | null> {
  let count = 0;
  let bytes = 0;
  async function walk(folder: FileSystemDirectoryHandle): Promise<boolean> {
    for await (const entry of folder.values()) {
      if (++count > MAXIMUM_FILES) return false;
      if (entry.kind === "file") bytes += (await entry.getFile()).size;
      else if (!(await walk(entry))) return false;
    }
    return true;
  }
  return (await walk(handle)) ? bytes : null;
}

async function fileAt(root: FileSystemDirectoryHandle, path: string): Promise<File> {
  const segments = path.split("/");
  let folder = root;
  for (const segment of segments.slice(0, -1)) folder = await folder.getDirectoryHandle(segment);
  return (await folder.getFileHandle(segments.at(-1)!)).getFile();
}
