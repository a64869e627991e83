import { crc32c } from "../../codecs/crc32c.ts";
import { STORE_BEFORE } from "../../model/storeMarker.ts";
import type { StoreReader } from "../sink.ts";
import { changedWhileRead } from "../sinkErrors.ts";

/** Bytes that a copy has before those of the file. */
export const HEADER_BYTES = 4;

/** Where the copy of a file of the store is kept while an append goes on. */
export function keptPath(path: string): string {
  return `${STORE_BEFORE}/${path}`;
}

/** The file of the store that a copy is of. */
export function pathOfKept(kept: string): string {
  return kept.slice(STORE_BEFORE.length + 1);
}

/**
 * What a copy holds: the CRC-32C of the file's bytes, then these. The checksum comes first: what is left of a copy that was cut off still says what
 * it was to be a copy of. Of a file that was not there the checksum alone is kept: it has to go when the store is put back.
 */
export function keptParts(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer>[] {
  const header = new Uint8Array(HEADER_BYTES);
  new DataView(header.buffer).setUint32(0, crc32c(bytes), true);
  return [header, bytes];
}

/**
 * The copy of a file. `whole`: with the file's bytes (none: it was not there). `none`: there is no copy, or only the beginning of one of the file as it
 * is now. A disk that fails leaves that, and then nothing has changed the file: it is changed when its copy was read back. `damaged`: any other.
 */
export type KeptFile = { state: "none" } | { state: "damaged" } | { state: "whole"; bytes: Uint8Array<ArrayBuffer> };

/**
 * What there is of a file's copy.
 * @throws those of the sink, `storage` for a copy that is out of reach for a moment
 */
export async function readKept(store: StoreReader, path: string): Promise<KeptFile> {
  const kept = keptPath(path);
  const copy = await store.read(kept);
  // One that passes for none would be written over with the file as it is now.
  if (copy === null && ((await store.size(kept)) ?? 0) > 0) throw changedWhileRead(kept);
  if (copy === null) return { state: "none" };
  const bytes = wholeBytesOf(copy);
  if (bytes !== null) return { state: "whole", bytes };
  const now = (await store.read(path)) ?? new Uint8Array();
  return isCutOff(copy, now) ? { state: "none" } : { state: "damaged" };
}

/** The bytes of the file that a copy is of, or null for a copy that is not whole. */
function wholeBytesOf(copy: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> | null {
  if (copy.length < HEADER_BYTES) return null;
  const bytes = copy.subarray(HEADER_BYTES);
  const checksum = new DataView(copy.buffer, copy.byteOffset).getUint32(0, true);
  return crc32c(bytes) === checksum ? bytes : null;
}

/** True for the beginning of a copy of a file with these bytes. */
function isCutOff(copy: Uint8Array<ArrayBuffer>, bytes: Uint8Array<ArrayBuffer>): boolean {
  const [header] = keptParts(bytes);
  return (
    copy.length < HEADER_BYTES + bytes.length &&
    copy.every((byte, at) => byte === (at < HEADER_BYTES ? header![at] : bytes[at - HEADER_BYTES]))
  );
}
