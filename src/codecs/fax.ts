import { ZarrdropError } from "../model/errors.ts";
import type { AtMost, Decompressor } from "./codec.ts";
import { HORIZONTAL, LONGEST_CODE, PASS, ROW_MODES, RUNS, type CodeTable } from "./faxCodes.ts";

/**
 * Rows of black and white runs (ITU-T T.4 and T.6): one by one with each on whole bytes ("rows"), after marks that end a line
 * ("group3"; with `isMixed` a bit behind each mark says whether the row is told from the one above), or all told from the one above ("group4").
 */
export type FaxScheme = { kind: "rows" } | { kind: "group3"; isMixed: boolean } | { kind: "group4" };

/** A decoder of rows of so many pixels, to bits of which white is 0, each row on whole bytes. What ends early has fewer rows. */
export function faxDecompressor(scheme: FaxScheme, width: number): Decompressor {
  const rowBytes = Math.ceil(width / 8);
  return {
    decode(input, decodedSize) {
      const most = typeof decodedSize === "number" ? decodedSize : (decodedSize as AtMost).atMost;
      const decoded = new Uint8Array(Math.floor(most / rowBytes) * rowBytes);
      const rows = new FaxRows(input, scheme, width);
      let filled = 0;
      while (filled < decoded.length && rows.next()) {
        paint(decoded.subarray(filled, filled + rowBytes), rows.ends, width);
        filled += rowBytes;
      }
      if (typeof decodedSize === "number" && filled !== decodedSize) throw damaged(`${filled} of ${decodedSize} bytes`);
      return decoded.subarray(0, filled);
    },
  };
}

/** Sets the bits of black runs: from each first end to each second one. */
function paint(row: Uint8Array, ends: readonly number[], width: number): void {
  for (let index = 0; index < ends.length; index += 2) {
    const to = ends[index + 1] ?? width;
    for (let x = ends[index]!; x < to;) {
      if ((x & 7) === 0 && to - x >= 8) {
        row[x >> 3] = 0xff;
        x += 8;
      } else {
        row[x >> 3]! |= 0x80 >> (x & 7);
        x++;
      }
    }
  }
}

/** Rows of a coded picture, one after the other. */
class FaxRows {
  /** Where the colour changes in the row, first to black. */
  ends: number[] = [];
  readonly #input: Uint8Array;
  readonly #scheme: FaxScheme;
  readonly #width: number;
  /** Position in bits. */
  #at = 0;

  constructor(input: Uint8Array, scheme: FaxScheme, width: number) {
    this.#input = input;
    this.#scheme = scheme;
    this.#width = width;
  }

  /** Reads the next row; false at the end of the picture or of the data. */
  next(): boolean {
    const { kind } = this.#scheme;
    if (kind === "rows") this.#at = Math.ceil(this.#at / 8) * 8;
    const marks = kind === "rows" ? 0 : this.#skipMarks();
    // Two marks end a picture of group 4, six one of group 3; none of them comes twice inside.
    if (marks > 1 || this.#at >= this.#input.length * 8) return false;
    if (kind === "group4") this.#readAgainst();
    else if (kind === "group3" && this.#scheme.isMixed && this.#bits(1) === 0) this.#readAgainst();
    else this.#readAlone();
    return true;
  }

  /** Marks at the ends of lines: eleven zeros or more, and a one. Behind one of mixed rows a bit follows, which is read if another mark does. */
  #skipMarks(): number {
    const isMixed = this.#scheme.kind === "group3" && this.#scheme.isMixed;
    let marks = 0;
    for (;;) {
      let at = this.#at + (isMixed && marks > 0 ? 1 : 0);
      const start = at;
      const end = this.#input.length * 8;
      while (at < end && ((this.#input[at >> 3]! >> (7 - (at & 7))) & 1) === 0) at++;
      if (at - start < 11) return marks;
      if (at >= end) {
        // Zeros fill the last byte.
        this.#at = end;
        return marks;
      }
      this.#at = at + 1;
      marks++;
    }
  }

  #readAlone(): void {
    const ends: number[] = [];
    let x = 0;
    for (let color = 0; x < this.#width; color ^= 1) {
      x += this.#run(color);
      if (x > this.#width) throw damaged("a row is too long");
      if (x < this.#width || color === 1) ends.push(x);
    }
    this.ends = ends;
  }

  /** Reads a row that is told by where its runs end under those of the row before. */
  #readAgainst(): void {
    const above = this.ends;
    const ends: number[] = [];
    const width = this.#width;
    let x = -1;
    let color = 0;
    let index = 0;
    while (x < width) {
      // The first change above that is right of here, and to the other colour.
      while (index > 0 && (above[index - 1] ?? width) > x) index--;
      while (index < above.length && (above[index]! <= x || index % 2 !== color)) index++;
      const under = above[index] ?? width;
      const mode = this.#code(ROW_MODES);
      if (mode === PASS) {
        x = above[index + 1] ?? width;
        continue;
      }
      if (mode === HORIZONTAL) {
        const first = Math.max(x, 0) + this.#run(color);
        x = first + this.#run(color ^ 1);
        if (x > width) throw damaged("a row is too long");
        ends.push(first, x);
        continue;
      }
      const end = under + mode;
      if (end < Math.max(x, 0) || end > width) throw damaged("a run ends where none can");
      x = end;
      ends.push(end);
      color ^= 1;
    }
    this.ends = ends;
  }

  /** The length of a run: long parts, and the rest. */
  #run(color: number): number {
    let run = 0;
    for (;;) {
      const part = this.#code(RUNS[color]!);
      run += part;
      if (part < 64) return run;
      if (run > this.#width) throw damaged("a run is too long");
    }
  }

  #code(table: CodeTable): number {
    const found = table[this.#peek()]!;
    if (found === 0) throw damaged(`no code at bit ${this.#at}`);
    this.#at += found & 15;
    if (this.#at > this.#input.length * 8) throw damaged("the data end within a row");
    return found >> 4;
  }

  #bits(count: number): number {
    const value = this.#peek() >> (LONGEST_CODE - count);
    this.#at += count;
    return value;
  }

  /** The next bits, as many as the longest code has; zeros behind the end. */
  #peek(): number {
    const byte = this.#at >> 3;
    const input = this.#input;
    const three = ((input[byte] ?? 0) << 16) | ((input[byte + 1] ?? 0) << 8) | (input[byte + 2] ?? 0);
    return (three >> (24 - LONGEST_CODE - (this.#at & 7))) & (2 ** LONGEST_CODE - 1);
  }
}

function damaged(technical: string): ZarrdropError {
  return new ZarrdropError("corrupt", "The data are damaged: they are no picture of black and white runs.", {
    technical,
  });
}
