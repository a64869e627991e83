import { type Asked, type Disk, type DiskFile, DiskFolder, type DiskNode } from "./disk.ts";
import { DISK, errno } from "./errno.ts";
import type { Act, OperationKind } from "./gate.ts";
import { cut } from "./pageFace.ts";
import { type Thread, threadOfName } from "./threads.ts";

/** The disk that Node's calls reach now. */
let current: Disk | null = null;

/** From now on Node's calls for paths below `DISK` reach this disk. */
export function mountDisk(mounted: Disk): void {
  current = mounted;
}

/**
 * Replaces the file functions of Node that the engine takes for paths below `DISK`; any other path goes to the real file system. Call it
 * before anything of the engine is loaded.
 */
export function patchNode(): void {
  const files = process.getBuiltinModule("node:fs/promises");
  const sync = process.getBuiltinModule("node:fs");
  for (const [name, virtual] of Object.entries(FUNCTIONS)) {
    // Each replaces the function of its name, as far as the engine calls it.
    const owner = files as unknown as Record<string, (...words: unknown[]) => unknown>;
    const real = owner[name]!;
    owner[name] = (path: unknown, ...words: unknown[]) =>
      // The root that all disks are below is looked at for each place.
      path === "/" && name === "stat" && current !== null
        ? Promise.resolve({ dev: 1, ino: 2 })
        : isVirtual(path)
          ? virtual(inner(path), ...(words as [never, never]))
          : real(path, ...words);
  }
  const statSync = sync.statSync;
  const replaced = (path: unknown, ...words: unknown[]): unknown =>
    isVirtual(path)
      ? disk().operateNow("look", asked(inner(path)), () => statsOf(nodeAt(inner(path), "stat")))
      : Reflect.apply(statSync, sync, [path, ...words]);
  Object.assign(sync, { statSync: replaced });
  const { readFile, readlink } = files;
  // What tells this process from a later one of its number, and this machine from others.
  const known = (path: unknown): string | null => {
    if (current === null) return null;
    if (path === `/proc/${process.pid}/stat`) return `${process.pid} (node) ${"0 ".repeat(19)}${boots} 0`;
    return path === "/proc/sys/kernel/random/boot_id" || path === "/proc/self/ns/pid" ? "one" : null;
  };
  Object.assign(files, {
    readFile: async (path: unknown, ...words: unknown[]): Promise<unknown> =>
      known(path) ?? Reflect.apply(readFile, files, [path, ...words]),
    readlink: async (path: unknown, ...words: unknown[]): Promise<unknown> =>
      known(path) ?? Reflect.apply(readlink, files, [path, ...words]),
  });
}

let boots = 1;

/** What ran is another process from now on, of the same number: a lock of before is of one that is gone. */
export function bootAgain(): void {
  boots++;
}

function isVirtual(path: unknown): path is string {
  return typeof path === "string" && (path === DISK || path.startsWith(`${DISK}/`));
}

const inner = (path: string): string => path.slice(DISK.length);

function disk(): Disk {
  if (current === null) throw new Error("no disk is mounted");
  return current;
}

/** The first name of a path may be a worker's: see `threads.ts`. */
function threadOf(path: string): { thread: Thread | null; rest: string } {
  const end = path.indexOf("/", 1);
  const thread = path.startsWith("/@") ? threadOfName(path.slice(1, end < 0 ? undefined : end)) : null;
  return { thread, rest: thread === null ? path : end < 0 ? "" : path.slice(end) };
}

function asked(path: string): Asked {
  const { thread, rest } = threadOf(path);
  return { face: "node", path: rest, thread };
}

function ask<T>(kind: OperationKind, path: string, act: Act<T>): Promise<T> {
  return disk().operate(kind, asked(path), act);
}

const parentOf = (path: string): string => path.slice(0, path.lastIndexOf("/"));
const nameOf = (path: string): string => path.slice(path.lastIndexOf("/") + 1);

