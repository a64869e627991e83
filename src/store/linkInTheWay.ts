import { ZarrdropError } from "../model/errors.ts";

/**
 * The failure of a write that would lead out of the store. `path` is that of the link in the store, "" for the store's own folder,
 * whose name is `storeName`.
 */
export function linkInTheWay(storeName: string, path: string): ZarrdropError {
  const isStore = path === "";
  return new ZarrdropError(
    "storage",
    isStore ? `${storeName} is a link to another place.` : `${path} in ${storeName} is a link to another place.`,
    {
      file: isStore ? storeName : path,
      safe: "Nothing was written through it.",
      advice: isStore
        ? "Remove the link (not what it leads to), or choose another name or another folder."
        : "Remove the link (not what it leads to) and go on, or choose another folder.",
    },
  );
}
