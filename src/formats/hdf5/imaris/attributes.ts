import type { Hdf5Node } from "../../shared/hdf5/node.ts";
import { firstText, type Hdf5Values, numbersOf } from "../../shared/hdf5/values.ts";

/** The attributes of a part of an Imaris file, texts that they mostly are. */
export class ImarisAttributes {
  readonly #values: ReadonlyMap<string, Hdf5Values>;

  private constructor(values: ReadonlyMap<string, Hdf5Values>) {
    this.#values = values;
  }

  /** Those of a node; none where there is no node. */
  static async of(node: Hdf5Node | null, signal: AbortSignal): Promise<ImarisAttributes> {
    return new ImarisAttributes(node === null ? new Map() : await node.attributes(signal));
  }

  /** A text that says something, or null. */
  text(name: string): string | null {
    const text = firstText(this.#values.get(name))?.trim() ?? "";
    return text === "" ? null : text;
  }

  /** The first finite number that stands there, as a number or in words. */
  number(name: string): number | null {
    return this.numbers(name)[0] ?? null;
  }

  /** Numbers that stand side by side, in a text or as numbers. */
  numbers(name: string): number[] {
    const values = this.#values.get(name);
    const text = values?.values.length === 1 ? firstText(values) : null;
    const numbers = text === null ? numbersOf(values) : (text.match(/\S+/g) ?? []).map(Number);
    return numbers.every(Number.isFinite) ? numbers : [];
  }
}
