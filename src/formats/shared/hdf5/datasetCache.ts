import { ZarrdropError } from "../../../model/errors.ts";
import { BoundedCache } from "../../../model/boundedCache.ts";
import { damagedHdf5 } from "./errors.ts";
import type { Hdf5Dataset } from "./dataset.ts";
import type { Hdf5Node } from "./node.ts";

/** Datasets that stay open. */
const OPEN_DATASETS = 128;

/** Datasets of a file by their paths; the last ones stay open. */
export class DatasetCache {
  readonly #root: Hdf5Node;
  readonly #file: string;
  readonly #open = new BoundedCache<string, { dataset: Hdf5Dataset | null }>(OPEN_DATASETS, () => 1);

  /** `root`: where paths begin. */
  constructor(root: Hdf5Node, file: string) {
    this.#root = root;
    this.#file = file;
  }

  /** The dataset at a path; null where there is none. */
  async open(path: string, signal: AbortSignal): Promise<Hdf5Dataset | null> {
    const known = this.#open.get(path);
    if (known !== undefined) return known.dataset;
    const dataset = (await this.#root.child(path, signal))?.dataset() ?? null;
    this.#open.put(path, { dataset });
    return dataset;
  }

  /**
   * The same, which must be there, and of another one's type and number of axes.
   * @throws `corrupt`, `unsupported-feature`
   */
  async openLike(path: string, other: Hdf5Dataset, signal: AbortSignal): Promise<Hdf5Dataset> {
    const dataset = await this.open(path, signal);
    // What nobody says is missing must not become black.
    if (dataset === null) throw damagedHdf5(this.#file, `no ${path}`);
    const isLike = dataset.pixelType?.dtype === other.pixelType?.dtype && dataset.shape.length === other.shape.length;
    if (isLike) return dataset;
    throw new ZarrdropError("unsupported-feature", `${this.#file} has parts of one image that differ in type.`, {
      file: this.#file,
      technical: path,
    });
  }
}
