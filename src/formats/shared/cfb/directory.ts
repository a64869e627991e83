import { Cursor } from "../../../bytes/cursor.ts";
import type { ByteSource } from "../../../bytes/source.ts";
import { joinPath } from "../../../model/paths.ts";
import { ZarrdropError } from "../../../model/errors.ts";
import { damagedCompound } from "./damaged.ts";

/** A stream as the directory lists it. */
export type StreamEntry = { start: number; size: number };

/** The directory of a compound file. */
export type CfbDirectory = {
  /** What holds the mini sectors. */
  root: StreamEntry;
  /** Streams by their paths: names of storages and their own, with "/" between them. */
  streams: ReadonlyMap<string, StreamEntry>;
};

const ENTRY_BYTES = 128;
const NAME_BYTES = 64;
const NO_ENTRY = 0xffffffff;
const STORAGE = 1;
const STREAM = 2;
/** Far more than any acquisition has. */
const MOST_ENTRIES = 500_000;
const DEEPEST = 16;

type Entry = StreamEntry & { name: string; kind: number; left: number; right: number; child: number };

/**
 * Reads the directory ([MS-CFB] 2.6): trees of siblings below storages.
 * @throws `corrupt` for entries that lead nowhere or in circles, `limit`
 */
export async function readCfbDirectory(
  source: ByteSource,
  version: number,
  signal: AbortSignal,
): Promise<CfbDirectory> {
  const count = Math.floor(source.size / ENTRY_BYTES);
  if (count > MOST_ENTRIES) throw new ZarrdropError("limit", `${source.name} lists too many streams.`);
  const cursor = new Cursor(await source.read(0, count * ENTRY_BYTES, signal), source.name);
  const entry = (index: number): Entry => readEntry(cursor.seek(index * ENTRY_BYTES), version);
  const root = entry(0);
  const streams = new Map<string, StreamEntry>();
  const visited = new Set<number>();
  const waiting = [{ index: root.child, folder: "", depth: 0 }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { index, folder, depth } = next;
    if (index === NO_ENTRY) continue;
    if (index >= count || visited.has(index)) throw damagedCompound(source.name, `entry ${index} of its directory`);
    visited.add(index);
    const { name, kind, left, right, child, start, size } = entry(index);
    waiting.push({ index: left, folder, depth }, { index: right, folder, depth });
    const path = joinPath(folder, name);
    if (kind === STREAM && !streams.has(path)) streams.set(path, { start, size });
    if (kind !== STORAGE) continue;
    if (depth === DEEPEST) throw new ZarrdropError("limit", `${source.name} has storages within too many others.`);
    waiting.push({ index: child, folder: path, depth: depth + 1 });
  }
  return { root, streams };
}

function readEntry(cursor: Cursor, version: number): Entry {
  const { position } = cursor;
  const name = cursor.utf16(NAME_BYTES);
  const kind = cursor.skip(2).u8();
  const left = cursor.skip(1).u32();
  const right = cursor.u32();
  const child = cursor.u32();
  const start = cursor.seek(position + 116).u32();
  // Older programs leave anything in the upper half.
  const size = version === 3 ? cursor.u32() : cursor.u64();
  return { name, kind, left, right, child, start, size };
}
