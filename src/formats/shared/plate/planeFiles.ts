import { type BlockCache, createBlockCache } from "../../../bytes/blockCache.ts";
import type { ByteDirectory } from "../../../bytes/source.ts";
import { allocatePixels, itemSize, type PixelArray } from "../../../model/dtype.ts";
import { ZarrdropError } from "../../../model/errors.ts";
import { BoundedCache } from "../../../model/boundedCache.ts";
import { copyBox } from "../../../model/copyBox.ts";
import type { OpenPages, StoredPages } from "../storedPages.ts";
import type { PlanePlace } from "./layoutPlate.ts";

/** What all planes of a plate have in common. */
export type PlaneForm = Pick<StoredPages, "rows" | "columns" | "dtype">;

/** A box of a plane. */
export type PlaneBox = { y: number; x: number; rows: number; columns: number };

/** Files that are kept open. */
const MOST_OPEN = 64;

/** The files of a plate's planes, opened when they are first read; the least recently used make room for others. */
export class PlaneFiles {
  readonly #directory: ByteDirectory;
  readonly #openPages: OpenPages;
  readonly #pagesOfFile: number;
  readonly #lifetime: AbortSignal;
  readonly #blocks: BlockCache = createBlockCache();
  readonly #open = new BoundedCache<string, Promise<StoredPages>>(MOST_OPEN, () => 1);

  /** `pagesOfFile`: most planes that are in one file. */
  constructor(directory: ByteDirectory, openPages: OpenPages, pagesOfFile: number, lifetime: AbortSignal) {
    this.#directory = directory;
    this.#pagesOfFile = pagesOfFile;
    this.#openPages = openPages;
    this.#lifetime = lifetime;
  }

  /**
   * What a plane is.
   * @throws those of the picture's reader; `unsupported-feature` for what is no plane of single values
   */
  async form({ path }: PlanePlace): Promise<PlaneForm> {
    const { rows, columns, dtype } = await this.#openFile(path, 0);
    return { rows, columns, dtype };
  }

  /**
   * Fills `target` with a box of a plane.
   * @throws as `form`; `unsupported-feature` for a plane of another form
   */
  async read(
    place: PlanePlace,
    form: PlaneForm,
    box: PlaneBox,
    target: PixelArray,
    signal: AbortSignal,
  ): Promise<void> {
    const pages = await this.#pages(place.path, form);
    checkForm(place.path, pages, form);
    const rows = { start: box.y, count: box.rows };
    if (box.columns === form.columns) return pages.readRows(place.page, rows, target, signal);
    const whole = allocatePixels(form.dtype, box.rows * form.columns);
    await pages.readRows(place.page, rows, whole, signal);
    const part = { start: [0, box.x], shape: [box.rows, box.columns] };
    copyBox(whole, { start: [0, 0], shape: [box.rows, form.columns] }, target, part, part);
  }

  /** Forgets all files. */
  close(): void {
    this.#blocks.clear();
    this.#open.clear();
  }

  #pages(path: string, { rows, columns, dtype }: PlaneForm): Promise<StoredPages> {
    const known = this.#open.get(path);
    if (known !== undefined) return known;
    const opened = this.#openFile(path, this.#pagesOfFile * rows * columns * itemSize(dtype));
    this.#open.put(path, opened);
    // What failed may work another time (a disk that comes back).
    opened.catch(() => this.#open.delete(path));
    return opened;
  }

  async #openFile(path: string, bytes: number): Promise<StoredPages> {
    const source = await this.#directory.open(path);
    if (source === null) {
      throw new ZarrdropError("source-changed", `${path} is not there any more.`, { file: path });
    }
    const found = await this.#openPages(source, { bytes, cache: this.#blocks, signal: this.#lifetime });
    if (found.kind !== "pages") {
      throw wrongPlane(path, found.kind === "unknown" ? "it is no picture" : `it is ${found.technical}`);
    }
    if (found.samples !== 1) throw wrongPlane(path, `it has ${found.samples} samples for each pixel`);
    return found;
  }
}

function checkForm(path: string, found: StoredPages, { rows, columns, dtype }: PlaneForm): void {
  if (found.rows === rows && found.columns === columns && found.dtype === dtype) return;
  throw wrongPlane(
    path,
    `it has ${found.columns} × ${found.rows} pixels of ${found.dtype}, and the others ${columns} × ${rows} of ${dtype}`,
  );
}

function wrongPlane(path: string, why: string): ZarrdropError {
  return new ZarrdropError("unsupported-feature", `${path} cannot be read as a plane of the plate: ${why}.`, {
    file: path,
    files: [path],
  });
}
