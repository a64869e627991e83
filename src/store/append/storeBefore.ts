import { ZarrdropError } from "../../model/errors.ts";
import type { OutputPlan } from "../../plan/plan.ts";
import type { Sink, StoreReader } from "../sink.ts";
import { changedWhileRead } from "../sinkErrors.ts";
import { HEADER_BYTES, keptParts, keptPath, readKept } from "./keptFile.ts";
import { isOutsideOldGrid } from "./oldGrid.ts";

/** Copies whose sizes are remembered: the chunks of a shard are read one by one. */
const KNOWN_COPIES = 1000;

/**
 * A store as it was before an append, whatever the append has done to it: a file that it changed is read from its copy, one that
 * it added is not there. What is merged with new time points comes from here, so that a unit that is done again gives the same.
 */
export class StoreBefore implements StoreReader {
  readonly #sink: Sink;
  readonly #output: OutputPlan;
  /** By path: bytes of the file of which there is a copy; null without a copy. */
  readonly #known = new Map<string, number | null>();

  /** `output` is the plan of the append. */
  constructor(sink: Sink, output: OutputPlan) {
    this.#sink = sink;
    this.#output = output;
  }

  async size(path: string): Promise<number | null> {
    if (isOutsideOldGrid(this.#output, path)) return null;
    const kept = await this.#keptBytes(path);
    if (kept === null) return this.#sink.size(path);
    return kept === 0 ? null : kept;
  }

  async read(path: string, range?: { offset: number; length: number }): Promise<Uint8Array<ArrayBuffer> | null> {
    if (isOutsideOldGrid(this.#output, path)) return null;
    const kept = await this.#keptBytes(path);
    if (kept === null) return this.#sink.read(path, range);
    if (kept === 0) return null;
    const offset = Math.min(range?.offset ?? 0, kept);
    const length = Math.min(range?.length ?? kept, kept - offset);
    const bytes = await this.#sink.read(keptPath(path), { offset: HEADER_BYTES + offset, length });
    // What is known to be there does not pass for a file that the store never had.
    if (bytes?.length !== length) throw changedWhileRead(keptPath(path));
    return bytes;
  }

  /**
   * Keeps a copy of a file before it is changed or removed, once: one that is there is of the file as it was, and never
   * written over. It is read back: when this resolves it is whole, and survives a power cut.
   * @throws `storage` for a destination that does not hold what was written to it; those of the sink
   */
  async keep(path: string): Promise<void> {
    // With a damaged one the append can still go on, and only that: what it does to the file once more comes to the same.
    if ((await readKept(this.#sink, path)).state !== "none") return;
    const bytes = (await this.#sink.read(path)) ?? new Uint8Array();
    // A file that is out of reach for a moment would be kept as one that is not there, and taken away when the store is put back.
    if (((await this.#sink.size(path)) ?? 0) !== bytes.length) throw changedWhileRead(path);
    await this.#sink.write(keptPath(path), keptParts(bytes));
    const kept = await readKept(this.#sink, path);
    if (kept.state !== "whole" || kept.bytes.length !== bytes.length) {
      await this.#sink.remove(keptPath(path));
      throw new ZarrdropError("storage", `The copy of ${path} could not be kept.`, {
        file: path,
        safe: "The file itself was not changed.",
        advice: "Check the drive of the destination, then start the same conversion again.",
      });
    }
    await this.#sink.sync([keptPath(path)]);
    this.#known.set(path, bytes.length);
  }

  /**
   * Changes or removes a chunk or shard file by `act`, after a copy of it is kept. When this resolves the change survives a power cut:
   * a journal that names the file could not tell the old one from it by its size. Files outside of the old grids are left to
   * whoever makes all of them durable.
   */
  async change(path: string, act: () => Promise<void>): Promise<void> {
    if (isOutsideOldGrid(this.#output, path)) return act();
    await this.keep(path);
    await act();
    await this.#sink.sync([path]);
  }

  async #keptBytes(path: string): Promise<number | null> {
    const known = this.#known.get(path);
    if (known !== undefined) return known;
    const kept = await readKept(this.#sink, path);
    const bytes = kept.state === "whole" ? kept.bytes.length : null;
    if (this.#known.size >= KNOWN_COPIES) this.#known.clear();
    this.#known.set(path, bytes);
    return bytes;
  }
}
