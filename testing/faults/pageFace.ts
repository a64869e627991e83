import "./memoryBlob.ts";
import { type Asked, type Disk, type DiskFile, DiskFolder, type DiskNode } from "./disk.ts";
import { type Thread, threadOfName } from "./threads.ts";

/** A folder of the disk as a page has it: by its path, so that one which was moved is not there any more. */
export class PageFolder {
  readonly kind = "directory";
  readonly name: string;
  readonly #disk: Disk;
  readonly #path: string;
  readonly #thread: Thread | null;

  /** `thread`: whose handle it is; null: the coordinator's. */
  constructor(disk: Disk, path: string, thread: Thread | null = null) {
    this.#disk = disk;
    this.#path = path;
    this.#thread = thread;
    this.name = nameOf(path);
  }

  /** As the platform's type, which has more members than the engine uses. */
  asHandle(): FileSystemDirectoryHandle {
    return this as unknown as FileSystemDirectoryHandle;
  }

  async getDirectoryHandle(name: string, { create = false } = {}): Promise<PageFolder> {
    const path = `${this.#path}/${name}`;
    const thread = this.#path === "" ? threadOfName(name) : null;
    if (thread !== null) return new PageFolder(this.#disk, "", thread);
    await this.#disk.operate(this.#kindOf("make folder", create, name), this.#ask(path), () => {
      const found = this.#child(name);
      if (found === null) {
        if (!create) throw new DOMException(path, "NotFoundError");
        this.#disk.makeFolder(this.#node(), name);
      } else if (found.kind !== "folder") throw new DOMException(path, "TypeMismatchError");
    });
    return new PageFolder(this.#disk, path, this.#thread);
  }

