import { ZarrdropError } from "../../model/errors.ts";
import { intersectRegions, type Region, sizeOfShape } from "../../model/region.ts";
import type { LevelGeometry } from "../../plan/layout/levelGeometry.ts";

/** A plane of a chunk: where it is in the data, in the chunk (C order), and in the session's memory. */
export type StackedPlane = { lead: readonly number[]; plane: number; slot: number };

/** The planes of the chunks of a level that are being filled, which all have the same ones. */
export class PlaneStack {
  readonly #chunkLead: readonly number[];
  readonly #offset: readonly number[];
  readonly #owned: Region;
  #planes: StackedPlane[] = [];

  /** `owned`: what the unit writes of the level. */
  constructor({ level, offset }: LevelGeometry, owned: Region) {
    this.#chunkLead = level.chunkShape.slice(0, -2);
    this.#offset = offset;
    this.#owned = { start: owned.start.slice(0, -2), shape: owned.shape.slice(0, -2) };
  }

  /** Adds a plane, by its place along the axes before the two last; its slot is the next one unless it has one. */
  add(lead: readonly number[], slot: number | null): number {
    const plane = lead.reduce((sum, at, axis) => {
      const length = this.#chunkLead[axis]!;
      return sum * length + ((at + this.#offset[axis]!) % length);
    }, 0);
    const used = slot ?? this.#planes.length;
    this.#planes.push({ lead, plane, slot: used });
    return used;
  }

  /** The planes of the chunk, once the last is there; the stack is empty then. Null before. */
  takeWhole(): { index: number[]; planes: StackedPlane[] } | null {
    const index = this.#planes[0]!.lead.map((at, axis) =>
      Math.floor((at + this.#offset[axis]!) / this.#chunkLead[axis]!),
    );
    const box = {
      start: index.map((chunk, axis) => chunk * this.#chunkLead[axis]! - this.#offset[axis]!),
      shape: this.#chunkLead,
    };
    const missing = sizeOfShape(intersectRegions(box, this.#owned)!.shape) - this.#planes.length;
    if (missing > 0) return null;
    const planes = this.#planes;
    this.#planes = [];
    return { index, planes };
  }

  /**
   * To be called at the end of a unit.
   * @throws `internal` for a chunk that lacks planes
   */
  checkEmpty(): void {
    if (this.#planes.length > 0) throw new ZarrdropError("internal", `${this.#planes.length} planes were not written.`);
  }
}
