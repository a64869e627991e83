/**
 * The path as it is used inside a `ByteDirectory`, or null when it could lead out of it. Names come from metadata and archives, so
 * absolute paths, drive letters, "..", "." and NUL are refused; "\" counts as "/" (Windows wrote many of these files).
 */
export function safePath(path: string): string | null {
  const segments = path.replaceAll("\\", "/").split("/");
  for (const segment of segments) {
    if (segment === "" || segment === "." || segment === ".." || segment.includes("\0")) return null;
  }
  if (/^[A-Za-z]:/.test(segments[0]!)) return null;
  return segments.join("/");
}

/** The last segment. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** The path without its last segment; "" for a file at the top. */
export function folderOf(path: string): string {
  const slash = path.lastIndexOf("/");
  return slash < 0 ? "" : path.slice(0, slash);
}

/** A path below a folder ("" = the top). */
export function joinPath(folder: string, name: string): string {
  return folder === "" ? name : `${folder}/${name}`;
}

/** Sorts paths the same way on every machine (by UTF-16 code unit, not by locale). */
export function sortPaths(paths: string[]): string[] {
  return paths.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}
