import { throwIfAborted } from "../../bytes/abort.ts";
import { mapAhead } from "../../bytes/atOnce.ts";
import { mergeRanges } from "../../bytes/readMany.ts";
import { borrowRoom, returnRoom } from "../../bytes/rooms.ts";
import type { ByteSource } from "../../bytes/source.ts";
import type { StoredBlock } from "../../formats/shared/storedBlock.ts";
import { itemSize } from "../../model/dtype.ts";
import { asZarrdropError } from "../../model/errors.ts";
import { type Region, sizeOfShape } from "../../model/region.ts";
import { borrowPixels, returnPixels } from "../pixels/borrowedPixels.ts";
import type { RegionSource } from "../pixels/regionSource.ts";
import { planReadSteps } from "../walk/readSteps.ts";
import type { PlaneGroup } from "./planeGroups.ts";
import type { PlaneSession } from "./planeSession.ts";

/** Files that are read at a time where each has one block. */
const FILES_AT_ONCE = 8;

/** What feeds a session. */
export type PlaneFeed = {
  groups: readonly PlaneGroup[];
  session: PlaneSession;
  source: RegionSource;
  /** Bytes of one read, about. */
  stepBytes: number;
  signal: AbortSignal;
};

/** Something that was read and has to be put into the session; `group` is what is whole after it. */
type Read = { put: () => void | Promise<void>; release: () => void; group: PlaneGroup | null };

/**
 * Puts group after group into level 0 of the session, and gives each when it is there: one read ahead of what is worked on.
 * @throws those of the source
 */
export async function* feedPlanes(feed: PlaneFeed): AsyncGenerator<PlaneGroup, void, void> {
  const reads = readsOf(feed);
  let ahead = reads.next();
  for (;;) {
    const { value: read, done } = await ahead;
    if (done === true) return;
    ahead = reads.next();
    // It is awaited above; until then it must not count as unhandled.
    ahead.catch(() => undefined);
    throwIfAborted(feed.signal);
    await read.put();
    read.release();
    if (read.group !== null) yield read.group;
  }
}

async function* readsOf(feed: PlaneFeed): AsyncGenerator<Read, void, void> {
  for (const group of feed.groups) {
    const planes = await storedPlanes(feed, group);
    yield* planes === null ? decodedReads(feed, group) : storedReads(feed, planes, group);
  }
}

/** The planes of a group with their blocks; null where the reader has none to give: as with one plane, so with the others. */
async function storedPlanes({ source, signal }: PlaneFeed, group: PlaneGroup): Promise<StoredPlane[] | null> {
  const planes: StoredPlane[] = [];
  for (const [slot, lead] of group.planes.entries()) {
    const box = planeBox(group, lead);
    const blocks = (await source.storedBlocks?.(box, signal)) ?? null;
    if (blocks === null) return null;
    planes.push({ blocks, box, slot, isDamaged: false });
  }
  return planes;
}

function planeBox({ box }: PlaneGroup, lead: readonly number[]): Region {
  const axes = lead.length;
  return { start: [...lead, ...box.start.slice(axes)], shape: [...lead.map(() => 1), ...box.shape.slice(axes)] };
}

/** The pixels of a group as the reader decodes them. */
async function* decodedReads({ source, session, stepBytes, signal }: PlaneFeed, group: PlaneGroup) {
  const { box } = group;
  const levels = [{ dataShape: box.shape, writeBlock: box.shape, offset: box.start.map((start) => -start) }];
  const steps = planReadSteps(box, source.blockShape, itemSize(source.dtype), levels, stepBytes);
  for (const [at, step] of steps.entries()) {
    const pixels = borrowPixels(source.dtype, sizeOfShape(step.shape));
    await source.read(step, pixels, signal);
    yield {
      put: () => putBox(session, group, step, pixels),
      release: () => returnPixels(pixels),
      group: at === steps.length - 1 ? group : null,
    };
  }
}

function putBox(
  session: PlaneSession,
  group: PlaneGroup,
  step: Region,
  pixels: Parameters<PlaneSession["put"]>[1],
): void {
  const [rows, columns] = [step.shape.at(-2)!, step.shape.at(-1)!];
  const [y, x] = [step.start.at(-2)!, step.start.at(-1)!];
  let at = 0;
  for (const [slot, lead] of group.planes.entries()) {
    const isInside = lead.every(
      (index, axis) => index >= step.start[axis]! && index < step.start[axis]! + step.shape[axis]!,
    );
    if (!isInside) continue;
    session.put(session.box(0, slot, { y, x, rows, columns }), pixels.subarray(at, at + rows * columns));
    at += rows * columns;
  }
}

