import { describe, expect, it } from "vitest";
import { sourceBytes } from "../../fixtures/codecVectors.ts";
import { loadDecompressor } from "./compressors.ts";

type Habits = {
  /** Clears the table when it has this many entries; Infinity: goes on with a full one. */
  clearAt: number;
  clearFirst: boolean;
  endCode: boolean;
};

/** LZW with the habits of different writers (TIFF 6.0, section 13). The usual ones are tested with foreign data: vectors.test.ts. */
function encode(data: Uint8Array, { clearAt, clearFirst, endCode }: Habits): Uint8Array {
  const out: number[] = [];
  let table = new Map<number, number>();
  let next = 258;
  let width = 9;
  let held = 0;
  let bits = 0;
  const put = (code: number): void => {
    held = (held << width) | code;
    for (bits += width; bits >= 8; bits -= 8) out.push((held >> (bits - 8)) & 255);
    held &= (1 << bits) - 1;
  };
  const clear = (): void => {
    put(256);
    table = new Map();
    next = 258;
    width = 9;
  };
  if (clearFirst) clear();
  let word = -1;
  for (const byte of data) {
    const longer = word < 0 ? byte : (table.get(word * 256 + byte) ?? -1);
    if (longer >= 0) {
      word = longer;
      continue;
    }
    put(word);
    if (next < 4096) table.set(word * 256 + byte, next++);
    // The reader's table is one entry behind, and TIFF widens one code early.
    if (next - 1 >= (1 << width) - 1 && width < 12) width++;
    if (next >= clearAt) clear();
    word = byte;
  }
  if (word >= 0) put(word);
  if (next >= (1 << width) - 1 && width < 12) width++;
  if (endCode) put(257);
  if (bits > 0) out.push((held << (8 - bits)) & 255);
  return Uint8Array.from(out);
}

describe("LZW", () => {
  it.each<[string, Habits]>([
    ["clears at 4094 entries", { clearAt: 4094, clearFirst: true, endCode: true }],
    ["clears early", { clearAt: 1000, clearFirst: true, endCode: true }],
    ["clears each entry", { clearAt: 259, clearFirst: true, endCode: true }],
    ["never clears", { clearAt: Infinity, clearFirst: true, endCode: true }],
    ["has no end code", { clearAt: 4094, clearFirst: true, endCode: false }],
    ["does not clear first", { clearAt: 4094, clearFirst: false, endCode: true }],
  ])("reads a writer that %s", async (_, habits) => {
    const decompressor = await loadDecompressor({ id: "lzw" });
    for (const kind of ["noise", "ramp", "zeros"] as const) {
      const data = sourceBytes(kind, 100_000);
      expect(Buffer.compare(decompressor.decode(encode(data, habits), data.length), data)).toBe(0);
    }
  });
});
