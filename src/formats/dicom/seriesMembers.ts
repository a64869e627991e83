import { mapAtOnce } from "../../bytes/atOnce.ts";
import { folderOf } from "../../model/paths.ts";
import { isAboutContent } from "../shared/aboutContent.ts";
import type { OpenInput } from "../reader.ts";
import { TAGS } from "./dataset/tags.ts";
import { type Instance, readInstance } from "./instance.ts";
import { isOfSlide } from "./scenes/slideImage.ts";

/**
 * The instances of an image's series that lie in the same folder, itself among them: all of a slide, else those that have its kind of pixels and
 * lie as it does. Each once, in the order of their numbers.
 * @throws those of the sources
 */
export async function seriesMembers(main: Instance, { directory, path, signal }: OpenInput): Promise<Instance[]> {
  const series = main.data.text(TAGS.SeriesInstanceUID);
  // Pictures that do not say where they lie are no planes of each other, whatever series they were filed in.
  if (series === "" || (!isOfSlide(main) && !hasPlace(main))) return [main];
  const paths = (await directory.list(signal)).filter((each) => each !== path && isNamedAlike(each, path));
  const look = async (each: string): Promise<Instance | null> => {
    const source = await directory.open(each);
    if (source === null) return null;
    try {
      const instance = await readInstance(each, source, signal);
      return instance.data.text(TAGS.SeriesInstanceUID) === series ? instance : null;
    } catch (error) {
      // What is damaged is an image of its own, which says so.
      if (!isAboutContent(error)) throw error;
      return null;
    }
  };
  const found = await mapAtOnce(paths, look, { signal });
  const kind = kindOf(main);
  const members = new Map([[instanceId(main), main]]);
  for (const instance of found) {
    if (instance === null || kindOf(instance) !== kind || members.has(instanceId(instance))) continue;
    members.set(instanceId(instance), instance);
  }
  const number = ({ data }: Instance): number => data.number(TAGS.InstanceNumber) ?? 0;
  return [...members.values()].sort((a, b) => number(a) - number(b) || (a.path < b.path ? -1 : 1));
}

function hasPlace({ image, shared, perFrame }: Instance): boolean {
  return [image, shared, ...perFrame].some(({ position }) => position !== null);
}

/** Files of a series have one ending, or none. */
function isNamedAlike(path: string, main: string): boolean {
  const endingOf = (each: string): string => /\.[a-z]{1,5}$/i.exec(each)?.[0].toLowerCase() ?? "";
  return folderOf(path) === folderOf(main) && endingOf(path) === endingOf(main);
}

function instanceId({ data, path }: Instance): string {
  return data.text(TAGS.SOPInstanceUID) || path;
}

/** What images have in common that are planes of one. */
function kindOf(instance: Instance): string {
  const { data, format, image, shared } = instance;
  const own = data.text(TAGS.SOPClassUID);
  if (isOfSlide(instance)) return `${own} slide`;
  const { rows, columns, samples, dtype, stored, photometric, frames } = format;
  const orientation = (shared.orientation ?? image.orientation)?.map((part) => part.toFixed(4)).join(" ");
  const pixels = [rows, columns, samples, dtype, stored, photometric, frames].join(" ");
  return [own, pixels, orientation, data.texts(TAGS.ImageType).join("\\")].join("; ");
}
