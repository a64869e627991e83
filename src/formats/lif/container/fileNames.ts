import { baseName, folderOf } from "../../../model/paths.ts";
import type { ByteDirectory } from "../../../bytes/source.ts";

/**
 * Finds the files that a document names. Names are relative to the document, percent-encoded, with "\" or "/", and in any case: the
 * files were written on Windows. What was dropped may have lost its folders: a file of the same name, if there is one only, will do.
 */
export class FileNames {
  readonly #directory: ByteDirectory;
  /** Paths by themselves and in lower case. */
  #byPath: Map<string, string> | null = null;
  /** Paths by their last segments in lower case. */
  readonly #byName = new Map<string, string[]>();

  constructor(directory: ByteDirectory) {
    this.#directory = directory;
  }

  /** The path of a file that the document at `from` names, or null if it is not there. */
  async find(from: string, named: string): Promise<string | null> {
    const byPath = await this.#index();
    const path = relativePath(from, named);
    if (path !== null) {
      const listed = byPath.get(path) ?? byPath.get(path.toLowerCase());
      if (listed !== undefined) return listed;
      // Large folders are not listed whole.
      if ((await this.#directory.open(path)) !== null) return path;
    }
    const same = this.#byName.get(baseName(readableName(named)).toLowerCase()) ?? [];
    return same.length === 1 ? same[0]! : null;
  }

  async #index(): Promise<Map<string, string>> {
    if (this.#byPath !== null) return this.#byPath;
    const paths = await this.#directory.list();
    const byPath = new Map<string, string>();
    for (const path of paths) {
      byPath.set(path, path);
      const lower = path.toLowerCase();
      if (!byPath.has(lower)) byPath.set(lower, path);
      const name = baseName(path).toLowerCase();
      const same = this.#byName.get(name);
      if (same === undefined) this.#byName.set(name, [path]);
      else same.push(path);
    }
    this.#byPath = byPath;
    return byPath;
  }
}

/** A name as it is in a document, for people and for paths: decoded, with "/". */
export function readableName(named: string): string {
  let decoded = named;
  try {
    decoded = decodeURIComponent(named);
  } catch {
    // A name with a percent sign of its own.
  }
  return decoded.replaceAll("\\", "/");
}

/** The path inside the directory, or null for one that leads out of it. */
function relativePath(from: string, named: string): string | null {
  const segments = folderOf(from)
    .split("/")
    .filter((segment) => segment !== "");
  for (const segment of readableName(named).split("/")) {
    if (segment === "" || segment === ".") continue;
    if (segment !== "..") segments.push(segment);
    else if (segments.pop() === undefined) return null;
  }
  return segments.length === 0 ? null : segments.join("/");
}
