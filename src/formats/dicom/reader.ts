import { asReadError, ZarrdropError } from "../../model/errors.ts";
import type { ImageDescription } from "../../model/image.ts";
import type { ImageReader, OpenInput, ReadRequest } from "../reader.ts";
import { describeRawFile } from "../shared/describeRaw.ts";
import { type Instance, readInstance } from "./instance.ts";
import type { FrameScene } from "./scenes/frameScene.ts";
import { openSlide } from "./scenes/openSlide.ts";
import { openStack } from "./scenes/openStack.ts";
import { isOfSlide } from "./scenes/slideImage.ts";
import { seriesMembers } from "./seriesMembers.ts";

/**
 * Opens a DICOM file with those of its series that are one image with it: planes of a volume, levels and pictures of a slide.
 * @throws those of `ImageReader`; `unsupported-format` for a file without an image, `companion-missing` for parts of a slide's image
 */
export async function open(input: OpenInput): Promise<ImageReader> {
  const { source, path, signal } = input;
  if (source === null) throw new ZarrdropError("unsupported-format", "A folder is not a DICOM file.");
  try {
    const main = await readInstance(path, source, signal);
    const members = await seriesMembers(main, input);
    return readerOf(source.name, members, isOfSlide(main) ? openSlide(members) : [openStack(members)]);
  } catch (error) {
    throw asReadError(error, source.name);
  }
}

function readerOf(name: string, instances: readonly Instance[], scenes: readonly FrameScene[]): ImageReader {
  const notes = [...new Set(scenes.flatMap((each) => each.notes))];
  const about = { format: "dicom", formatName: "DICOM", name, files: instances.map(({ path }) => path), notes };
  const description: ImageDescription = describeRawFile(
    about,
    scenes.map(({ scene }) => scene),
  );
  return {
    description,
    // The guard has seen that scene and level are there.
    readRegion: ({ scene, level, region, signal }: ReadRequest, target) => {
      return scenes[scene]!.levels[level]!(region, target, signal);
    },
    close: () => {
      // Nothing is held: the sources belong to the caller.
    },
  };
}
