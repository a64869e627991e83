import { isObject, type JsonObject } from "../../model/untrustedJson.ts";
import { numbersIn } from "../../zarr/json.ts";

/** A scale and then a shift per axis; null where the metadata give none. */
export type Placement = { scale: number[] | null; translation: number[] | null };

/** Transformations in transformations (`sequence`) deeper than this are ignored. */
const DEEPEST = 4;

/**
 * What a list of coordinate transformations does (NGFF 0.4 and 0.5, "coordinateTransformations"; `sequence` as in 0.6). Kinds that
 * scale and translation cannot express, and those in a file of their own, are left out.
 */
export function placementOf(owner: JsonObject, rank: number): Placement {
  const placement: Placement = { scale: null, translation: null };
  collect(owner["coordinateTransformations"], rank, placement, 0);
  return placement;
}

function collect(list: unknown, rank: number, placement: Placement, depth: number): void {
  if (!Array.isArray(list) || depth > DEEPEST) return;
  for (const transformation of list) {
    if (!isObject(transformation)) continue;
    const scale = numbersIn(transformation, "scale");
    const translation = numbersIn(transformation, "translation");
    if (transformation["type"] === "sequence") {
      collect(transformation["transformations"], rank, placement, depth + 1);
    } else if (scale?.length === rank) {
      apply(placement, { scale, translation: null });
    } else if (translation?.length === rank) {
      apply(placement, { scale: null, translation });
    }
  }
}

/** `second` after `first`. */
export function combined(first: Placement, second: Placement): Placement {
  const placement = { ...first };
  apply(placement, { scale: second.scale, translation: null });
  apply(placement, { scale: null, translation: second.translation });
  return placement;
}

function apply(placement: Placement, { scale, translation }: Placement): void {
  if (scale !== null) {
    placement.scale = placement.scale?.map((value, axis) => value * scale[axis]!) ?? scale;
    placement.translation = placement.translation?.map((value, axis) => value * scale[axis]!) ?? null;
  }
  if (translation !== null) {
    placement.translation = placement.translation?.map((value, axis) => value + translation[axis]!) ?? translation;
  }
}
