import { throwIfAborted } from "../../../bytes/abort.ts";
import { readMany, type WantedRange } from "../../../bytes/readMany.ts";
import type { ByteSource } from "../../../bytes/source.ts";

/** Bytes to read, and what to do with them. */
export type Piece = {
  source: ByteSource;
  range: WantedRange;
  /** Gets exactly the range, in bytes that it must not change unless they are in the range's home (`isHome`), and must not keep. */
  deliver: (bytes: Uint8Array<ArrayBuffer>, isHome: boolean) => void;
};

/** Reads pieces in large reads, file by file, each being delivered while the next is read. */
export async function readPieces(pieces: readonly Piece[], signal: AbortSignal): Promise<void> {
  const bySource = new Map<ByteSource, Piece[]>();
  for (const piece of pieces) {
    const list = bySource.get(piece.source);
    if (list === undefined) bySource.set(piece.source, [piece]);
    else list.push(piece);
  }
  for (const [source, list] of bySource) {
    const ranges = list.map((piece) => piece.range);
    for await (const { index, bytes, isHome } of readMany(source, ranges, signal)) {
      throwIfAborted(signal);
      list[index]!.deliver(bytes, isHome);
    }
  }
}
