import { createStore } from "../state/store.ts";
import { differenceInView, type Difference } from "./difference.ts";
import { lookAt, lookAtOther, type Sight } from "./stageFrame.ts";

/** Milliseconds after which a comparison lets the page have its turn. */
const TURN = 6;

/** Says by how much the two pictures of a sight differ; null: not known, or there is one picture. It compares in short turns, and anew only when something else is seen. */
export class DifferenceMeter {
  readonly store = createStore<Difference | null, Difference | null>((_, next) => next, null);
  /** What was compared, or is; null: nothing. */
  #sight: Sight | null = null;
  #turn: ReturnType<typeof setTimeout> | undefined;

  /** Looks at what is seen now, once nothing of it is being read any more. */
  look(sight: Sight): void {
    const isBusy = sight.picture.tiles.isBusy || sight.other?.tiles.isBusy === true;
    if (this.#sight !== null && isSame(this.#sight, sight)) return;
    this.leave();
    const { other } = sight;
    if (other === null || isBusy) return;
    this.#sight = sight;
    const first = { picture: sight.picture, look: lookAt(sight) };
    this.#goOn(differenceInView(first, { picture: other, look: lookAtOther(sight, other) }, sight.size));
  }

  /** Nothing is compared any more. */
  leave(): void {
    clearTimeout(this.#turn);
    this.#sight = null;
    if (this.store.get() !== null) this.store.dispatch(null);
  }

  #goOn(comparison: ReturnType<typeof differenceInView>): void {
    const end = performance.now() + TURN;
    while (performance.now() < end) {
      const { done, value } = comparison.next();
      if (done === true) return this.store.dispatch(value);
    }
    this.#turn = setTimeout(() => this.#goOn(comparison));
  }
}

/** Whether the same pixels are seen: how their values become light says nothing of them. */
function isSame(a: Sight, b: Sight): boolean {
  return a.picture === b.picture && a.other === b.other && pixelsOf(a) === pixelsOf(b);
}

function pixelsOf(sight: Sight): string {
  const { camera, level, z, t, channels } = lookAt(sight);
  return JSON.stringify([sight.size, camera, level, z, t, channels.map(({ isVisible }) => isVisible)]);
}
