/** Ending of every store. */
export const STORE_ENDING = ".ome.zarr";

/** Bytes of UTF-8 that a name's base may have: paths stay below the 260 characters of older Windows programs. */
const MOST_BYTES = 120;

/** First halves of double endings, with what single endings in front of a compression can be. */
const INNER_ENDINGS = /\.(?:ome|companion|zarr|nii|tar|czi|nrrd|mrc|ics|ids|svg|tiff?)$/i;

/** Names that Windows keeps for devices, whatever follows the first dot. */
const DEVICE = /^(?:con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(?:\.|$)/i;

/**
 * What a file's stores are called: its name without its ending, known double endings whole (`a.ome.tif` → `a`, `b.nii.gz` → `b`).
 */
export function baseOfFileName(fileName: string): string {
  let base = withoutEnding(fileName.replace(/\/+$/, ""));
  while (INNER_ENDINGS.test(base) && !/^\.[^.]*$/.test(base)) base = base.replace(INNER_ENDINGS, "");
  return base;
}

/** A name that the person chose; the ending that every store gets anyway is taken off. */
export function baseOfChosenName(name: string): string {
  return name.replace(/(?:\.ome)?\.zarr$/i, "");
}

/**
 * The nearest name that every file system takes, Windows among them (R9.2): no reserved characters, control or formatting characters,
 * device names, outer dots or spaces; at most 120 bytes. Never empty.
 */
export function legalBaseName(name: string): string {
  const clean = name
    .normalize("NFC")
    // Characters that Windows, macOS or a browser's file system refuses, and lone halves of surrogate pairs.
    .replace(/[<>:"/\\|?*\p{Cc}\p{Cf}\p{Cs}\p{Cn}\u2028\u2029]/gu, "_")
    .replace(/^[\s.~]+|[\s.~]+$/gu, "");
  const whole = DEVICE.test(clean) ? `_${clean}` : clean;
  const short = cutToBytes(whole, MOST_BYTES).replace(/[\s.~]+$/u, "");
  return short === "" ? "image" : short;
}

/**
 * Names of stores for legal bases, in their order: distinct even where upper and lower case are the same, by a number at the
 * end (`a.ome.zarr`, `a_2.ome.zarr`).
 * @param taken names that must not be used
 */
export function distinctStoreNames(bases: readonly string[], taken: readonly string[] = []): string[] {
  return distinctNames(bases, taken, STORE_ENDING);
}

/**
 * Names of folders for labels of one image, in the order of what they are called: legal, distinct, and none that the file has which says
 * what the folder around them is.
 */
export function labelFolderNames(names: readonly string[]): string[] {
  return distinctNames(names.map(legalBaseName), ["zarr.json"], "");
}

function distinctNames(bases: readonly string[], taken: readonly string[], ending: string): string[] {
  const used = new Set(taken.map(nameKey));
  const next = new Map<string, number>();
  return bases.map((base) => {
    const key = nameKey(base);
    let number = next.get(key) ?? 1;
    let name = base + ending;
    while (used.has(nameKey(name))) {
      number++;
      const suffix = `_${number}`;
      name = cutToBytes(base, MOST_BYTES - suffix.length).replace(/[\s.~]+$/u, "") + suffix + ending;
    }
    next.set(key, number);
    used.add(nameKey(name));
    return name;
  });
}

/** What two names have in common that one folder cannot hold together: canonical caseless matching (Unicode, 3.13, D145). */
export function nameKey(name: string): string {
  // Three times: the capital of ß is ẞ for some and SS for others.
  return name.normalize("NFD").toLowerCase().toUpperCase().toLowerCase().normalize("NFD");
}

/** The name of a store without its ending. */
export function baseOfStoreName(storeName: string): string {
  return storeName.endsWith(STORE_ENDING) ? storeName.slice(0, -STORE_ENDING.length) : storeName;
}

/** An ending is a dot and up to ten letters and digits, a letter among them: "scan 2.5" has none. */
function withoutEnding(fileName: string): string {
  const match = /\.(?=[0-9_-]*[a-z])[a-z0-9_-]{1,10}$/i.exec(fileName);
  return match === null || match.index === 0 ? fileName : fileName.slice(0, match.index);
}

function cutToBytes(text: string, most: number): string {
  let bytes = 0;
  let end = 0;
  for (const character of text) {
    const code = character.codePointAt(0)!;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    if (bytes > most) return text.slice(0, end);
    end += character.length;
  }
  return text;
}
