import { imagejNumber, type ImagejMetadata } from "./imagejMetadata.ts";
import { contiguousEnd } from "../pixels/layout.ts";
import { pageBytes, type TiffPage } from "../container/page.ts";
import { joinPyramids, makeSeries, type Series } from "./series.ts";
import { seriesBelow } from "./seriesBelow.ts";
import { chainPlanes, contiguousPlanes } from "../pixels/storage.ts";
import type { TiffFile } from "../container/tiffFile.ts";

/** Axes from the slowest to the fastest for ImageJ's order of planes. */
const ORDERS: ReadonlyMap<string, string> = new Map([
  ["czt", "TZC"],
  ["ctz", "ZTC"],
  ["zct", "TCZ"],
  ["ztc", "CTZ"],
  ["tcz", "ZCT"],
  ["tzc", "CZT"],
]);

/**
 * The series of an ImageJ file, and behind it the images in directories below its pages, which are its levels or images of their own.
 * Stacks beyond 4 GB, and those of some writers, have a single directory and their planes one after the other. Null when the description
 * contradicts the pages (then the file is read as a plain one). The rules are tifffile's, which does not look below the pages.
 */
export async function imagejSeries(
  file: TiffFile,
  first: TiffPage,
  metadata: ImagejMetadata,
  notes: string[],
): Promise<Series[] | null> {
  const count = (key: string): number => imagejNumber(metadata, key) ?? 1;
  const [frames, slices, channelsStated, imagesStated] = [
    count("frames"),
    count("slices"),
    count("channels"),
    count("images"),
  ];
  if (![frames, slices, channelsStated, imagesStated].every((value) => Number.isSafeInteger(value) && value >= 1))
    return null;

  const samplesAreChannels = first.planar && first.samples > 1 && first.samples === channelsStated;
  let channels = channelsStated;
  let images = frames * slices * channels;
  if (samplesAreChannels) {
    images = frames * slices;
  } else if (channels > 1 && imagesStated === frames * slices && !first.planar && first.samples === channels) {
    // Samples of RGB pixels counted as channels.
    channels = 1;
    images = frames * slices;
  }
  const second = await file.directoryOffset(1);
  if (images === 1 && second !== null) images = await file.directoryCount();

  const storage = await imagejPlanes(file, first, images, second);
  if (storage === null) return null;

  const order = ORDERS.get((metadata.get("order") ?? "czt").toLowerCase()) ?? "TZC";
  const sizes: Record<string, number> = { T: frames, Z: slices, C: channels };
  let axes = order;
  let shape = [...order].map((axis) => sizes[axis]!);
  const remaining = Math.floor(images / (frames * slices * (samplesAreChannels ? 1 : channels)));
  if (remaining > 1) {
    axes = `I${axes}`;
    shape.unshift(remaining);
  }
  if (samplesAreChannels) {
    if (!axes.endsWith("C")) return null;
    shape = [...shape.slice(0, -1), ...first.shape];
    axes += first.axes.slice(1);
  } else {
    shape.push(...first.shape);
    axes += first.axes;
  }
  const made = makeSeries(
    { kind: "imagej", name: "", axes, shape, file, page: first, planes: storage, isSubDirectory: false },
    true,
  );
  if (made === null) return null;
  const below = await seriesBelow(file, { first, planes: storage, axes, shape }, notes);
  // Below each page is a smaller page: sections stay as many.
  return joinPyramids([made, ...below], false, "XY");
}

/** Where the planes are: without directories after the first one, or a directory each. */
async function imagejPlanes(file: TiffFile, first: TiffPage, images: number, second: number | null) {
  const end = await contiguousEnd(file, first, images);
  // A next directory among the planes means that every plane has its own.
  const hasOwnDirectories = end === null || (images > 1 && second !== null && end > second);
  if (!hasOwnDirectories && end <= file.source.size) return contiguousPlanes(file, first, pageBytes(first));
  return (await file.directoryOffset(images - 1)) === null ? null : chainPlanes(file, 0);
}
