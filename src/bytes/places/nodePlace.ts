import { folderOf } from "../../model/paths.ts";
import type { SourcePlace } from "../../model/sourcePlace.ts";
import type { Contact, OccupiedPlace } from "./contact.ts";

// Asked from the process instead of imported: a bundler for the page then has nothing to replace.
const { lstat, realpath, stat } = process.getBuiltinModule("node:fs/promises");
const { dirname, join, resolve } = process.getBuiltinModule("node:path");

/** Files looked up at once: more would only wait for the same disk. */
const AT_ONCE = 32;

/**
 * A file or folder as the system knows it, device and inode: the same by whichever way it is reached, through links, mounts that show a
 * folder twice, or names in another case.
 */
type Identity = string;

/** Identities from a path upwards to the root; of a path that is not there, from the deepest folder of it that is. */
type Lineage = { exists: boolean; identities: Identity[] };

/** The place of a source in the local file system, seen from a destination there. `lineages` may be shared by many. */
export async function nodePlace(
  place: SourcePlace & { where: { kind: "node" } },
  destination: string,
  lineages = new Lineages(),
): Promise<OccupiedPlace> {
  const folder = resolve(place.where.folder);
  const self = new Set<Identity>();
  const above = new Set<Identity>();
  const occupy = ({ exists, identities }: Lineage): void => {
    if (!exists) return;
    self.add(identities[0]!);
    for (const identity of identities.slice(1)) above.add(identity);
  };
  if (place.isWholeFolder) occupy(await lineages.of(folder));
  // Of a folder's files those are looked up as well: a link in it may lead elsewhere.
  for (let at = 0; at < place.files.length; at += AT_ONCE) {
    const paths = place.files.slice(at, at + AT_ONCE).map((path) => join(folder, path));
    for (const lineage of await Promise.all(paths.map((path) => lineages.ofFile(path)))) occupy(lineage);
  }
  const whole = place.isWholeFolder ? [...new Set(["", ...place.files.map(folderOf)])] : [];
  const wholeFolders = new Set<Identity>();
  for (const path of whole) {
    const { exists, identities } = await lineages.of(join(folder, path));
    if (exists) wholeFolders.add(identities[0]!);
  }
  return {
    async contact(storeName): Promise<Contact | null> {
      // Not joined: that would leave out `link/..`, where the system goes up from what the link leads to.
      const target = await lineages.of(`${destination || "."}/${storeName}`);
      if (target.exists) {
        const [identity] = target.identities;
        if (self.has(identity!)) return "is";
        if (above.has(identity!)) return wholeFolders.has(identity!) ? "inside" : "holds";
      }
      return target.identities.some((identity) => wholeFolders.has(identity)) ? "inside" : null;
    },
  };
}

/** Looks up paths and remembers the folders among them: the files of an image lie in few. */
export class Lineages {
  readonly #folders = new Map<string, Promise<Lineage>>();

  /** Of a folder, or of a place where one is to be. */
  of(path: string): Promise<Lineage> {
    const known = this.#folders.get(path) ?? lineageOf(path);
    this.#folders.set(path, known);
    return known;
  }

  /** Of a file; one that is no link lies in its folder. */
  async ofFile(path: string): Promise<Lineage> {
    const found = await lstat(path, { bigint: true }).catch(() => null);
    if (found === null || found.isSymbolicLink()) return lineageOf(path);
    const { identities } = await this.of(dirname(path));
    return { exists: true, identities: [identityOf(found), ...identities] };
  }
}

async function lineageOf(path: string): Promise<Lineage> {
  const real = await realpath(path).catch(() => null);
  const parent = dirname(path);
  if (real === null) {
    if (parent === path) return { exists: false, identities: [] };
    return { exists: false, identities: (await lineageOf(parent)).identities };
  }
  const self = await stat(real, { bigint: true }).catch(() => null);
  if (self === null) return { exists: false, identities: [] };
  const identities = [identityOf(self)];
  for (let at = real; dirname(at) !== at; at = dirname(at)) {
    const found = await stat(dirname(at), { bigint: true }).catch(() => null);
    // A folder that this account may not look at is passed over; those above it still count.
    if (found !== null) identities.push(identityOf(found));
  }
  return { exists: true, identities };
}

function identityOf({ dev, ino }: { dev: bigint; ino: bigint }): Identity {
  return `${dev}:${ino}`;
}
