import { throwIfAborted } from "../../../bytes/abort.ts";
import { Cursor } from "../../../bytes/cursor.ts";
import type { ByteSource } from "../../../bytes/source.ts";
import type { SectorRun } from "./chainSource.ts";
import { damagedCompound } from "./damaged.ts";

/** The end of a chain; what is between this and `MOST_SECTORS` are other marks. */
export const END_OF_CHAIN = 0xfffffffe;
/** Numbers of sectors are not above this. */
export const MOST_SECTORS = 0xfffffffa;

const ENTRY_BYTES = 4;
/** Bytes of the table that are looked at together. */
const PAGE_BYTES = 512;

/** A table that has for each sector the number of the one that follows it ([MS-CFB] 2.3, 2.4). It is read where chains lead. */
export class SectorTable {
  readonly #source: ByteSource;
  readonly #file: string;
  /** How many sectors there can be: as many as the table and the bytes that hold them have. */
  readonly #sectors: number;

  /** `sectors`: how many what holds them has room for. `file` names the file in errors. */
  constructor(source: ByteSource, sectors: number, file: string) {
    this.#source = source;
    this.#file = file;
    this.#sectors = Math.min(sectors, Math.floor(source.size / ENTRY_BYTES));
  }

  /**
   * The sectors of a chain: so many of them, or null for all up to its end.
   * @throws `corrupt` for a chain that leads out of the table, goes in circles, or ends before it has so many
   */
  async follow(start: number, wanted: number | null, signal: AbortSignal): Promise<SectorRun[]> {
    if (wanted !== null && wanted > this.#sectors) throw this.#damaged(`a chain of ${wanted} sectors`);
    const runs: SectorRun[] = [];
    let count = 0;
    let sector = start;
    let page = new Cursor(new Uint8Array(0), this.#file);
    let pageStart = 0;
    while (wanted === null ? sector !== END_OF_CHAIN : count < wanted) {
      if (sector >= this.#sectors) throw this.#damaged(`sector ${sector} of ${this.#sectors} in the chain of ${start}`);
      if (count === this.#sectors) throw this.#damaged(`the chain of ${start} goes in circles`);
      const last = runs.at(-1);
      if (last !== undefined && last.first + last.count === sector) last.count++;
      else runs.push({ first: sector, count: 1 });
      count++;
      if (count === wanted) break;
      const at = sector * ENTRY_BYTES - pageStart;
      if (at < 0 || at >= page.length) {
        throwIfAborted(signal);
        pageStart = Math.floor((sector * ENTRY_BYTES) / PAGE_BYTES) * PAGE_BYTES;
        const length = Math.min(PAGE_BYTES, this.#source.size - pageStart);
        page = new Cursor(await this.#source.read(pageStart, length, signal), this.#file);
      }
      sector = page.seek(sector * ENTRY_BYTES - pageStart).u32();
    }
    this.#checkDistinct(runs, start);
    return runs;
  }

  /** A chain that goes in circles may still be long enough. */
  #checkDistinct(runs: readonly SectorRun[], start: number): void {
    let end = 0;
    for (const { first, count } of runs.toSorted((a, b) => a.first - b.first)) {
      if (first < end) throw this.#damaged(`the chain of ${start} goes in circles`);
      end = first + count;
    }
  }

  #damaged(technical: string): Error {
    return damagedCompound(this.#file, technical);
  }
}
