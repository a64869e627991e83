import type { Entries } from "./entries.ts";
import type { FileSet } from "./fileSet.ts";

/** Tells where the segment of a sub-block ends at the latest, without reading it: where the next known segment begins. */
export class SegmentEnds {
  /** Known positions of segments and the end of the file, ascending, for each file of the set. */
  readonly #positions: Float64Array[];

  constructor({ files, entries, metadataPosition, attachmentDirectoryPosition }: FileSet) {
    const counts = files.map(() => 0);
    for (let index = 0; index < entries.count; index++) counts[entries.part[index]!]!++;
    this.#positions = files.map(({ source, header }, place) => {
      const others = [source.size, header.directoryPosition];
      if (place === 0) others.push(metadataPosition, attachmentDirectoryPosition);
      const positions = new Float64Array(counts[place]! + others.length);
      positions.set(others);
      return positions;
    });
    fill(this.#positions, entries, counts);
    for (const positions of this.#positions) positions.sort();
  }

  /** The first known position after one in a file of the set; at most the file's size. */
  after(place: number, position: number): number {
    const positions = this.#positions[place]!;
    let from = 0;
    let to = positions.length;
    while (from < to) {
      const middle = (from + to) >>> 1;
      if (positions[middle]! <= position) from = middle + 1;
      else to = middle;
    }
    return positions[from] ?? position;
  }
}

function fill(columns: readonly Float64Array[], entries: Entries, counts: readonly number[]): void {
  const next = columns.map((column, place) => column.length - counts[place]!);
  for (let index = 0; index < entries.count; index++) {
    const place = entries.part[index]!;
    columns[place]![next[place]!++] = entries.position[index]!;
  }
}
