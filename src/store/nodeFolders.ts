import { platformName } from "../bytes/platformFailures.ts";
import { linkInTheWay } from "./linkInTheWay.ts";
import { parentOf } from "./storePath.ts";
import { isMissing } from "./sinkErrors.ts";
import { syncNodeFolder } from "./syncNodeFolder.ts";

// Asked from the process instead of imported: see `nodeSink.ts`.
const { lstat, mkdir } = process.getBuiltinModule("node:fs/promises");
const { basename, dirname, resolve } = process.getBuiltinModule("node:path");

/**
 * The folders of one store on the local file system. One that is a link (a junction on Windows) is none of them: who put it
 * there chose where the bytes go, and that need not be the person who chose the destination. Folders above the store are the
 * person's own choice and may be links. Each folder is looked at once; it is not proof against someone who swaps folders for
 * links while the program runs, for which Node has no means.
 */
export class NodeFolders {
  readonly #root: string;
  /** What is known to be a folder by path; a promise, so that calls at once share one look. */
  readonly #known = new Map<string, Promise<boolean>>();

  /** `root` is the folder of the store. */
  constructor(root: string) {
    this.#root = root;
  }

  /** The path on disk of a path in the store; "" is the store itself. Node takes "/" on every system, Windows included. */
  place(path: string): string {
    return path === "" ? this.#root : `${this.#root}/${path}`;
  }

  /** The folder that the store's own folder is in. */
  get parent(): string {
    return dirname(this.#root);
  }

  /**
   * Makes a folder and those above it.
   * @throws `storage` for a link or a file in the way; the platform's own
   */
  async make(folder: string): Promise<void> {
    await this.#once(folder, () => this.#make(folder));
  }

  /**
   * True when this is a folder that can be reached without following a link inside the store.
   * @throws the platform's own
   */
  isThere(folder: string): Promise<boolean> {
    return this.#once(folder, () => this.#look(folder));
  }

  /** After a failure or a removal: nothing is taken for granted any more. */
  forget(): void {
    this.#known.clear();
  }

  async #once(folder: string, look: () => Promise<boolean>): Promise<boolean> {
    // One that was missing when it was looked for may be made now.
    if ((await this.#known.get(folder)) === true) return true;
    const looking = look();
    this.#known.set(folder, looking);
    looking.catch(() => this.#known.delete(folder));
    return looking;
  }

  async #make(folder: string): Promise<boolean> {
    if (folder === "") await this.#makeParent();
    else await this.make(parentOf(folder));
    const place = this.place(folder);
    try {
      await mkdir(place);
    } catch (thrown) {
      if (!isThereAlready(thrown)) throw thrown;
      const found = await lstat(place);
      if (found.isSymbolicLink()) throw linkInTheWay(basename(this.#root), folder);
      if (!found.isDirectory()) throw thrown;
    }
    return true;
  }

  /** The folder that the store goes into, and those above; the names that are new are made sure of (`Sink.sync` sees to the rest). */
  async #makeParent(): Promise<void> {
    const first = await mkdir(this.parent, { recursive: true });
    if (first === undefined) return;
    const top = dirname(resolve(first));
    let above = resolve(this.parent);
    while (above !== top) {
      above = dirname(above);
      await syncNodeFolder(above);
    }
  }

  async #look(folder: string): Promise<boolean> {
    if (folder !== "" && !(await this.isThere(parentOf(folder)))) return false;
    try {
      return (await lstat(this.place(folder))).isDirectory();
    } catch (thrown) {
      if (isMissing(thrown)) return false;
      throw thrown;
    }
  }
}

function isThereAlready(thrown: unknown): boolean {
  return platformName(thrown) === "EEXIST";
}
