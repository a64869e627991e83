import { ZarrdropError } from "../model/errors.ts";
import type { ImageDescription, SceneDescription } from "../model/image.ts";
import type { ImageReader, ReadRequest } from "./reader.ts";

/** Labels from a file of their own, and what they are called beside the image. */
export type OpenedLabels = { name: string; reader: ImageReader };

/**
 * An image with the labels of other files, as one reader: the labels' scenes come behind the image's, and each says whose they are. A file with
 * one scene has the labels of an image with one, a file with several those of an image with as many, in their order.
 * @throws `setting` for a file with another number of scenes
 */
export function withLabels(image: ImageReader, labels: readonly OpenedLabels[]): ImageReader {
  const parts: { reader: ImageReader; scene: number }[] = image.description.scenes.map((_, scene) => ({
    reader: image,
    scene,
  }));
  const scenes = [...image.description.scenes];
  for (const { name, reader } of labels) {
    const own = labelScenes(image.description, name, reader.description);
    scenes.push(...own);
    parts.push(...own.map((_, scene) => ({ reader, scene })));
  }
  const { plate } = image.description;
  // Labels are where their image is.
  const fields = scenes.map(({ labelOf }, scene) => plate?.fields[scene] ?? plate?.fields[labelOf?.scene ?? 0]);
  const description: ImageDescription = {
    ...image.description,
    scenes,
    ...(plate === undefined ? {} : { plate: { ...plate, fields: fields.map((field) => field!) } }),
  };
  const partOf = <Request extends ReadRequest>(request: Request): { reader: ImageReader; request: Request } => {
    const { reader, scene } = parts[request.scene]!;
    return { reader, request: { ...request, scene } };
  };
  return {
    description,
    readRegion: (asked, target) => {
      const { reader, request } = partOf(asked);
      return reader.readRegion(request, target);
    },
    storedBlocks: async (asked) => {
      const { reader, request } = partOf(asked);
      return (await reader.storedBlocks?.(request)) ?? null;
    },
    close: () => {
      for (const { reader } of [{ reader: image }, ...labels]) reader.close();
    },
  };
}

function labelScenes(image: ImageDescription, name: string, labels: ImageDescription): SceneDescription[] {
  const images = image.scenes.flatMap(({ labelOf }, scene) => (labelOf === undefined ? [scene] : []));
  const { scenes } = labels;
  if (scenes.length !== images.length) {
    throw new ZarrdropError(
      "setting",
      `The labels “${name}” cannot be told to images: ${labels.name} has ${scenes.length} scenes, ${image.name} ${images.length}.`,
      { setting: "labels", file: labels.name, advice: "Give a file with as many scenes as the image has." },
    );
  }
  return scenes.map((scene, index) => ({
    ...scene,
    id: `${scene.id} (${name})`,
    isLabelImage: true,
    labelOf: { scene: images[index]!, name },
  }));
}
