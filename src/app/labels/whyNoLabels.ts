import { asZarrdropError } from "../../model/errors.ts";
import type { ImageDescription } from "../../model/image.ts";
import { imagesOf } from "../../model/imagesOf.ts";
import { labelLayout } from "../../plan/layout/labelLayout.ts";

/** Why a file cannot be labels of an image, in a sentence; null where it can. */
export function whyNoLabels(image: ImageDescription, mask: ImageDescription): string | null {
  if (mask.scenes.some(({ labelOf }) => labelOf !== undefined)) return `${mask.name} has labels of its own.`;
  const images = imagesOf(image.scenes);
  if (mask.scenes.length !== images.length) {
    const count = ({ length }: readonly unknown[]): string => (length === 1 ? "one image" : `${length} images`);
    return `${mask.name} holds ${count(mask.scenes)}, ${image.name} ${count(images)}.`;
  }
  for (const [index, { axes, shape }] of images.entries()) {
    try {
      labelLayout(mask.scenes[index]!, { view: { sources: [] }, letters: axes, shape, part: "" });
    } catch (thrown) {
      return asZarrdropError(thrown).message;
    }
  }
  return null;
}
