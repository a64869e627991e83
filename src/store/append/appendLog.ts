import { ZarrdropError } from "../../model/errors.ts";
import { STORE_BEFORE } from "../../model/storeMarker.ts";
import type { OutputPlan } from "../../plan/plan.ts";
import { parseFilePath } from "../levelFilePaths.ts";
import type { Sink } from "../sink.ts";
import { changedWhileRead } from "../sinkErrors.ts";
import { readStoredArray, type StoreFile } from "../storeMetadata.ts";
import { keptPath, pathOfKept, readKept } from "./keptFile.ts";
import { changesOldPixels, grows } from "./oldGrid.ts";
import { arrayFile, groupFile, metadataAfter, oldMetadataPaths, rootPaths } from "./oldMetadata.ts";
import { StoreBefore } from "./storeBefore.ts";

/**
 * How far an append came that left its marker. `untouched`: no file of the store was changed yet, or all were put back.
 * `restorable`: files may be changed, and the copies of all that are. `finished`: the new store is whole and only
 * copies, journal and marker have to go.
 */
export type AppendState = "untouched" | "restorable" | "finished";

/**
 * How far an append came. The copy of the root group's file decides: it is kept before anything is changed and it goes
 * first when the append has ended. Without it the arrays tell one from the other; where none grows the append may be
 * done again, with the same result.
 * @throws `corrupt` when that copy is damaged and others are needed; those of the sink
 */
export async function appendState(sink: Sink, output: OutputPlan): Promise<AppendState> {
  const group = groupFile(output);
  const root = await readKept(sink, group);
  if (root.state === "whole") return "restorable";
  const isTorn = ((await sink.size(keptPath(group))) ?? 0) > 0;
  if (isTorn && (await sink.list(STORE_BEFORE)).some((copy) => parseFilePath(output, pathOfKept(copy)) !== null)) {
    throw damaged();
  }
  if (await hasGrown(sink, output)) return "finished";
  // Cut off while it was written: nothing was changed yet.
  if (root.state === "none") return "untouched";
  throw damaged();

  function damaged(): ZarrdropError {
    return new ZarrdropError("corrupt", `The copies in ${STORE_BEFORE} are damaged: ${keptPath(group)}.`, {
      file: output.storeName,
      safe: "Nothing was changed by this call.",
      advice: "Take the store from a backup, or convert the whole series anew under another name.",
    });
  }
}

/** True when metadata tell that the append came to its end. */
async function hasGrown(sink: Sink, output: OutputPlan): Promise<boolean> {
  if (!grows(output) || (await sink.size(groupFile(output))) === null) return false;
  for (const level of output.levels) {
    const found = await readStoredArray(sink, output.zarrFormat, level.path).catch(() => null);
    if (found?.array?.shape.join() !== level.shape.join()) return false;
  }
  return true;
}

/**
 * The append's side of the writing of a store: copies of what it changes (`StoreBefore.keep`), the root that is taken away while a
 * reader would see neither the old image nor the new one, and the metadata at the end. Order on disk: marker; copies of the
 * metadata, the root group's last; chunks, each old file copied before; root away, arrays, root; copies gone, the root group's
 * first; then journal and marker.
 */
export class AppendLog {
  readonly #before: StoreBefore;
  readonly #sink: Sink;
  readonly #output: OutputPlan;
  #state: AppendState = "untouched";
  #isHidden = false;

  constructor(sink: Sink, output: OutputPlan) {
    this.#sink = sink;
    this.#output = output;
    this.#before = new StoreBefore(sink, output);
  }

  /** How far it had come when it was begun or gone on with. */
  get state(): AppendState {
    return this.#state;
  }

  /** True while others find no image. */
  get isHidden(): boolean {
    return this.#isHidden;
  }

  /**
   * Makes ready for changes, when the marker is there.
   * @throws those of the sink
   */
  async begin(): Promise<void> {
    // Left by another append, or by the last moments of one.
    await this.#sink.remove(STORE_BEFORE);
    const paths = await oldMetadataPaths(this.#sink, this.#output);
    // What makes it an image was there when the append was planned: the same holds for a look that misses it.
    const root = groupFile(this.#output);
    if (!paths.includes(root)) throw changedWhileRead(root);
    for (const path of paths) await this.#before.keep(path);
    await this.#hideIfChanged();
  }

  /**
   * The same after a stop: a `finished` one is left as it is.
   * @throws `corrupt` for damaged copies, those of the sink
   */
  async goOn(): Promise<void> {
    this.#state = await appendState(this.#sink, this.#output);
    if (this.#state === "untouched") await this.begin();
    else if (this.#state === "restorable") await this.#hideIfChanged();
  }

  /** Takes away what makes the store an image for others, until `metadata` is written. */
  async hide(): Promise<void> {
    if (this.#isHidden) return;
    const paths = rootPaths(this.#output).reverse();
    for (const path of paths) await this.#sink.remove(path);
    await this.#sink.sync(paths);
    this.#isHidden = true;
  }

  /** What made it an image was written again. */
  shown(): void {
    this.#isHidden = false;
  }

  /** The files that make it an image again: see `metadataAfter`. */
  metadata(change: (attributes: Record<string, unknown>) => Record<string, unknown>): Promise<StoreFile[]> {
    return metadataAfter(this.#before, this.#output, change);
  }

  /** Removes the copies. From the first one on the append cannot be undone. */
  async drop(): Promise<void> {
    await dropCopies(this.#sink, this.#output);
  }

  async #hideIfChanged(): Promise<void> {
    if (changesOldPixels(this.#output) || !(await this.#showsOldStore())) await this.hide();
  }

  /** True while all metadata are those of the store before. */
  async #showsOldStore(): Promise<boolean> {
    const arrays = this.#output.levels.map((_, level) => arrayFile(this.#output, level).path);
    for (const path of [...arrays, ...rootPaths(this.#output)]) {
      const [old, now] = await Promise.all([this.#before.read(path), this.#sink.read(path)]);
      if (old?.length !== now?.length || old?.some((byte, at) => byte !== now![at]) === true) return false;
    }
    return true;
  }
}

/** Removes the copies of an append, that of the root group first: without it the others count for nothing. */
export async function dropCopies(sink: Sink, output: OutputPlan): Promise<void> {
  const first = keptPath(groupFile(output));
  await sink.remove(first);
  await sink.sync([first]);
  await sink.remove(STORE_BEFORE);
}
