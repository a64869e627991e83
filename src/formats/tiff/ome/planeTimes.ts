import type { XmlElement } from "../../shared/xml.ts";
import type { Quantity } from "./quantity.ts";

/** The first and the last time point of which it is known when it was taken. */
type Times = { unit: string | null; first: Moment; last: Moment };
type Moment = { index: number; delta: number };

/**
 * When the planes of images were taken (`DeltaT`), for documents that do not say the interval: of the first channel and section. The elements
 * are as many as planes, and looked at as they come.
 */
export class PlaneTimes {
  readonly #byPixels = new Map<XmlElement, Times>();
  /** Of the image whose planes are coming. */
  #times: Times | null = null;
  #hasPlane = false;

  /** Looks at a complete element; true for a Plane that is not needed any more. */
  take(element: XmlElement): boolean {
    if (element.name === "Pixels") {
      if (this.#times !== null) this.#byPixels.set(element, this.#times);
      this.#times = null;
      this.#hasPlane = false;
    }
    if (element.name !== "Plane") return false;
    this.#add(element.attributes);
    const isFirst = !this.#hasPlane;
    this.#hasPlane = true;
    return !isFirst;
  }

  /** The interval on average; null where fewer than two time points say when they were taken, or time does not go on. */
  stepOf(pixels: XmlElement): Quantity | null {
    const times = this.#byPixels.get(pixels);
    if (times === undefined) return null;
    const { first, last, unit } = times;
    const value = Number(((last.delta - first.delta) / (last.index - first.index)).toPrecision(12));
    return Number.isFinite(value) && value > 0 ? { value, unit } : null;
  }

  #add({ TheT, TheC, TheZ, DeltaT, DeltaTUnit = "s" }: Readonly<Record<string, string>>): void {
    const moment = { index: Number(TheT), delta: Number(DeltaT) };
    if (Number(TheC) !== 0 || Number(TheZ) !== 0 || !isNumber(TheT) || !isNumber(DeltaT)) return;
    if (this.#times === null) this.#times = { unit: DeltaTUnit, first: moment, last: moment };
    // Several units in one image are nobody's.
    if (this.#times.unit !== DeltaTUnit) return;
    if (moment.index < this.#times.first.index) this.#times.first = moment;
    if (moment.index > this.#times.last.index) this.#times.last = moment;
  }
}

function isNumber(text: string | undefined): boolean {
  return text !== undefined && text.trim() !== "" && Number.isFinite(Number(text));
}
