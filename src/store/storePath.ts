import { ZarrdropError } from "../model/errors.ts";

/**
 * Parent folder ("" at the root) and last segment of a path in a store.
 * @throws `internal` for paths that leave the store
 */
export function splitPath(path: string): { folder: string; name: string } {
  checkPath(path);
  const cut = path.lastIndexOf("/");
  return { folder: cut < 0 ? "" : path.slice(0, cut), name: path.slice(cut + 1) };
}

/**
 * Refuses what is no path in a store.
 * @throws `internal`
 */
export function checkPath(path: string): void {
  const segments = path.split("/");
  if (segments.some((segment) => segment === "" || segment === "." || segment === "..")) {
    throw new ZarrdropError("internal", `"${path}" is not a path in a store.`, { file: path });
  }
}

/** The folder that a file or folder of a store is in; "" is the store itself. */
export function parentOf(path: string): string {
  return splitPath(path).folder;
}
