import { placeOfWork, type ChunkWork } from "./chunkWork.ts";
import type { Handled } from "./stageInput.ts";
import type { ViewedImage } from "./viewedImage.ts";

/** What a stage shows of the conversion of its picture, and how it goes where the work is. */
export class WorkFollower {
  #work: ChunkWork | null = null;
  #end = (): void => {};

  /** What is converted of the picture from now on; null: nothing is known of it. `onChange`: it has to be drawn anew. */
  follow(work: ChunkWork | null, onChange: () => void): void {
    this.#end();
    this.#work = work;
    this.#end = work?.chunks.subscribe(onChange) ?? (() => {});
    onChange();
  }

  leave(): void {
    this.#end();
  }

  /** Whether it is being converted, or rests. */
  get isUnderWay(): boolean {
    return this.#work !== null && this.#work.state !== "over";
  }

  /** Null before anything was told. */
  get work(): ChunkWork | null {
    return this.#work !== null && this.#work.chunks.version > 0 ? this.#work : null;
  }

  /** What lies over the picture while it is converted. */
  get shown(): ChunkWork | null {
    return this.isUnderWay ? this.work : null;
  }

  /** Shows the place of the work. Not while tiles are read: who follows does not ask for more than can be read. */
  lead(stage: Handled, image: ViewedImage, isBusy: boolean): void {
    const { work } = this;
    const view = stage.size;
    if (work?.state !== "running" || view === null || isBusy || !stage.view.get().isFollowing) return;
    const { level } = stage.view.get();
    const box = placeOfWork(image, work, level === "auto" ? 0 : level);
    if (box !== null) stage.view.dispatch({ type: "work", box, view });
  }
}