  async getFileHandle(name: string, { create = false } = {}): Promise<PageFile> {
    const path = `${this.#path}/${name}`;
    await this.#disk.operate(this.#kindOf("make file", create, name), this.#ask(path), () => {
      const found = this.#child(name);
      if (found === null) {
        if (!create) throw new DOMException(path, "NotFoundError");
        this.#disk.makeFile(this.#node(), name);
      } else if (found.kind !== "file") throw new DOMException(path, "TypeMismatchError");
    });
    return new PageFile(this.#disk, path, this.#thread);
  }

  async removeEntry(name: string, { recursive = false } = {}): Promise<void> {
    const path = `${this.#path}/${name}`;
    const found = this.#child(name);
    if (found?.kind === "folder" && recursive) {
      const inside = new PageFolder(this.#disk, path, this.#thread);
      for (const child of found.children.keys()) await inside.removeEntry(child, { recursive });
    }
    await this.#disk.operate("remove", this.#ask(path), () => {
      const now = this.#child(name);
      if (now === null) throw new DOMException(path, "NotFoundError");
      if (now.kind === "folder" && now.children.size > 0) throw new DOMException(path, "InvalidModificationError");
      this.#disk.unlink(this.#node(), name);
    });
  }

  async *entries(): AsyncGenerator<[string, PageFolder | PageFile]> {
    const children = await this.#disk.operate("list", this.#ask(this.#path), () => [...this.#node().children]);
    for (const [name, { kind }] of children) {
      const path = `${this.#path}/${name}`;
      yield [
        name,
        kind === "folder"
          ? new PageFolder(this.#disk, path, this.#thread)
          : new PageFile(this.#disk, path, this.#thread),
      ];
    }
  }

  async *keys(): AsyncGenerator<string> {
    for await (const [name] of this.entries()) yield name;
  }

  async isSameEntry(other: unknown): Promise<boolean> {
    return (
      other instanceof PageFolder &&
      other.#disk === this.#disk &&
      other.#path === this.#path &&
      other.#thread === this.#thread
    );
  }

  async resolve(other: { path?: string }): Promise<string[] | null> {
    const path = other instanceof PageFolder ? other.#path : other instanceof PageFile ? other.path : "";
    if (path === this.#path) return [];
    return path.startsWith(`${this.#path}/`) ? path.slice(this.#path.length + 1).split("/") : null;
  }

  #ask(path: string): Asked {
    return { face: "page", path, thread: this.#thread };
  }

  #kindOf(making: "make folder" | "make file", create: boolean, name: string) {
    return create && this.#disk.find(`${this.#path}/${name}`) === null ? making : "look";
  }

  #node(): DiskFolder {
    const found = this.#disk.find(this.#path);
    if (found?.kind !== "folder") throw new DOMException(this.#path, "NotFoundError");
    return found;
  }

  #child(name: string): DiskNode | null {
    return this.#node().children.get(name) ?? null;
  }
}

class PageFile {
  readonly kind = "file";
  readonly name: string;
  readonly path: string;
  readonly #disk: Disk;
  readonly #thread: Thread | null;

  constructor(disk: Disk, path: string, thread: Thread | null) {
    this.#disk = disk;
    this.path = path;
    this.#thread = thread;
    this.name = nameOf(path);
  }

  getFile(): Promise<File> {
    const asked = this.#ask(this.path);
    return this.#disk.operate("look", asked, () => new FileOnDisk(this.#disk, asked, this.#node()));
  }

  async isSameEntry(other: unknown): Promise<boolean> {
    return other instanceof PageFile && other.#disk === this.#disk && other.path === this.path;
  }

  /** As Chromium: a swap file beside, which `close()` puts in place. */
  async createWritable() {
    const disk = this.#disk;
    const folder = this.path.slice(0, this.path.lastIndexOf("/"));
    const parent = (): DiskFolder => {
      const found = disk.find(folder);
      if (found?.kind !== "folder") throw new DOMException(folder, "NotFoundError");
      return found;
    };
    const { swap, swapName } = await disk.operate("open", this.#ask(this.path), () => {
      this.#node();
      let free = `${this.name}.crswap`;
      for (let at = 1; parent().children.has(free); at++) free = `${this.name}.${at}.crswap`;
      return { swap: disk.makeFile(parent(), free), swapName: free };
    });
    return {
      write: async (data: Uint8Array<ArrayBuffer> | FileOnDisk): Promise<void> => {
        const bytes = data instanceof FileOnDisk ? new Uint8Array(await data.arrayBuffer()) : data;
        await disk.operate("write", this.#ask(this.path), (share) => disk.append(swap, cut(bytes, share)));
      },
      close: async (): Promise<void> => {
        await disk.operate("commit", this.#ask(this.path), () => {
          if (!parent().children.has(swapName)) throw new DOMException(this.path, "NotFoundError");
          disk.rename(parent(), swapName, parent(), this.name);
        });
      },
      abort: async (): Promise<void> => {
        await disk.operate("remove", this.#ask(`${folder}/${swapName}`), () => {
          if (parent().children.has(swapName)) disk.unlink(parent(), swapName);
        });
      },
    };
  }

  #ask(path: string): Asked {
    return { face: "page", path, thread: this.#thread };
  }

  #node(): DiskFile {
    const found = this.#disk.find(this.path);
    if (found?.kind !== "file") throw new DOMException(this.path, "NotFoundError");
    return found;
  }
}

/** A file as it was when it was asked for; its bytes are read from the disk when they are wanted. */
export class FileOnDisk extends File {
  readonly #disk: Disk;
  readonly #asked: Asked;
  readonly #bytes: Uint8Array<ArrayBuffer>;

  constructor(disk: Disk, asked: Asked, { bytes, modified }: DiskFile) {
    super([bytes], nameOf(asked.path), { lastModified: modified });
    this.#disk = disk;
    this.#asked = asked;
    this.#bytes = bytes;
  }

  override slice(start = 0, end = this.#bytes.length): Blob {
    const piece = { arrayBuffer: () => this.#read(start, end) };
    // What the engine calls of a slice.
    return piece as unknown as Blob;
  }

  override arrayBuffer(): Promise<ArrayBuffer> {
    return this.#read(0, this.#bytes.length);
  }

  async #read(start: number, end: number): Promise<ArrayBuffer> {
    const { path } = this.#asked;
    const bytes = await this.#disk.operate("read", this.#asked, (share) => {
      const now = this.#disk.find(path);
      if (now?.kind !== "file") throw new DOMException(path, "NotFoundError");
      if (now.bytes !== this.#bytes) throw new DOMException(path, "NotReadableError");
      return cut(this.#bytes.slice(start, end), share);
    });
    return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
  }
}

/** A share of some bytes, from their beginning; a copy, for the engine may use the memory again. */
export function cut(bytes: Uint8Array<ArrayBuffer>, share: number): Uint8Array<ArrayBuffer> {
  return bytes.slice(0, Math.floor(bytes.length * share));
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