type StoredPlane = { blocks: readonly StoredBlock[]; box: Region; slot: number; isDamaged: boolean };

/** The blocks of planes as the file has them, in reads of several: small planes that lie one after the other are read together. */
async function* storedReads(
  feed: PlaneFeed,
  planes: readonly StoredPlane[],
  group: PlaneGroup,
): AsyncGenerator<Read, void, void> {
  const { session, signal } = feed;
  const pieces = piecesOf(
    planes.flatMap((plane) => plane.blocks.map((block) => ({ block, plane }))),
    feed.stepBytes,
  );
  const read = async (piece: BlockPiece) => {
    const { source, offset, length } = piece;
    const room = source.fillsRoom === true ? borrowRoom(length) : undefined;
    return { ...piece, room, bytes: await source.read(offset, length, signal, room) };
  };
  yield { put: () => planes.forEach((plane) => clearAbsent(session, plane)), ...NOTHING };
  for await (const { offset, members, room, bytes } of mapAhead(pieces, readAhead(pieces, feed.stepBytes), read)) {
    yield {
      put: () => {
        for (const { block, plane } of members) {
          if (plane.isDamaged) continue;
          const from = block.stored!.offset - offset;
          const stored = bytes.subarray(from, from + block.stored!.length);
          plane.isDamaged = !isDecoded(session, plane.slot, block, stored);
        }
      },
      release: () => room !== undefined && returnRoom(room),
      group: null,
    };
  }
  yield {
    put: async () => {
      for (const { isDamaged, box, slot } of planes) if (isDamaged) await putDecoded(feed, box, slot);
    },
    ...NOTHING,
    group,
  };
}

/** Of a step that holds nothing that was read, and after which nothing more is whole. */
const NOTHING = { release: () => undefined, group: null };

function clearAbsent(session: PlaneSession, { blocks, slot }: StoredPlane): void {
  for (const { stored, parts } of blocks) {
    if (stored === null) for (const part of parts) session.clear(session.box(0, slot, part));
  }
}

/** False where the data do not decode as their directory says. */
function isDecoded(session: PlaneSession, slot: number, block: StoredBlock, bytes: Uint8Array): boolean {
  try {
    return session.decode(block, bytes, (part) => session.box(0, slot, part));
  } catch (thrown) {
    const { kind } = asZarrdropError(thrown);
    if (kind === "corrupt" || kind === "limit" || kind === "unsupported-feature") return false;
    throw thrown;
  }
}

/** A plane whose blocks are not as they should be: the reader knows what may still be read of them, and what to say of them. */
async function putDecoded({ source, session, signal }: PlaneFeed, box: Region, slot: number): Promise<void> {
  const [rows, columns] = [box.shape.at(-2)!, box.shape.at(-1)!];
  const pixels = borrowPixels(source.dtype, rows * columns);
  await source.read(box, pixels, signal);
  session.put(session.box(0, slot, { y: 0, x: 0, rows, columns }), pixels);
  returnPixels(pixels);
}

type PlaneBlock = { block: StoredBlock; plane: StoredPlane };
type BlockPiece = { source: ByteSource; offset: number; length: number; members: PlaneBlock[] };

/** Reads that are under way before the one that is waited for, at most; less than one is none: several where blocks lie in files of their own, as many as a read has room for. */
function readAhead(pieces: readonly BlockPiece[], stepBytes: number): number {
  const largest = pieces.reduce((most, { length }) => Math.max(most, length), 1);
  return Math.min(FILES_AT_ONCE, stepBytes / largest) - 1;
}

function piecesOf(blocks: readonly PlaneBlock[], maxBytes: number): BlockPiece[] {
  const bySource = new Map<ByteSource, PlaneBlock[]>();
  for (const each of blocks) {
    const { stored } = each.block;
    if (stored === null) continue;
    const list = bySource.get(stored.source);
    if (list === undefined) bySource.set(stored.source, [each]);
    else list.push(each);
  }
  return [...bySource].flatMap(([source, list]) =>
    mergeRanges(
      list.map(({ block }) => block.stored!),
      { maxBytes },
    ).map(({ offset, length, members }) => ({ source, offset, length, members: members.map((at) => list[at]!) })),
  );
}
