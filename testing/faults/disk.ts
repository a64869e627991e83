import { createHash } from "node:crypto";
import type { Act, Gate, Operation, OperationKind } from "./gate.ts";

/** What a name in a folder stands for. */
export type DiskNode = DiskFile | DiskFolder;

/** A file by its inode; names are in folders. Its bytes are replaced, never changed. */
export class DiskFile {
  readonly kind = "file";
  readonly id: number;
  bytes: Uint8Array<ArrayBuffer>;
  /** Milliseconds. */
  modified: number;

  constructor(id: number, bytes: Uint8Array<ArrayBuffer>, modified: number) {
    this.id = id;
    this.bytes = bytes;
    this.modified = modified;
  }
}

/** A folder by its inode, with the names in it. */
export class DiskFolder {
  readonly kind = "folder";
  readonly id: number;
  readonly children = new Map<string, DiskNode>();

  constructor(id: number) {
    this.id = id;
  }
}

/**
 * One change of the disk, in the order in which they took place, and what was made to last. `began`: how many changes there were when
 * it was asked for. Nodes go by their numbers.
 */
export type Change = { began: number } & (
  | { kind: "link"; folder: number; name: string; node: number; isFolder: boolean }
  | { kind: "unlink"; folder: number; name: string }
  | { kind: "rename"; from: number; fromName: string; to: number; toName: string; node: number }
  | { kind: "bytes"; file: number; bytes: Uint8Array<ArrayBuffer> }
  | { kind: "sync"; node: number }
);

let disks = 0;

const NOTHING = new Uint8Array(0);

/**
 * A disk in memory, seen as Node sees one (`nodeFace.ts`) and as a page does (`pageFace.ts`). Each operation goes through the gate, which
 * counts it, lets it fail, or keeps it waiting.
 */
export class Disk {
  readonly root: DiskFolder;
  gate: Gate;
  /** What happened, where that is recorded. */
  changes: Change[] | null = null;
  /** Inodes are other ones on each disk: what is kept open of one is not found again on another. */
  readonly number = ++disks;
  #nextId: number;
  #clock = 1;
  /** Random names that were asked for: the same run asks for the same ones. */
  #names = 0;

  constructor(gate: Gate, root = new DiskFolder(1)) {
    this.gate = gate;
    this.root = root;
    this.#nextId = 2;
  }

  /** The same files in folders of their own. */
  copy(gate: Gate): Disk {
    const copy = new Disk(gate, copyOf(this.root));
    copy.#nextId = this.#nextId;
    copy.#clock = this.#clock;
    copy.#names = this.#names;
    return copy;
  }

  /** Another run on the same disk: it asks for other random names. */
  otherNames(): void {
    this.#names += 1_000_000;
  }

  /** Stands for a random number. */
  nextName(): number {
    return ++this.#names;
  }

