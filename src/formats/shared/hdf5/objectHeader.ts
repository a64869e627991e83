import { LIMITS } from "../../../model/limits.ts";
import { ZarrdropError } from "../../../model/errors.ts";
import type { Hdf5Access, Hdf5Cursor } from "./access.ts";
import { damagedHdf5, unsupportedHdf5 } from "./errors.ts";

/** Types of header messages (File Format Specification 3.0, IV.A.2) that are looked at here. */
export const MESSAGE = {
  dataspace: 0x01,
  linkInfo: 0x02,
  datatype: 0x03,
  oldFill: 0x04,
  fill: 0x05,
  link: 0x06,
  externalFiles: 0x07,
  layout: 0x08,
  filters: 0x0b,
  attribute: 0x0c,
  continuation: 0x10,
  symbolTable: 0x11,
  attributeInfo: 0x15,
} as const;

/** A message of an object header. */
export type HeaderMessage = { type: number; data: Uint8Array };

/** An object of a file: what its header says of it. */
export type ObjectHeader = { address: number; messages: readonly HeaderMessage[] };

/** Pieces of one header; the library makes a new one when the last is full, an honest header has a few. */
const MOST_PIECES = 65_536;
const SHARED = 0x02;

type Piece = { address: number; length: number };

/**
 * Reads an object's header, all its pieces, messages that are kept elsewhere resolved.
 * @throws `corrupt`, `unsupported-feature`, `limit`
 */
export function readObjectHeader(access: Hdf5Access, address: number, signal: AbortSignal): Promise<ObjectHeader> {
  const parse = async (): Promise<ObjectHeader> => {
    const start = await access.read(address, 4, signal);
    const isNew = start[0] === 0x4f && start[1] === 0x48 && start[2] === 0x44 && start[3] === 0x52;
    const raw = isNew ? await readNewHeader(access, address, signal) : await readOldHeader(access, address, signal);
    const messages: HeaderMessage[] = [];
    for (const { type, flags, data } of raw) {
      const isShared = (flags & SHARED) !== 0;
      messages.push({ type, data: isShared ? await sharedMessage(access, type, data, signal) : data });
    }
    return { address, messages };
  };
  const bytesOf = ({ messages }: ObjectHeader) => messages.reduce((sum, { data }) => sum + 100 + data.length, 100);
  return access.kept(`header ${address}`, parse, bytesOf);
}

/** The data of an object's first message of a type, or null. */
export function messageOf({ messages }: ObjectHeader, type: number): Uint8Array | null {
  return messages.find((message) => message.type === type)?.data ?? null;
}

/**
 * The message that another object's header has, or this one's shared type in it.
 * @throws `corrupt`, `unsupported-feature` for a table of shared messages
 */
export async function sharedMessage(
  access: Hdf5Access,
  type: number,
  reference: Uint8Array,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const cursor = access.over(reference);
  const version = cursor.u8();
  const kind = cursor.u8();
  if (version === 3 && kind === 1) throw unsupportedHdf5(access.file, "a table of shared header messages");
  if (version === 1) cursor.skip(6);
  const address = cursor.definedAddress();
  const raw = await rawMessages(access, address, signal);
  const found = raw.find((message) => message.type === type);
  // A committed type is not itself elsewhere.
  if (found === undefined || (found.flags & SHARED) !== 0) {
    throw damagedHdf5(access.file, `no message ${type} at ${address}`);
  }
  return found.data;
}

type RawMessage = HeaderMessage & { flags: number };

async function rawMessages(access: Hdf5Access, address: number, signal: AbortSignal): Promise<RawMessage[]> {
  const start = await access.read(address, 1, signal);
  return start[0] === 0x4f ? readNewHeader(access, address, signal) : readOldHeader(access, address, signal);
}

async function readOldHeader(access: Hdf5Access, address: number, signal: AbortSignal): Promise<RawMessage[]> {
  const prefix = await access.cursor(address, 16, signal);
  const version = prefix.u8();
  if (version !== 1) throw damagedHdf5(access.file, `object header of version ${version} at ${address}`);
  const length = prefix.seek(8).u32();
  const first = { address: address + 16, length };
  return readPieces(access, first, async (piece) =>
    parseOldMessages(await access.cursor(piece.address, piece.length, signal)),
  );
}

function parseOldMessages(cursor: Hdf5Cursor): RawMessage[] {
  const messages: RawMessage[] = [];
  while (cursor.remaining >= 8) {
    const type = cursor.u16();
    const length = cursor.u16();
    const flags = cursor.u8();
    cursor.skip(3);
    messages.push({ type, flags, data: cursor.bytes(length) });
  }
  return messages;
}

async function readNewHeader(access: Hdf5Access, address: number, signal: AbortSignal): Promise<RawMessage[]> {
  const prefix = await access.signed(address, 6, "OHDR", signal);
  const version = prefix.u8();
  if (version !== 2) throw unsupportedHdf5(access.file, `object headers of version ${version}`);
  const flags = prefix.u8();
  const width = 1 << (flags & 3);
  const times = (flags & 0x20) === 0 ? 0 : 16;
  const phases = (flags & 0x10) === 0 ? 0 : 4;
  const prefixBytes = 6 + times + phases + width;
  const length = (await access.cursor(address + prefixBytes - width, width, signal)).sized(width);
  const first = { address, length: prefixBytes + length + 4 };
  const hasOrder = (flags & 0x04) !== 0;
  return readPieces(access, first, async (piece) => {
    const isFirst = piece === first;
    const cursor = await access.checked(piece.address, piece.length, isFirst ? "OHDR" : "OCHK", signal);
    return parseNewMessages(cursor.seek(isFirst ? prefixBytes : 4), hasOrder);
  });
}

function parseNewMessages(cursor: Hdf5Cursor, hasOrder: boolean): RawMessage[] {
  const messages: RawMessage[] = [];
  const prefixBytes = hasOrder ? 6 : 4;
  // What is less than a message at the end is a gap.
  while (cursor.remaining >= prefixBytes) {
    const type = cursor.u8();
    const length = cursor.u16();
    const flags = cursor.u8();
    if (hasOrder) cursor.skip(2);
    messages.push({ type, flags, data: cursor.bytes(length) });
  }
  return messages;
}

/** All messages of a header: those of a piece name the next ones. */
async function readPieces(
  access: Hdf5Access,
  first: Piece,
  read: (piece: Piece) => Promise<RawMessage[]>,
): Promise<RawMessage[]> {
  const pieces = [first];
  const seen = new Set<number>();
  const all: RawMessage[] = [];
  for (let next = 0; next < pieces.length; next++) {
    const piece = pieces[next]!;
    if (seen.has(piece.address) || pieces.length > MOST_PIECES) {
      throw damagedHdf5(access.file, `the header at ${first.address} has no end`);
    }
    seen.add(piece.address);
    for (const message of await read(piece)) {
      if (message.type === MESSAGE.continuation) {
        const cursor = access.over(message.data);
        pieces.push({ address: cursor.definedAddress(), length: cursor.definedSize() });
      } else all.push(message);
    }
    if (all.length > LIMITS.linkedEntries) {
      throw new ZarrdropError("limit", `An object of ${access.file} has too many header messages.`, {
        file: access.file,
      });
    }
  }
  return all;
}
