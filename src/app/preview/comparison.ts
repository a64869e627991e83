import type { OutputPlan } from "../../plan/plan.ts";
import type { ResamplingMethod } from "../../plan/settings/settings.ts";
import { viewImage, type ViewedImage } from "../stage/viewedImage.ts";

/** What is shown beside the picture. */
export type Comparison = { kind: "level"; level: number } | { kind: "method"; method: ResamplingMethod };

/** The second picture; `level` null: the level that is shown in the first. */
export type Compared = { image: ViewedImage; level: number | null; caption: string };

/** The second picture, or null where there is none or it cannot be planned. */
export function comparisonOf(
  image: ViewedImage,
  comparison: Comparison | null,
  planMethod: ((method: ResamplingMethod) => OutputPlan | null) | null,
): Compared | null {
  if (comparison === null) return null;
  if (comparison.kind === "level") {
    if (comparison.level >= image.levels.length) return null;
    return {
      image,
      level: comparison.level,
      caption: `Level ${comparison.level}, ${image.output.resampling.method}`,
    };
  }
  const output = planMethod?.(comparison.method) ?? null;
  return output === null ? null : { image: viewImage(output, image.isLabels), level: null, caption: comparison.method };
}

/** A choice, or what is nearest to it where the zoom made the picture the very level that it was to be held against. */
export function differingComparison(image: ViewedImage, level: number, chosen: Comparison | null): Comparison | null {
  return chosen?.kind === "level" && chosen.level === level ? firstComparison(image, level) : chosen;
}

/** What a picture at a level is compared with first: the next level, or the one before the last; null where nothing differs. */
export function firstComparison({ levels }: ViewedImage, level: number): Comparison | null {
  if (levels.length < 2) return null;
  return { kind: "level", level: level + 1 < levels.length ? level + 1 : level - 1 };
}

/** As text, for the options of a select; `readComparison` turns it back. */
export function comparisonKey(comparison: Comparison | null): string {
  if (comparison === null) return "none";
  return comparison.kind === "level" ? `level ${comparison.level}` : `method ${comparison.method}`;
}

/** What a key of `comparisonKey` stands for. */
export function readComparison(key: string): Comparison | null {
  const [kind, value = ""] = key.split(" ");
  if (kind === "level") return { kind, level: Number(value) };
  // Only keys made above come back, so the value is a method.
  return kind === "method" ? { kind, method: value as ResamplingMethod } : null;
}
