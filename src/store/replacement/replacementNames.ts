const NEW_SUFFIX = ".zarrdrop-new";
const OLD_SUFFIX = ".zarrdrop-old";

/** Digits of the random part of a name (`randomToken`). */
const TOKEN_LENGTH = 16;

/** The folder beside a store in which its replacement is written. */
export function newNameOf(storeName: string, token: string): string {
  return `${storeName}.${token}${NEW_SUFFIX}`;
}

/** What a store is called while its replacement takes its place. */
export function oldNameOf(storeName: string, token: string): string {
  return `${storeName}.${token}${OLD_SUFFIX}`;
}

/** A replacement that was begun: which of its two folders there are. */
export type Leftover = { token: string; hasNew: boolean; hasOld: boolean };

/** The replacements of a store that were begun and not ended, by the names in its destination. */
export function leftoversOf(names: readonly string[], storeName: string): Leftover[] {
  const found = new Map<string, Leftover>();
  for (const name of leftoverNames(names, storeName)) {
    const token = name.slice(storeName.length + 1).split(".")[0]!;
    const leftover = found.get(token) ?? { token, hasNew: false, hasOld: false };
    if (name.endsWith(NEW_SUFFIX)) leftover.hasNew = true;
    else leftover.hasOld = true;
    found.set(token, leftover);
  }
  return [...found.values()];
}

/** Those of the names that are of folders of replacements of this store. */
export function leftoverNames(names: readonly string[], storeName: string): string[] {
  return names.filter((name) => {
    if (!name.startsWith(`${storeName}.`)) return false;
    const rest = name.slice(storeName.length + 1);
    return [NEW_SUFFIX, OLD_SUFFIX].some((suffix) => {
      const token = rest.slice(0, -suffix.length);
      return rest.endsWith(suffix) && token.length === TOKEN_LENGTH && /^[0-9a-f]+$/.test(token);
    });
  });
}
