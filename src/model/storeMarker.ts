/**
 * The file at the root of a store that is not whole yet. It is the first file written and the last one removed: as long as
 * it is there no reader may open the store as an image (see `store/storeTransaction.ts`).
 */
export const STORE_MARKER = ".zarrdrop-incomplete.json";

/** Folder beside the marker with the list of what is already done, so that a stopped conversion can go on. */
export const STORE_JOURNAL = ".zarrdrop-journal";

/**
 * Folder beside the marker of an append with copies of the files that it changes, as they were before (see
 * `store/append/storeBefore.ts`).
 */
export const STORE_BEFORE = ".zarrdrop-before";

/** End of the names of files that are being written (Node writes under such a name and renames). */
export const PARTIAL_SUFFIX = ".zarrdrop-part";
