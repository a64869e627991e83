import type { OpenImage } from "../../browser/readingClient.ts";
import { folderOf } from "../../model/paths.ts";
import { isInJob, type QueueItem } from "../state/queue.ts";
import { hasMaskWord, nameFromWords, wordsOf } from "./labelNames.ts";
import { whyNoLabels } from "./whyNoLabels.ts";

/** Items of which one looks like labels of the other, and what these would be called. */
export type LabelOffer = { image: QueueItem; mask: QueueItem; name: string };

/**
 * Masks whose names say whose labels they are, and that fit: `cells_nuclei_masks.tif` beside `cells.tif`, or `masks/cells.tif` beside
 * `images/cells.tif`. What names leave open is not guessed. `apart`: ids of those about which that was declined.
 */
export function labelOffers(items: readonly QueueItem[], apart: readonly string[]): LabelOffer[] {
  const images = new Map<string, QueueItem[]>();
  const masks: QueueItem[] = [];
  for (const item of items) {
    if (imageOf(item) === null || isInJob(item)) continue;
    const words = wordsOf(item.path);
    if (hasMaskWord(words) || isInMaskFolder(item)) {
      if (item.labels.length === 0 && !apart.includes(item.id)) masks.push(item);
    } else {
      const key = words.join(" ");
      images.set(key, [...(images.get(key) ?? []), item]);
    }
  }
  return masks.flatMap((mask) => {
    const found = isInMaskFolder(mask) ? besideFolder(mask, images) : beside(mask, images);
    if (found === null) return [];
    const [a, b] = [imageOf(found.image)!, imageOf(mask)!];
    return whyNoLabels(a.description, b.description) === null ? [{ ...found, mask }] : [];
  });
}

type Images = ReadonlyMap<string, readonly QueueItem[]>;

/** The image in the same folder whose name is a part of the mask's; the longest such name. */
function beside(mask: QueueItem, images: Images): Omit<LabelOffer, "mask"> | null {
  const words = wordsOf(mask.path);
  for (let length = words.length - 1; length > 0; length--) {
    for (const from of [0, words.length - length]) {
      const others = words.toSpliced(from, length);
      const candidates = images.get(words.slice(from, from + length).join(" ")) ?? [];
      const inFolder = candidates.filter((image) => folderOf(image.path) === folderOf(mask.path));
      const image = inFolder.length === 1 ? inFolder[0] : undefined;
      if (image !== undefined && hasMaskWord(others)) return { image, name: nameFromWords(others) };
    }
  }
  return null;
}

/** The image of the same name in another folder beside the mask's. */
function besideFolder(mask: QueueItem, images: Images): Omit<LabelOffer, "mask"> | null {
  const folder = folderOf(mask.path);
  const candidates = (images.get(wordsOf(mask.path).join(" ")) ?? []).filter(
    ({ path }) => folderOf(path) === folderOf(folder) || folderOf(folderOf(path)) === folderOf(folder),
  );
  const [image] = candidates;
  return image === undefined || candidates.length > 1 ? null : { image, name: nameFromWords(wordsOf(folder)) };
}

function isInMaskFolder({ path }: QueueItem): boolean {
  return hasMaskWord(wordsOf(folderOf(path)));
}

function imageOf({ verdict }: QueueItem): OpenImage | null {
  return verdict.kind === "ready" ? verdict.image : null;
}
