import { throwIfAborted } from "../../../bytes/abort.ts";
import type { ByteRange } from "../../../bytes/range.ts";
import { readMany } from "../../../bytes/readMany.ts";
import { damaged } from "../errors.ts";
import type { FrameStore } from "./frameStore.ts";

/** A frame that is wanted: which bytes of its pixels, and what to do with them. */
export type FrameRequest = {
  frame: number;
  /** Ranges from the first byte of the frame's data on; null for all of it. */
  ranges: ByteRange[] | null;
  /** Gets one of the ranges, in bytes that must not be changed; may be called again for a range whose bytes turned out to be wrong. */
  deliver: (bytes: Uint8Array<ArrayBuffer>, range: number) => void;
};

/** A range of the file, and for what. */
type Piece = { request: FrameRequest; range: ByteRange; part: number };

/** The part that stands for a frame's header. */
const PROBE = -1;

/**
 * Reads frames with few large reads. The place of a frame is assumed and its header read along; frames that are
 * elsewhere are read once more.
 * @throws `corrupt`, `cancelled`
 */
export async function readFrames(
  store: FrameStore,
  requests: readonly FrameRequest[],
  signal: AbortSignal,
): Promise<void> {
  const moved = await readRound(store, requests, signal);
  if (moved.length > 0) await readRound(store, moved, signal);
}

/** Reads what is wanted and returns what has to be read again. */
async function readRound(
  store: FrameStore,
  requests: readonly FrameRequest[],
  signal: AbortSignal,
): Promise<FrameRequest[]> {
  const pieces: Piece[] = [];
  for (const request of requests) await lineUp(store, request, pieces, signal);
  const moved = new Set<FrameRequest>();
  const ranges = pieces.map(({ range }) => range);
  for await (const { index, bytes } of readMany(store.source, ranges, signal)) {
    throwIfAborted(signal);
    const { request, part } = pieces[index]!;
    if (part !== PROBE) {
      if (!moved.has(request)) request.deliver(bytes, part);
    } else if (!store.confirm(request.frame, bytes)) moved.add(request);
  }
  return [...moved];
}

async function lineUp(store: FrameStore, request: FrameRequest, pieces: Piece[], signal: AbortSignal): Promise<void> {
  const { frame, ranges } = request;
  const probe = store.probe(frame);
  let data = store.data(frame);
  if (data === null) {
    await confirmAlone(store, frame, signal);
    data = store.data(frame);
  } else if (probe !== null) pieces.push({ request, range: probe, part: PROBE });
  if (data === null) throw damaged(store.source.name, `frame ${frame + 1} cannot be found`);
  const { start, length } = data;
  if (ranges === null) pieces.push({ request, range: { offset: start, length }, part: 0 });
  else {
    for (const [part, range] of ranges.entries()) {
      pieces.push({ request, range: { offset: start + range.offset, length: range.length }, part });
    }
  }
}

/** Reads the header of a frame about which nothing is known that could be assumed. */
async function confirmAlone(store: FrameStore, frame: number, signal: AbortSignal): Promise<void> {
  const probe = store.probe(frame);
  if (probe === null) return;
  store.confirm(frame, await store.source.read(probe.offset, probe.length, signal));
}
