import { type Change, Disk, DiskFile, DiskFolder, type DiskNode } from "./disk.ts";
import { OPEN_GATE } from "./gate.ts";

/**
 * What became of what was under way, or not yet made to last, when the machine stopped. `in order`: it took place up to there. `lost`: none of it did. `empty`, `torn`:
 * names did, but files have no bytes, or half of them. `reordered`: some of it did, whatever the order.
 */
export const WAYS = ["in order", "lost", "empty", "torn", "reordered"] as const;

/** One of them. */
export type Way = (typeof WAYS)[number];

/**
 * The disk as it may be found when the machine stopped after so many changes. Node makes things last with `sync`: of what was not, anything may
 * be missing. In a page nothing does: there it is the browser that is killed, and only what was under way is in doubt. `random`: from 0 to 1.
 */
export function stateAfter(
  before: Disk,
  changes: readonly Change[],
  count: number,
  { way, hasSync, random }: { way: Way; hasSync: boolean; random: () => number },
): Disk {
  const disk = before.copy(OPEN_GATE);
  disk.otherNames();
  const nodes = nodesOf(disk.root);
  const isSure = sureChanges(changes.slice(0, count), hasSync);
  for (const [at, change] of changes.entries()) {
    // What had not begun did not happen.
    if (at >= count && (change.began > count || way !== "reordered")) continue;
    if (at < count && isSure.has(at)) apply(nodes, change);
    else applyInDoubt(nodes, change, way, random);
  }
  return disk;
}

function applyInDoubt(nodes: Nodes, change: Change, way: Way, random: () => number): void {
  const isHeld = way === "in order" || way === "empty" || way === "torn" || (way === "reordered" && random() < 0.5);
  if (change.kind === "bytes" && (way === "empty" || way === "torn")) {
    const share = way === "empty" ? 0 : 0.5;
    apply(nodes, { ...change, bytes: change.bytes.slice(0, Math.floor(change.bytes.length * share)) });
    return;
  }
  // A node is there, even if no name leads to it.
  if (change.kind === "link") nodeOf(nodes, change.node, change.isFolder);
  if (isHeld) apply(nodes, change);
}

/** Which of the changes were made to last. */
function sureChanges(changes: readonly Change[], hasSync: boolean): Set<number> {
  if (!hasSync) return new Set(changes.keys());
  const sure = new Set<number>();
  const open = new Map<number, number[]>();
  const note = (node: number, at: number): void => void open.set(node, [...(open.get(node) ?? []), at]);
  for (const [at, change] of changes.entries()) {
    switch (change.kind) {
      case "sync":
        for (const done of open.get(change.node) ?? []) sure.add(done);
        open.delete(change.node);
        break;
      case "bytes":
        note(change.file, at);
        break;
      case "rename":
        note(change.from, at);
        break;
      default:
        note(change.folder, at);
    }
  }
  return sure;
}

type Nodes = Map<number, DiskNode>;

function nodesOf(root: DiskFolder, nodes: Nodes = new Map()): Nodes {
  nodes.set(root.id, root);
  for (const child of root.children.values()) {
    if (child.kind === "folder") nodesOf(child, nodes);
    else nodes.set(child.id, child);
  }
  return nodes;
}

function nodeOf(nodes: Nodes, id: number, isFolder: boolean): DiskNode {
  const node = nodes.get(id) ?? (isFolder ? new DiskFolder(id) : new DiskFile(id, new Uint8Array(0), 1));
  nodes.set(id, node);
  return node;
}

function folderOf(nodes: Nodes, id: number): DiskFolder {
  const node = nodeOf(nodes, id, true);
  if (node.kind !== "folder") throw new Error("a name in a file");
  return node;
}

function apply(nodes: Nodes, change: Change): void {
  switch (change.kind) {
    case "link":
      folderOf(nodes, change.folder).children.set(change.name, nodeOf(nodes, change.node, change.isFolder));
      return;
    case "unlink":
      folderOf(nodes, change.folder).children.delete(change.name);
      return;
    case "rename": {
      const { children } = folderOf(nodes, change.from);
      if (children.get(change.fromName)?.id === change.node) children.delete(change.fromName);
      folderOf(nodes, change.to).children.set(change.toName, nodeOf(nodes, change.node, false));
      return;
    }
    case "bytes": {
      const file = nodeOf(nodes, change.file, false);
      if (file.kind === "file") file.bytes = change.bytes;
      return;
    }
    case "sync":
  }
}
