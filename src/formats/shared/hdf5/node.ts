import { createBlockCache } from "../../../bytes/blockCache.ts";
import type { ByteSource } from "../../../bytes/source.ts";
import type { ChunkCache, Hdf5Access } from "./access.ts";
import { readAttributes } from "./attributes.ts";
import { Hdf5Dataset } from "./dataset.ts";
import { damagedHdf5, unsupportedHdf5 } from "./errors.ts";
import { type Link, readLinks } from "./links.ts";
import { MESSAGE, messageOf, type ObjectHeader, readObjectHeader } from "./objectHeader.ts";
import { readSuperblock } from "./superblock.ts";
import type { Hdf5Values } from "./values.ts";

/** Names that lead to names on the way along one path: a circle ends here. */
const MOST_LINKS = 64;
/** Links that may still be followed. */
type Budget = { links: number };

/** What the files of a set share. */
export type Hdf5Set = {
  /** Finds the files that links lead to, by the names in them; null where there is none. */
  openOther(file: string, signal: AbortSignal): Promise<Hdf5Node | null>;
  chunks: ChunkCache;
};

/**
 * Opens an HDF5 file, alone or as one of a set, by its root group.
 * @throws `corrupt`, `unsupported-feature`
 */
export async function openHdf5(source: ByteSource, signal: AbortSignal, set?: Hdf5Set): Promise<Hdf5Node> {
  const { access, root } = await readSuperblock(source, set?.chunks ?? createBlockCache(), signal);
  const header = await readObjectHeader(access, root, signal);
  return new Hdf5Node({ access, set: set ?? null }, header, null);
}

type Context = { access: Hdf5Access; set: Hdf5Set | null };

/** A group or a dataset of an HDF5 file. */
export class Hdf5Node {
  readonly #context: Context;
  readonly #header: ObjectHeader;
  /** Null: this is the root. */
  readonly #root: Hdf5Node | null;
  readonly isDataset: boolean;

  /** Made by `openHdf5` and by nodes. */
  constructor(context: Context, header: ObjectHeader, root: Hdf5Node | null) {
    this.#context = context;
    this.#header = header;
    this.#root = root;
    // Once: a header may have a message for each of a group's members, and each of these asks.
    this.isDataset = messageOf(header, MESSAGE.layout) !== null;
  }

  /** Tells objects of one file apart: two paths may lead to one. */
  get address(): number {
    return this.#header.address;
  }

  /** The names in a group, sorted; none in a dataset. */
  async names(signal: AbortSignal): Promise<string[]> {
    return this.isDataset ? [] : [...(await this.#links(signal)).keys()];
  }

  /**
   * What a path below a group leads to; null where there is nothing.
   * @throws `corrupt` for links in a circle, `unsupported-feature` for links to other files where these are not looked for
   */
  child(path: string, signal: AbortSignal): Promise<Hdf5Node | null> {
    return this.#follow(path, signal, { links: MOST_LINKS });
  }

  /** The attributes by their names. */
  attributes(signal: AbortSignal): Promise<ReadonlyMap<string, Hdf5Values>> {
    return readAttributes(this.#context.access, this.#header, signal);
  }

  /**
   * The dataset that this is; null for a group.
   * @throws `corrupt`, `unsupported-feature`, `limit`
   */
  dataset(): Hdf5Dataset | null {
    return Hdf5Dataset.from(this.#context.access, this.#header);
  }

  #links(signal: AbortSignal): Promise<Map<string, Link>> {
    return readLinks(this.#context.access, this.#header, signal);
  }

  async #follow(path: string, signal: AbortSignal, budget: Budget): Promise<Hdf5Node | null> {
    const { access, set } = this.#context;
    if (budget.links-- < 0) throw damagedHdf5(access.file, `links in a circle: ${path}`);
    const root = this.#root ?? this;
    let node: Hdf5Node = path.startsWith("/") ? root : this;
    for (const name of path.split("/")) {
      if (name === "" || name === ".") continue;
      const link = node.isDataset ? undefined : (await node.#links(signal)).get(name);
      if (link === undefined) return null;
      let next: Hdf5Node | null;
      if (link.kind === "object") {
        const header = await readObjectHeader(node.#context.access, link.address, signal);
        next = new Hdf5Node(node.#context, header, node.#root ?? node);
      } else if (link.kind === "path") next = await node.#follow(link.path, signal, budget);
      else {
        if (set === null) throw unsupportedHdf5(access.file, `links to another file (${link.file})`);
        const other = await set.openOther(link.file, signal);
        next = other === null ? null : await other.#follow(link.path, signal, budget);
      }
      if (next === null) return null;
      node = next;
    }
    return node;
  }
}
