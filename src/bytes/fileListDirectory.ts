import { ZarrdropError } from "../model/errors.ts";
import { LIMITS } from "../model/limits.ts";
import type { OwnFile } from "../model/references.ts";
import { BlobSource } from "./blobSource.ts";
import { OwnSource } from "./ownSource.ts";
import { ListedDirectory } from "./listedDirectory.ts";
import { baseName, safePath } from "../model/paths.ts";
import type { ByteSource, WalkableDirectory } from "./source.ts";

/** A file with its relative path. */
type ListedFile = { path: string; file: Blob | OwnFile };

/** Files that were dropped or picked together, as `File` objects with their relative paths; or a program's own. */
export class FileListDirectory extends ListedDirectory<Blob | OwnFile> implements WalkableDirectory {
  /** Known when the files came from a folder picker, which tells the way from the folder; "" otherwise. */
  readonly name: string;

  /**
   * Files whose path leads out of the folder are ignored.
   * @throws `limit` for more than `LIMITS.filesInFolder` files
   */
  constructor(files: readonly ListedFile[]) {
    if (files.length > LIMITS.filesInFolder) {
      throw new ZarrdropError("limit", `More than ${LIMITS.filesInFolder} files were given together.`);
    }
    super(new Map(files.flatMap(({ path, file }) => withSafePath(path, file))));
    this.name = folderName(files[0]);
  }

  async open(path: string): Promise<ByteSource | null> {
    const file = this.find(path);
    if (file === undefined) return null;
    return file instanceof Blob ? new BlobSource(file, baseName(path)) : new OwnSource(file);
  }
}

/** An entry of the map of files; none for a path that leads out of the folder. */
function withSafePath(path: string, file: ListedFile["file"]): [path: string, file: ListedFile["file"]][] {
  const safe = safePath(path);
  return safe === null ? [] : [[safe, file]];
}

/** `webkitRelativePath` is "folder/path" for files of a picked folder: what stands before the path is the folder. */
function folderName(entry: ListedFile | undefined): string {
  if (!(entry?.file instanceof File)) return "";
  const full: string = entry.file.webkitRelativePath ?? "";
  return full.endsWith(`/${entry.path}`) ? baseName(full.slice(0, -entry.path.length - 1)) : "";
}
