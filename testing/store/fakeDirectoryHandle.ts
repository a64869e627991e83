/**
 * A `FileSystemDirectoryHandle` in memory that behaves as the File System Standard says, as far as `DirectoryHandleSink` uses
 * it: a writable is a swap file that `close()` puts in place, a created file is there with zero bytes before.
 */
export class FakeDirectoryHandle {
  readonly kind = "directory";
  readonly name: string;
  readonly children = new Map<string, FakeDirectoryHandle | FakeFileHandle>();
  /** Names of symbolic links: Chromium lists none and says of each that it is not there, whatever is asked. */
  readonly links = new Set<string>();
  /** Called before each operation with its name; throws to make it fail. */
  readonly hooks: FakeHooks;

  constructor(name = "", hooks: FakeHooks = {}) {
    this.name = name;
    this.hooks = hooks;
  }

  async getDirectoryHandle(name: string, options: { create?: boolean } = {}): Promise<FakeDirectoryHandle> {
    this.hooks.onOperation?.("getDirectoryHandle", name);
    return this.#child(name, options.create === true, FakeDirectoryHandle);
  }

  async getFileHandle(name: string, options: { create?: boolean } = {}): Promise<FakeFileHandle> {
    this.hooks.onOperation?.("getFileHandle", name);
    return this.#child(name, options.create === true, FakeFileHandle);
  }

  async removeEntry(name: string, options: { recursive?: boolean } = {}): Promise<void> {
    this.hooks.onOperation?.("removeEntry", name);
    const child = this.children.get(name);
    if (child === undefined) throw new DOMException(name, "NotFoundError");
    if (child instanceof FakeDirectoryHandle && !child.#isRemovable(options.recursive === true)) {
      throw new DOMException(name, "InvalidModificationError");
    }
    this.children.delete(name);
  }

  async *entries(): AsyncGenerator<[string, FakeDirectoryHandle | FakeFileHandle]> {
    for (const entry of this.children) yield entry;
  }

  async *keys(): AsyncGenerator<string> {
    this.hooks.onOperation?.("keys", this.name);
    yield* this.children.keys();
  }

  async isSameEntry(other: unknown): Promise<boolean> {
    return other === this;
  }

  async resolve(other: unknown): Promise<string[] | null> {
    if (other === this) return [];
    for (const [name, child] of this.children) {
      if (child === other) return [name];
      const way = child instanceof FakeDirectoryHandle ? await child.resolve(other) : null;
      if (way !== null) return [name, ...way];
    }
    return null;
  }

  /** As the platform's type, which has more members than the sink uses. */
  asHandle(): FileSystemDirectoryHandle {
    return this as unknown as FileSystemDirectoryHandle;
  }

  /** Links stay where they are, and with them the folders that they are in. */
  #isRemovable(isRecursive: boolean): boolean {
    if (this.links.size > 0) return false;
    if (this.children.size === 0) return true;
    const folders = [...this.children.values()].filter((child) => child instanceof FakeDirectoryHandle);
    return isRecursive && folders.every((folder) => folder.#isRemovable(true));
  }

  #child<T extends FakeDirectoryHandle | FakeFileHandle>(
    name: string,
    create: boolean,
    type: new (name: string, hooks: FakeHooks) => T,
  ): T {
    if (this.links.has(name)) throw new DOMException(name, "NotFoundError");
    let child = this.children.get(name);
    if (child === undefined) {
      if (!create) throw new DOMException(name, "NotFoundError");
      child = new type(name, this.hooks);
      this.children.set(name, child);
    }
    if (!(child instanceof type)) throw new DOMException(name, "TypeMismatchError");
    return child;
  }
}

/** Called before each operation on a handle: what it throws, the operation throws. */
export type FakeHooks = { onOperation?: (operation: string, name: string) => void };

class FakeFileHandle {
  readonly kind = "file";
  readonly name: string;
  readonly #hooks: FakeHooks;
  bytes = new Uint8Array();
  /** When it was written last. */
  modified = 0;

  constructor(name: string, hooks: FakeHooks) {
    this.name = name;
    this.#hooks = hooks;
  }

  async getFile(): Promise<File> {
    this.#hooks.onOperation?.("getFile", this.name);
    return new File([this.bytes], this.name, { lastModified: this.modified });
  }

  async isSameEntry(other: unknown): Promise<boolean> {
    return other === this;
  }

  async createWritable() {
    this.#hooks.onOperation?.("createWritable", this.name);
    let swap = new Uint8Array();
    return {
      write: async (data: Uint8Array | Blob): Promise<void> => {
        this.#hooks.onOperation?.("write", this.name);
        const part = data instanceof Blob ? new Uint8Array(await data.arrayBuffer()) : data;
        const longer = new Uint8Array(swap.length + part.length);
        longer.set(swap);
        longer.set(part, swap.length);
        swap = longer;
      },
      close: async (): Promise<void> => {
        this.#hooks.onOperation?.("close", this.name);
        this.bytes = swap;
        this.modified = Date.now();
      },
      abort: async (): Promise<void> => {
        this.#hooks.onOperation?.("abort", this.name);
      },
    };
  }
}