const FUNCTIONS: Record<string, (path: string, ...words: [never, never]) => unknown> = {
  lstat: (path) => ask("look", path, () => statsOf(nodeAt(path, "lstat"))),
  stat: (path) => ask("look", path, () => statsOf(nodeAt(path, "stat"))),
  realpath: (path) =>
    ask("look", path, () => {
      nodeAt(path, "realpath");
      return DISK + path;
    }),
  mkdir: (path, options?: { recursive?: boolean }) => makeFolder(path, options?.recursive === true),
  readdir: (path, options?: { withFileTypes?: boolean }) =>
    ask("list", path, () => {
      const children = [...folderAt(path, "scandir").children];
      return options?.withFileTypes === true
        ? children.map(([name, node]) => ({ name, ...typesOf(node) }))
        : children.map(([name]) => name);
    }),
  opendir: (path) =>
    ask("list", path, () => {
      const children = [...folderAt(path, "opendir").children];
      return (async function* () {
        for (const [name, node] of children) yield { name, ...typesOf(node) };
      })();
    }),
  rename: (from, to: string) =>
    ask("rename", from, () => {
      const target = inner(to);
      nodeAt(from, "rename");
      disk().rename(
        folderAt(parentOf(from), "rename"),
        nameOf(from),
        folderAt(parentOf(target), "rename"),
        nameOf(target),
      );
    }),
  unlink: (path) =>
    ask("remove", path, () => {
      if (nodeAt(path, "unlink").kind !== "file") throw errno("EISDIR", "unlink", path);
      disk().unlink(folderAt(parentOf(path), "unlink"), nameOf(path));
    }),
  rmdir: (path) => removeFolder(path),
  rm: (path) => removeAll(path),
  open: (path, flags: string | number) => openAt(path, flags),
};

async function makeFolder(path: string, isRecursive: boolean): Promise<string | undefined> {
  if (!isRecursive) {
    await ask("make folder", path, () => {
      if (findNode(path) !== null) throw errno("EEXIST", "mkdir", path);
      disk().makeFolder(folderAt(parentOf(path), "mkdir"), nameOf(path));
    });
    return undefined;
  }
  if (findNode(path) !== null) return undefined;
  const above = await makeFolder(parentOf(path), true);
  await makeFolder(path, false);
  return above ?? DISK + path;
}

function removeFolder(path: string): Promise<void> {
  return ask("remove", path, () => {
    if (folderAt(path, "rmdir").children.size > 0) throw errno("ENOTEMPTY", "rmdir", path);
    disk().unlink(folderAt(parentOf(path), "rmdir"), nameOf(path));
  });
}

async function removeAll(path: string): Promise<void> {
  const found = findNode(path);
  if (found === null) return;
  if (found.kind === "folder") {
    for (const name of found.children.keys()) await removeAll(`${path}/${name}`);
    await removeFolder(path);
    return;
  }
  await ask("remove", path, () => {
    const parent = findNode(parentOf(path));
    if (parent?.kind === "folder" && parent.children.has(nameOf(path))) disk().unlink(parent, nameOf(path));
  });
}

async function openAt(path: string, flags: string | number): Promise<unknown> {
  const isNew = flags === "wx";
  const node = await ask(isNew ? "make file" : "open", path, () => {
    if (!isNew) return nodeAt(path, "open");
    if (findNode(path) !== null) throw errno("EEXIST", "open", path);
    return disk().makeFile(folderAt(parentOf(path), "open"), nameOf(path));
  });
  const file = node as DiskFile;
  const sync = (): Promise<void> => ask("sync", path, () => disk().synced(node));
  return {
    read: (target: Uint8Array, offset: number, length: number, position: number) =>
      ask("read", path, (share) => {
        const bytes = cut(file.bytes.slice(position, position + length), share);
        target.set(bytes, offset);
        return { bytesRead: bytes.length };
      }),
    write: (bytes: Uint8Array<ArrayBuffer>, offset: number, length: number) =>
      ask("write", path, (share) => {
        disk().append(file, cut(bytes.slice(offset, offset + length), share));
        return { bytesWritten: length };
      }),
    stat: () => ask("look", path, () => statsOf(node)),
    datasync: sync,
    sync,
    close: async () => {},
  };
}

function findNode(path: string, onFile?: () => void): DiskNode | null {
  return disk().find(threadOf(path).rest, onFile);
}

function nodeAt(path: string, call: string): DiskNode {
  let isThroughFile = false;
  const found = findNode(path, () => (isThroughFile = true));
  if (found === null) throw errno(isThroughFile ? "ENOTDIR" : "ENOENT", call, path);
  return found;
}

function folderAt(path: string, call: string): DiskFolder {
  const found = nodeAt(path, call);
  if (found.kind !== "folder") throw errno("ENOTDIR", call, path);
  return found;
}

function typesOf(node: DiskNode) {
  return {
    isFile: () => node.kind === "file",
    isDirectory: () => node.kind === "folder",
    isSymbolicLink: () => false,
  };
}

function statsOf(node: DiskNode) {
  const modified = node.kind === "file" ? node.modified : 0;
  const size = node.kind === "file" ? node.bytes.length : 0;
  return {
    dev: 4711,
    ino: disk().number * 1_000_000 + node.id,
    size,
    mtimeMs: modified,
    ctimeMs: modified,
    ...typesOf(node),
  };
}
