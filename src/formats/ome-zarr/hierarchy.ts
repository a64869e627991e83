import { joinPath } from "../../model/paths.ts";
import type { ByteDirectory } from "../../bytes/source.ts";
import { ZarrdropError } from "../../model/errors.ts";
import { LIMITS } from "../../model/limits.ts";
import { objectsIn, textIn } from "../../zarr/json.ts";
import { readGroup, type ZarrGroup } from "../../zarr/node.ts";
import type { WellPlace } from "./plate.ts";
import { mapAtOnce } from "../../bytes/atOnce.ts";

/** A group that holds an image (`multiscales`). */
export type ImageGroup = {
  group: ZarrGroup;
  /** Path below the store's root; "" for an image that is the store. */
  path: string;
  role: "image" | "label";
  /** On a plate; null for what lies on none. */
  well: WellPlace | null;
  /** Of the image that labels belong to, and what they are called; null for all else. */
  labelOf: { path: string; name: string } | null;
};

/** What a store turned out to be. */
export type Hierarchy = {
  layout: "image" | "series" | "plate";
  images: ImageGroup[];
  notes: string[];
};

/**
 * The images of a store in order: the fields of a plate's wells, the series of a bioformats2raw layout, or the one
 * image; label images come after all of them. NGFF 0.4 and 0.5, "plate", "well", "bioformats2raw.layout", "labels".
 * @throws `unsupported-format` for a Zarr group without an image; `companion-missing` for a series that is named but
 *   not there, or a plate without any of its fields; `limit`
 */
export async function findImages(directory: ByteDirectory, root: ZarrGroup, signal: AbortSignal): Promise<Hierarchy> {
  const { attributes } = root;
  const reader: Reader = { directory, root, signal };
  const notes: string[] = [];
  if (attributes["plate"] !== undefined) {
    const images = await plateImages(reader, notes);
    if (images.length === 0) {
      throw new ZarrdropError("companion-missing", "The store is a plate, and none of its images is there.", {
        advice: COPIED_IN_PART,
      });
    }
    return { layout: "plate", images: await withLabels(reader, images), notes };
  }
  const hasOwnImage = hasImage(root);
  const isSeries = attributes["bioformats2raw.layout"] !== undefined;
  if (isSeries || !hasOwnImage) {
    // Some writers state the layout for a store that is one image; early ones, and some of today's, do not where it is one of series.
    const series = await seriesImages(reader);
    if (series.some(({ group }) => hasImage(group)) || (isSeries && !hasOwnImage)) {
      return { layout: "series", images: await withLabels(reader, series), notes };
    }
  }
  if (hasOwnImage) {
    const role = attributes["image-label"] === undefined ? "image" : "label";
    return {
      layout: "image",
      images: await withLabels(reader, [{ group: root, path: "", role, well: null, labelOf: null }]),
      notes,
    };
  }
  throw new ZarrdropError(
    "unsupported-format",
    "This is a Zarr store, but it says of none of its arrays that it is an image.",
    {
      advice: "Only OME-Zarr is read: the group needs “multiscales” metadata.",
    },
  );
}

const COPIED_IN_PART = "The store may have been copied in part only.";

type Reader = { directory: ByteDirectory; root: ZarrGroup; signal: AbortSignal };

function hasImage({ attributes }: ZarrGroup): boolean {
  return objectsIn(attributes, "multiscales").length > 0;
}

async function plateImages(reader: Reader, notes: string[]): Promise<ImageGroup[]> {
  const plate = reader.root.attributes["plate"];
  const wells = plate === null || typeof plate !== "object" ? [] : objectsIn({ ...plate }, "wells");
  if (wells.length > LIMITS.wells) {
    throw new ZarrdropError("limit", `The store says that it is a plate of ${wells.length} wells.`);
  }
  const fields = await mapAtOnce(wells, async (well) => {
    const wellPath = textIn(well, "path");
    if (wellPath === null) return [];
    const group = await readGroup(reader.directory, joinPath(reader.root.path, wellPath), reader.signal);
    if (group === null) {
      notes.push(`Well ${wellPath} is named but not there.`);
      return [];
    }
    const description = group.attributes["well"];
    const images =
      description === null || typeof description !== "object" ? [] : objectsIn({ ...description }, "images");
    const [row = "", column = ""] = wellPath.split("/");
    return images.flatMap((image, index) => {
      const path = textIn(image, "path");
      const place = { row, column, number: index + 1, acquisition: image["acquisition"] };
      return path === null ? [] : [{ path: `${wellPath}/${path}`, well: place }];
    });
  });
  return openGroups(reader, fields.flat(), (path) => void notes.push(`Field ${path} is named but not there.`));
}

async function seriesImages(reader: Reader): Promise<ImageGroup[]> {
  const { directory, root, signal } = reader;
  const listing = await readGroup(directory, joinPath(root.path, "OME"), signal);
  const series = listing?.attributes["series"];
  if (Array.isArray(series))
    return openGroups(
      reader,
      series.filter((path) => typeof path === "string").map((path) => ({ path, well: null })),
      refuseMissing,
    );
  const found: ImageGroup[] = [];
  while (found.length < LIMITS.scenes) {
    const path = String(found.length);
    const group = await readGroup(directory, joinPath(root.path, path), signal);
    if (group === null) break;
    found.push({ group, path, role: "image", well: null, labelOf: null });
  }
  return found;
}

function tooManyMissing(): ZarrdropError {
  const message = `More than ${LIMITS.missingImages} images that the store names are not there.`;
  return new ZarrdropError("companion-missing", message, { advice: COPIED_IN_PART });
}

async function openGroups(
  { directory, root, signal }: Reader,
  places: Pick<ImageGroup, "path" | "well">[],
  onMissing: (path: string) => void,
): Promise<ImageGroup[]> {
  if (places.length > LIMITS.scenes) throw new ZarrdropError("limit", "The store holds too many images.");
  let missing = 0;
  // An image that is named often is one image, where it was named first.
  const byPath = new Map(places.toReversed().map((place) => [place.path, place]));
  const once = places.filter((place) => byPath.get(place.path) === place);
  const groups = await mapAtOnce(once, async ({ path, well }) => {
    const group = await readGroup(directory, joinPath(root.path, path), signal);
    if (group === null) {
      if (++missing > LIMITS.missingImages) throw tooManyMissing();
      onMissing(path);
      return [];
    }
    return [{ group, path, role: "image" as const, well, labelOf: null }];
  });
  return groups.flat();
}

function refuseMissing(path: string): never {
  throw new ZarrdropError("companion-missing", `The store names an image that is not there: ${path}.`, {
    file: path,
    files: [path],
    advice: COPIED_IN_PART,
  });
}

async function withLabels({ directory, root, signal }: Reader, images: ImageGroup[]): Promise<ImageGroup[]> {
  const labels = await mapAtOnce(images, async (image) => {
    const folder = joinPath(image.group.path, "labels");
    const names = (await readGroup(directory, folder, signal))?.attributes["labels"];
    const found: ImageGroup[] = [];
    // An image that is named often is one image.
    for (const name of new Set(Array.isArray(names) ? names.slice(0, LIMITS.scenes) : [])) {
      if (typeof name !== "string") continue;
      const group = await readGroup(directory, joinPath(folder, name), signal);
      if (group === null) continue;
      const path = group.path.slice(root.path.length).replace(/^\//, "");
      found.push({ group, path, role: "label", well: image.well, labelOf: { path: image.path, name } });
    }
    return found;
  });
  return [...images, ...labels.flat()];
}