  /** Asks for one operation at a path; `act` does it, or a share of its bytes. */
  operate<T>(kind: OperationKind, { face, path, thread }: Asked, act: Act<T>): Promise<T> {
    return this.gate.pass({ kind, face, path, thread, where: whereOf(path) }, this.#recorded(act));
  }

  /** The same for what does not wait. */
  operateNow<T>(kind: OperationKind, { face, path, thread }: Asked, act: Act<T>): T {
    return this.gate.passNow({ kind, face, path, thread, where: whereOf(path) }, this.#recorded(act));
  }

  /** What is at a path ("" or "/" is the root), or null; a file on the way is told by `onFile`. */
  find(path: string, onFile: () => void = () => {}): DiskNode | null {
    let node: DiskNode = this.root;
    // Each operation looks for several paths: they are not cut into lists.
    for (let start = 0; start < path.length;) {
      const slash = path.indexOf("/", start);
      const end = slash < 0 ? path.length : slash;
      const name = path.slice(start, end);
      start = end + 1;
      if (name === "") continue;
      if (node.kind === "file") {
        onFile();
        return null;
      }
      const child = node.children.get(name);
      if (child === undefined) return null;
      node = child;
    }
    return node;
  }

  makeFolder(folder: DiskFolder, name: string): DiskFolder {
    const node = new DiskFolder(this.#nextId++);
    this.#link(folder, name, node);
    return node;
  }

  makeFile(folder: DiskFolder, name: string, bytes: Uint8Array<ArrayBuffer> = NOTHING, modified?: number): DiskFile {
    const node = new DiskFile(this.#nextId++, bytes, modified ?? this.#clock++);
    this.#link(folder, name, node);
    if (bytes.length > 0) this.#note({ kind: "bytes", file: node.id, bytes });
    return node;
  }

  unlink(folder: DiskFolder, name: string): void {
    folder.children.delete(name);
    this.#note({ kind: "unlink", folder: folder.id, name });
  }

  rename(from: DiskFolder, fromName: string, to: DiskFolder, toName: string): void {
    const node = from.children.get(fromName)!;
    from.children.delete(fromName);
    to.children.set(toName, node);
    this.#note({ kind: "rename", from: from.id, fromName, to: to.id, toName, node: node.id });
  }

  append(file: DiskFile, bytes: Uint8Array<ArrayBuffer>): void {
    const longer = new Uint8Array(file.bytes.length + bytes.length);
    longer.set(file.bytes);
    longer.set(bytes, file.bytes.length);
    file.bytes = longer;
    file.modified = this.#clock++;
    this.#note({ kind: "bytes", file: file.id, bytes: longer });
  }

  /** A file's bytes, or a folder's names, are to last from now on. */
  synced(node: DiskNode): void {
    this.#note({ kind: "sync", node: node.id });
  }

  #link(folder: DiskFolder, name: string, node: DiskNode): void {
    folder.children.set(name, node);
    this.#note({ kind: "link", folder: folder.id, name, node: node.id, isFolder: node.kind === "folder" });
  }

  #began = 0;

  #recorded<T>(act: Act<T>): Act<T> {
    if (this.changes === null) return act;
    const began = this.changes.length;
    return (share) => {
      this.#began = began;
      return act(share);
    };
  }

  #note(change: DistributiveOmit<Change, "began">): void {
    this.changes?.push({ ...change, began: this.#began });
  }
}

type DistributiveOmit<T, Key extends PropertyKey> = T extends unknown ? Omit<T, Key> : never;

/** Who asks, and where. */
export type Asked = Pick<Operation, "face" | "path" | "thread">;

function whereOf(path: string): "source" | "destination" {
  return path.startsWith("/source") ? "source" : "destination";
}

function copyOf(folder: DiskFolder): DiskFolder {
  const copy = new DiskFolder(folder.id);
  for (const [name, child] of folder.children) {
    copy.children.set(
      name,
      child.kind === "folder" ? copyOf(child) : new DiskFile(child.id, child.bytes, child.modified),
    );
  }
  return copy;
}

/** All files below a path, by their paths from there; folders in which nothing is by theirs, with "/" at the end. */
export function filesOf(disk: Disk, path: string): Map<string, Uint8Array<ArrayBuffer>> {
  const files = new Map<string, Uint8Array<ArrayBuffer>>();
  const look = (folder: DiskFolder, prefix: string): void => {
    if (folder.children.size === 0 && prefix !== "") files.set(prefix, NOTHING);
    for (const [name, child] of [...folder.children].sort(([a], [b]) => (a < b ? -1 : 1))) {
      if (child.kind === "folder") look(child, `${prefix}${name}/`);
      else files.set(prefix + name, child.bytes);
    }
  };
  const node = disk.find(path);
  if (node?.kind === "folder") look(node, "");
  return files;
}

/** One text for all files below a path, but for some: equal only where they are. */
export function digestOf(disk: Disk, path: string, isLeftOut: (path: string) => boolean = () => false): string {
  const hash = createHash("sha1");
  for (const [name, bytes] of filesOf(disk, path)) {
    if (!isLeftOut(name)) hash.update(`${name}\0${bytes.length}\0`).update(bytes);
  }
  return hash.digest("hex");
}
