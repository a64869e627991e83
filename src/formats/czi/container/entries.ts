/** Coordinate of a dimension that an entry does not have. It also makes tiles without a mosaic index lie below those with one. */
export const ABSENT = -(2 ** 31);

/** An entry of the sub-block directory: where a tile belongs and where its data are. */
export type Entry = {
  /** Number in the file, see `pixelTypeOf`. */
  pixelType: number;
  /** Byte position of its segment. */
  position: number;
  /** The number of the file that holds the segment; in `Entries` at last the place in `FileSet.files`. */
  part: number;
  compression: number;
  /** In pixels of full resolution, on a canvas that all scenes share; may be negative. */
  x: number;
  y: number;
  width: number;
  height: number;
  /** Pixels that are really stored: fewer in a pyramid. */
  storedWidth: number;
  storedHeight: number;
  /** Dimension M, the order in which tiles are painted; `ABSENT` without one. */
  mosaic: number;
  /** All other dimensions by letter, S among them. */
  coordinates: ReadonlyMap<string, Extent>;
};

/** Values of a dimension that an entry spans; nearly always one. */
export type Extent = { start: number; size: number };

/**
 * All entries of a file or set, in the order of the directory, as columns: files have up to millions. An entry that holds several
 * planes stands here once for each (`plane` of `planes`) after `expandSpans`.
 */
export class Entries {
  #count = 0;
  #capacity = 0;
  position = new Float64Array(0);
  part = new Uint16Array(0);
  pixelType = new Uint8Array(0);
  compression = new Int16Array(0);
  x = new Int32Array(0);
  y = new Int32Array(0);
  width = new Int32Array(0);
  height = new Int32Array(0);
  storedWidth = new Int32Array(0);
  storedHeight = new Int32Array(0);
  mosaic = new Int32Array(0);
  plane = new Uint32Array(0);
  planes = new Uint32Array(0);
  /** Coordinates by dimension letter; only the letters that occur. `ABSENT` for entries without the dimension. */
  readonly coordinates = new Map<string, Int32Array<ArrayBuffer>>();
  /** Entries that say that they span several values of a dimension; so far they stand for the first one. */
  readonly spans: { index: number; entry: Entry }[] = [];

  get count(): number {
    return this.#count;
  }

  /** Adds an entry. */
  add(entry: Entry): void {
    const index = this.#count;
    let isSpan = false;
    for (const [letter, extent] of entry.coordinates) isSpan ||= extent.size > 1 && letter !== "S";
    if (isSpan) this.spans.push({ index, entry });
    this.addPlane(entry, (_, extent) => extent.start, 0, 1);
  }

  /** Adds one plane of an entry; `at` gives its coordinates. */
  addPlane(entry: Entry, at: (letter: string, extent: Extent) => number, plane: number, planes: number): void {
    const index = this.#count;
    if (index === this.#capacity) this.#grow();
    this.position[index] = entry.position;
    this.part[index] = entry.part;
    this.pixelType[index] = entry.pixelType;
    this.compression[index] = entry.compression;
    this.x[index] = entry.x;
    this.y[index] = entry.y;
    this.width[index] = entry.width;
    this.height[index] = entry.height;
    this.storedWidth[index] = entry.storedWidth;
    this.storedHeight[index] = entry.storedHeight;
    this.mosaic[index] = entry.mosaic;
    this.plane[index] = plane;
    this.planes[index] = planes;
    for (const [letter, extent] of entry.coordinates) {
      let column = this.coordinates.get(letter);
      if (column === undefined) {
        column = new Int32Array(this.#capacity).fill(ABSENT);
        this.coordinates.set(letter, column);
      }
      column[index] = at(letter, extent);
    }
    this.#count++;
  }

  /** The coordinate of an entry, or `ABSENT`. */
  coordinate(letter: string, index: number): number {
    return this.coordinates.get(letter)?.[index] ?? ABSENT;
  }

  #grow(): void {
    const capacity = Math.max(64, this.#capacity * 2);
    this.#capacity = capacity;
    this.position = copied(new Float64Array(capacity), this.position);
    this.part = copied(new Uint16Array(capacity), this.part);
    this.pixelType = copied(new Uint8Array(capacity), this.pixelType);
    this.compression = copied(new Int16Array(capacity), this.compression);
    this.x = copied(new Int32Array(capacity), this.x);
    this.y = copied(new Int32Array(capacity), this.y);
    this.width = copied(new Int32Array(capacity), this.width);
    this.height = copied(new Int32Array(capacity), this.height);
    this.storedWidth = copied(new Int32Array(capacity), this.storedWidth);
    this.storedHeight = copied(new Int32Array(capacity), this.storedHeight);
    this.mosaic = copied(new Int32Array(capacity), this.mosaic);
    this.plane = copied(new Uint32Array(capacity), this.plane);
    this.planes = copied(new Uint32Array(capacity), this.planes);
    for (const [letter, column] of this.coordinates) {
      this.coordinates.set(letter, copied(new Int32Array(capacity).fill(ABSENT), column));
    }
  }
}

function copied<Column extends { set(source: Column): void }>(target: Column, source: Column): Column {
  target.set(source);
  return target;
}
